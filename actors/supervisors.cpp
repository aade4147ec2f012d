#include "actors/supervisors.hpp"

#include <caf/send.hpp>

namespace takeover::actors {
namespace {

constexpr std::chrono::milliseconds between_flushes{100};

}  // namespace

lead_supervisor::lead_supervisor(caf::actor_config& config, presence_handle workspace)
    : lead_supervisor_handle::base(config), workspace_(std::move(workspace)) {}

lead_supervisor::behavior_type lead_supervisor::make_behavior() {
  return {[this](lead_moved& news) {
            const auto workspace = news.lead.record.workspace;
            caf::anon_send(workspace_, workspace_event{workspace, lead_changed{std::move(news.lead), news.change}});
          },
          [this](shut_down) { quit(); }};
}

notification_supervisor::notification_supervisor(caf::actor_config& config, presence_handle workspace)
    : notification_supervisor_handle::base(config), workspace_(std::move(workspace)) {}

notification_supervisor::behavior_type notification_supervisor::make_behavior() {
  return {[this](row_changed& news) {
            changed_[news.view->view.state.id] = std::move(news.view);
            if (flush_planned_) return;
            flush_planned_ = true;
            delayed_send(this, between_flushes, flush_rows{});
          },
          [this](row_gone& news) {
            changed_.erase(news.conversation);
            caf::anon_send(workspace_, workspace_event{news.workspace, conversation_gone{news.conversation}});
          },
          [this](flush_rows) { flush(); },
          [this](shut_down) {
            flush();
            quit();
          }};
}

void notification_supervisor::flush() {
  flush_planned_ = false;
  for (auto& [id, view] : changed_) caf::anon_send(workspace_, workspace_event{view->view.state.workspace, conversation_changed{view}});
  changed_.clear();
}

}  // namespace takeover::actors
