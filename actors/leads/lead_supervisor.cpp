#include "actors/leads/lead_supervisor.hpp"

#include <algorithm>

#include "actors/ask_store.hpp"
#include "storage/leads/leads.hpp"
#include "storage/tokens.hpp"

namespace takeover::actors {

lead_supervisor::lead_supervisor(caf::actor_config& config, presence_handle workspace,
                                 notification_supervisor_handle notifications, tree_parts parts)
    : lead_supervisor_handle::base(config),
      workspace_(std::move(workspace)),
      notifications_(std::move(notifications)),
      parts_(parts) {}

lead_supervisor::behavior_type lead_supervisor::make_behavior() {
  using this_actor = lead_supervisor;
  return {on(this, &this_actor::on_stored),    on(this, &this_actor::on_deleted),
          on(this, &this_actor::on_poll),      on(this, &this_actor::on_read),
          on(this, &this_actor::on_uncertain), on(this, &this_actor::on_shut_down)};
}

void lead_supervisor::on_stored(lead_stored& message) {
  const auto& record = message.lead.record;
  const auto workspace = record.workspace;
  if (message.change == lead_change::captured) {
    if (const auto feed = feeds_.find(workspace); feed != feeds_.end())
      feed->second.newest = std::max(feed->second.newest, record.feed_seq);
    send_message(notifications_, poll_jobs{});
  }
  send_message(workspace_,
               workspace_event{workspace, lead_changed{std::move(message.lead), message.change}});
}

void lead_supervisor::on_deleted(lead_deleted& message) {
  send_message(workspace_, workspace_event{message.workspace, lead_gone{message.lead}});
}

void lead_supervisor::on_poll(feed_poll& request) {
  auto& end = feeds_[request.workspace];
  // Who is ahead of this memory has read a page of rows whose message is still on its way: an
  // answer from memory would send them back, and they would get those leads twice.
  if (!parts_.store.is_shared() && end.is_known && request.after.value_or(end.newest) == end.newest)
    return request.done(storage::lead_feed{{}, end.newest, false});
  const bool queued = parts_.store.read(
      [me = lead_supervisor_handle{this}, request, doubts = end.doubts](storage::reader& rows) {
        try {
          auto feed = storage::leads::feed(rows, request.workspace, request.after, request.limit);
          if (!feed.more) send_message(me, feed_read{request.workspace, feed.position, doubts});
          request.done(std::move(feed));
        } catch (const std::exception& problem) {
          request.done(
              load_error("feed could not read the leads of", request.workspace.str(), problem));
        }
      });
  if (!queued) request.done(database_busy());
}

void lead_supervisor::on_read(feed_read& message) {
  auto& end = feeds_[message.workspace];
  end.newest = std::max(end.newest, message.position);
  end.is_known = end.is_known || message.doubts == end.doubts;
}

void lead_supervisor::on_uncertain(feed_uncertain& message) {
  auto& end = feeds_[message.workspace];
  end.is_known = false;
  ++end.doubts;
}

}  // namespace takeover::actors
