/// State that any thread may ask: the visitors who wait for a human, longest first, to show each
/// their position. Owns no row: the database decides who is taken next.
///
/// Written by conversations after a change is stored, and filled at the start.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "domain/ids.hpp"

namespace takeover::actors {

class waiting_queue {
 public:
  /// Sets since when a conversation waits; nullopt means it does not. Returns the conversations
  /// behind it, whose positions changed.
  std::vector<domain::conversation_id> put(domain::workspace_id workspace,
                                           domain::conversation_id conversation,
                                           std::optional<domain::timestamp> since);
  /// 1 for the next one; nullopt if it does not wait.
  [[nodiscard]] std::optional<int> position_of(domain::conversation_id conversation) const;

 private:
  struct queued_visitor {
    domain::workspace_id workspace;
    domain::timestamp since{};
  };
  using workspace_queue = std::set<std::pair<domain::timestamp, domain::conversation_id>>;

  mutable std::mutex mutex_;
  std::map<domain::workspace_id, workspace_queue> queues_;
  std::unordered_map<domain::conversation_id, queued_visitor> places_;
};

}  // namespace takeover::actors
