/// State that any thread may ask: who is connected, here or to another process, and whose switch is
/// off. Owns no connection.
///
/// Written by the presence actor and by conversations.
#pragma once

#include <atomic>
#include <mutex>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "actors/presence/visitor_presences.hpp"
#include "domain/conversations/conversation.hpp"
#include "domain/live_chat/handoff.hpp"
#include "domain/people/people.hpp"
#include "storage/people/heartbeats.hpp"

namespace takeover::actors {

class presence_table {
 public:
  void member_online(domain::workspace_id workspace, domain::user_id user);
  void member_offline(domain::workspace_id workspace, domain::user_id user);
  /// Connected to this or another process.
  [[nodiscard]] bool is_online(domain::workspace_id workspace, domain::user_id user) const;

  /// Replaces the members who are connected to other processes.
  void set_elsewhere(const std::vector<storage::online_member>& all);
  /// The same for one member.
  void set_elsewhere(domain::workspace_id workspace, domain::user_id user, domain::presence now);

  void set_switch(domain::workspace_id workspace, domain::user_id user, domain::member_switch to);
  [[nodiscard]] domain::member_switch switch_of(domain::workspace_id workspace,
                                                domain::user_id user) const;
  /// Whether a member of the workspace is online and available.
  [[nodiscard]] domain::members_available available_members(domain::workspace_id workspace) const;

  void visitor_online(domain::conversation_id conversation);
  void visitor_offline(domain::conversation_id conversation, domain::timestamp left_at);
  void forget_visitor(domain::conversation_id conversation);
  [[nodiscard]] domain::visitor_presence visitor_of(domain::conversation_id conversation) const;
  [[nodiscard]] std::vector<domain::conversation_id> visitors_online() const;

  /// Listeners of workspace channels, all workspaces together: without any, a message skips the
  /// summary.
  std::atomic<std::size_t> workspace_listeners = 0;
  /// The program stops: connections that close do not count as members leaving.
  std::atomic<bool> closing = false;

 private:
  struct member_key {
    domain::workspace_id workspace;
    domain::user_id user;
    friend bool operator==(const member_key&, const member_key&) = default;
  };
  struct member_hash {
    std::size_t operator()(const member_key& key) const noexcept {
      return std::hash<domain::workspace_id>{}(key.workspace) * 31 +
             std::hash<domain::user_id>{}(key.user);
    }
  };

  mutable std::mutex mutex_;
  std::unordered_set<member_key, member_hash> members_;
  std::unordered_set<member_key, member_hash> elsewhere_;
  std::unordered_set<member_key, member_hash> switched_off_;
  visitor_presences visitors_;
};

}  // namespace takeover::actors
