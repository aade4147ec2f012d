/// Members' connections: who is online, who hears the workspace's channels, whose claims begin or
/// stop to wait for them.
#pragma once

#include <caf/actor_system.hpp>
#include <map>

#include "actors/conversations/audience.hpp"
#include "actors/conversations/conversation_deps.hpp"

namespace takeover::actors {

class presence_actor : public presence_handle::base {
 public:
  presence_actor(caf::actor_config& config, tree_parts parts, online_registry& online,
                 conversations& talk, heartbeats& beats);
  behavior_type make_behavior() override;

 private:
  struct place {
    channel_kind kind;
    domain::ulid id;
    friend auto operator<=>(const place&, const place&) = default;
  };

  void on_connected(member_connected& news);
  void on_disconnected(member_disconnected& news);
  void on_join(join_channel& asked);
  void on_leave(leave_channel& asked);
  void on_event(workspace_event& news);
  /// Has the conversations that this member holds look again. Tried until each has heard it.
  void tell_held(const domain::member& who);
  void beat();
  void on_beaten(const heartbeats_read& news);

  tree_parts parts_;
  online_registry& online_;
  conversations& talk_;
  heartbeats& beats_;
  std::map<listener, domain::member> connections_;
  std::map<std::pair<domain::workspace_id, domain::user_id>, std::size_t> counts_;
  std::map<place, audience> channels_;
};

/// The door to the presence actor for those who know no CAF.
class presence final : public people_online {
 public:
  presence(presence_handle actor, online_registry& online)
      : actor_(std::move(actor)), online_(online) {}

  void connected(const listener& where, const domain::member& who) override;
  void disconnected(const listener& where) override;
  void join(const listener& who, const channel& where, const domain::member& as) override;
  void leave(const listener& who, const channel& where) override;
  void switched(domain::workspace_id workspace, domain::user_id user,
                domain::member_switch to) override;
  [[nodiscard]] domain::member_switch switch_of(domain::workspace_id workspace,
                                                domain::user_id user) const override;
  [[nodiscard]] bool is_online(domain::workspace_id workspace, domain::user_id user) const override;
  [[nodiscard]] bool is_visitor_online(domain::conversation_id conversation) const override;
  [[nodiscard]] std::vector<domain::conversation_id> visitors_online() const override;

 private:
  presence_handle actor_;
  online_registry& online_;
};

}  // namespace takeover::actors
