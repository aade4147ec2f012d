#include "actors/delivery/notification_supervisor.hpp"

#include <caf/system_messages.hpp>

#include "actors/delivery/delivery_worker.hpp"
#include "actors/log.hpp"

namespace takeover::actors {
namespace {

constexpr std::chrono::milliseconds flush_interval{100};
/// A worker that dies again at once must not keep the machine busy.
constexpr std::chrono::milliseconds restart_delay{1'000};

}  // namespace

notification_supervisor::notification_supervisor(caf::actor_config& config,
                                                 presence_handle workspace, tree_parts parts,
                                                 delivery_options options)
    : notification_supervisor_handle::base(config),
      workspace_(std::move(workspace)),
      parts_(parts),
      options_(options) {
  set_down_handler([this](const caf::down_msg& down) {
    if (!worker_ || down.source != worker_.address()) return;
    log_error("delivery worker died", {}, caf::to_string(down.reason));
    worker_ = nullptr;
    delayed_send(this, restart_delay, restart_worker{});
  });
}

notification_supervisor::behavior_type notification_supervisor::make_behavior() {
  using this_actor = notification_supervisor;
  start_worker();
  return {on(this, &this_actor::on_changed), on(this, &this_actor::on_removed),
          on(this, &this_actor::on_flush),   on(this, &this_actor::on_poll),
          on(this, &this_actor::on_restart), on(this, &this_actor::on_shut_down)};
}

void notification_supervisor::on_changed(summary_changed& message) {
  changed_[message.view->view.state.id] = std::move(message.view);
  if (flush_planned_) return;
  flush_planned_ = true;
  delayed_send(this, flush_interval, flush_summaries{});
}

void notification_supervisor::on_removed(summary_removed& message) {
  changed_.erase(message.conversation);
  send_message(workspace_,
               workspace_event{message.workspace, conversation_gone{message.conversation}});
}

void notification_supervisor::on_poll(poll_jobs&) {
  if (worker_) send_message(worker_, poll_jobs{});
}

void notification_supervisor::on_shut_down(shut_down&) {
  flush();
  if (worker_) send_message(worker_, shut_down{});
  quit();
}

void notification_supervisor::start_worker() {
  if (parts_.outgoing != nullptr)
    worker_ = spawn<delivery_worker, caf::monitored>(parts_, options_);
}

void notification_supervisor::flush() {
  flush_planned_ = false;
  for (auto& [id, view] : changed_)
    send_message(workspace_,
                 workspace_event{view->view.state.workspace, conversation_changed{view}});
  changed_.clear();
}

}  // namespace takeover::actors
