/// Members' connections: who is online, who listens to the workspace's channels, whose
/// conversations must reevaluate because their holder came or went. Owns no socket.
#pragma once

#include <caf/actor_system.hpp>
#include <chrono>
#include <map>
#include <set>

#include "actors/conversations/audience.hpp"
#include "actors/environment.hpp"
#include "actors/handles.hpp"
#include "actors/presence/presence_service.hpp"

namespace takeover::actors {

class presence_actor : public presence_handle::base {
 public:
  presence_actor(caf::actor_config& config, tree_parts parts, presence_table& table,
                 actors::conversations& conversations, presence_port& processes);
  behavior_type make_behavior() override;

 private:
  struct place {
    channel_kind kind;
    domain::ulid id;
    friend auto operator<=>(const place&, const place&) = default;
  };

  void on_connected(member_connected& message);
  void on_disconnected(member_disconnected& message);
  void on_join(join_channel& request);
  void on_leave(leave_channel& request);
  void on_event(workspace_event& message);
  void on_notify(notify_holder& message) { notify_conversations_of(message.who); }
  void on_notify_retry(notify_holder_retry& message);
  void on_heartbeat(heartbeat_tick&);
  [[nodiscard]] std::chrono::milliseconds tick_period() const;
  void keep_sessions(const std::set<domain::session_id>& sessions);
  void on_reported(presence_reported& message);
  void on_shut_down(shut_down&) { quit(); }
  /// Makes the conversations that this member holds reevaluate, until each was reached.
  void notify_conversations_of(const domain::member& who);

  tree_parts parts_;
  presence_table& table_;
  actors::conversations& conversations_;
  presence_port& processes_;
  std::map<listener, domain::member> connections_;
  std::map<std::pair<domain::workspace_id, domain::user_id>, std::size_t> counts_;
  std::map<place, audience> channels_;
};

/// The presence actor, for callers that know no CAF.
class presence_client final : public presence_service {
 public:
  presence_client(presence_handle actor, presence_table& table)
      : actor_(std::move(actor)), table_(table) {}

  void connected(const listener& where, const domain::member& who) override;
  void disconnected(const listener& where) override;
  void join(const listener& who, const channel& where, const domain::member& as) override;
  void leave(const listener& who, const channel& where) override;
  void switched(domain::workspace_id workspace, domain::user_id user,
                domain::member_switch to) override;
  [[nodiscard]] const presence_table& table() const override { return table_; }

 private:
  presence_handle actor_;
  presence_table& table_;
};

}  // namespace takeover::actors
