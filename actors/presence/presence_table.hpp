/// Who is connected, here or to another process, to be asked from any thread. Written by the
/// presence actor and by conversations; owns no connection.
#pragma once

#include <atomic>
#include <mutex>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "domain/conversations/conversation.hpp"
#include "domain/live_chat/handoff.hpp"
#include "domain/people/people.hpp"
#include "storage/people/heartbeats.hpp"

namespace takeover::actors {

class online_registry {
 public:
  void member_online(domain::workspace_id workspace, domain::user_id user);
  void member_offline(domain::workspace_id workspace, domain::user_id user);
  /// Here or elsewhere.
  [[nodiscard]] bool is_online(domain::workspace_id workspace, domain::user_id user) const;

  /// All who are connected to other processes.
  void set_elsewhere(const std::vector<storage::online_member>& all);
  /// The same of one of them.
  void set_elsewhere(domain::workspace_id workspace, domain::user_id user, domain::presence now);

  void set_switch(domain::workspace_id workspace, domain::user_id user, domain::member_switch to);
  [[nodiscard]] domain::member_switch switch_of(domain::workspace_id workspace,
                                                domain::user_id user) const;
  /// Whether a member of the workspace is online and available.
  [[nodiscard]] domain::members_available available_members(domain::workspace_id workspace) const;

  void visitor_online(domain::conversation_id conversation);
  void visitor_offline(domain::conversation_id conversation);
  [[nodiscard]] bool is_visitor_online(domain::conversation_id conversation) const;
  [[nodiscard]] std::vector<domain::conversation_id> visitors_online() const;

  /// How many listen to a workspace's channel, all workspaces together: nobody listening is the
  /// cheap case of every message.
  std::atomic<std::size_t> workspace_listeners = 0;
  /// Connections end because the program does: nobody counts as gone any more.
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
  std::unordered_set<domain::conversation_id> visitors_;
};

}  // namespace takeover::actors
