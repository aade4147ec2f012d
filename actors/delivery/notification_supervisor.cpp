#include "actors/delivery/notification_supervisor.hpp"

#include <caf/send.hpp>
#include <caf/system_messages.hpp>

#include "actors/delivery/delivery_worker.hpp"
#include "actors/log.hpp"

namespace takeover::actors {
namespace {

constexpr std::chrono::milliseconds between_flushes{100};
/// One that dies at once again must not keep the machine busy.
constexpr std::chrono::milliseconds before_restart{1'000};

}  // namespace

lead_supervisor::lead_supervisor(caf::actor_config& config, presence_handle workspace,
                                 notification_supervisor_handle notifications)
    : lead_supervisor_handle::base(config),
      workspace_(std::move(workspace)),
      notifications_(std::move(notifications)) {}

lead_supervisor::behavior_type lead_supervisor::make_behavior() {
  return {[this](lead_stored& news) {
            if (news.change == lead_change::captured) caf::anon_send(notifications_, poll_jobs{});
            const auto workspace = news.lead.record.workspace;
            caf::anon_send(workspace_, workspace_event{workspace, lead_changed{std::move(news.lead),
                                                                               news.change}});
          },
          [this](shut_down) { quit(); }};
}

notification_supervisor::notification_supervisor(caf::actor_config& config,
                                                 presence_handle workspace, tree_parts parts,
                                                 delivery_options options)
    : notification_supervisor_handle::base(config),
      workspace_(std::move(workspace)),
      parts_(parts),
      options_(options) {
  set_down_handler([this](const caf::down_msg& news) {
    if (!worker_ || news.source != worker_.address()) return;
    log_error("delivery worker died", {}, caf::to_string(news.reason));
    worker_ = nullptr;
    delayed_send(this, before_restart, restart_worker{});
  });
}

notification_supervisor::behavior_type notification_supervisor::make_behavior() {
  start_worker();
  return {[this](summary_changed& news) {
            changed_[news.view->view.state.id] = std::move(news.view);
            if (flush_planned_) return;
            flush_planned_ = true;
            delayed_send(this, between_flushes, flush_summaries{});
          },
          [this](summary_removed& news) {
            changed_.erase(news.conversation);
            caf::anon_send(workspace_,
                           workspace_event{news.workspace, conversation_gone{news.conversation}});
          },
          [this](flush_summaries) { flush(); },
          [this](poll_jobs) {
            if (worker_) caf::anon_send(worker_, poll_jobs{});
          },
          [this](restart_worker) { start_worker(); },
          [this](shut_down) {
            flush();
            if (worker_) caf::anon_send(worker_, shut_down{});
            quit();
          }};
}

void notification_supervisor::start_worker() {
  if (parts_.outgoing != nullptr)
    worker_ = spawn<delivery_worker, caf::monitored>(parts_, options_);
}

void notification_supervisor::flush() {
  flush_planned_ = false;
  for (auto& [id, view] : changed_)
    caf::anon_send(workspace_,
                   workspace_event{view->view.state.workspace, conversation_changed{view}});
  changed_.clear();
}

}  // namespace takeover::actors
