/// Announces stored leads to their workspace, and serves the feed of captured leads. Owns where
/// each workspace's feed ends, and no lead: rows show who holds a conversation now and its last
/// message, so a copy kept here would go stale.
///
/// Inboxes poll the feed every few seconds, and hardly ever is there anything new: such a poll is
/// answered from memory, any other one from the database. With several processes on one database,
/// leads are captured that this process does not hear of, so every poll reads the database.
#pragma once

#include <unordered_map>

#include "actors/environment.hpp"
#include "actors/handles.hpp"

namespace takeover::actors {

class lead_supervisor : public lead_supervisor_handle::base {
 public:
  lead_supervisor(caf::actor_config& config, presence_handle workspace,
                  notification_supervisor_handle notifications, tree_parts parts);
  behavior_type make_behavior() override;

 private:
  void on_stored(lead_stored& message);
  void on_deleted(lead_deleted& message);
  void on_poll(feed_poll& request);
  void on_read(feed_read& message);
  void on_uncertain(feed_uncertain& message);
  void on_shut_down(shut_down&) { quit(); }

  /// The end of a workspace's feed. Leads that are captured while the database is asked for it
  /// count already.
  struct feed_end {
    std::int64_t newest = 0;
    bool is_known = false;
    std::uint64_t doubts = 0;  ///< a read that began before the last doubt proves nothing
  };

  presence_handle workspace_;
  notification_supervisor_handle notifications_;
  tree_parts parts_;
  std::unordered_map<domain::workspace_id, feed_end> feeds_;  ///< of workspaces that were polled
};

}  // namespace takeover::actors
