/// State that any thread may ask: the visitors who wait for a human, in the order in which they are
/// taken, to show each their position. Owns no row: the database decides who is taken next.
///
/// Written by conversations after a change is stored, and filled at the start.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "domain/conversations/conversation.hpp"

namespace takeover::actors {

/// Visitors on the site come first, the longest wait before the others; then those who left, alike.
class waiting_queue {
 public:
  /// Sets since when a conversation waits, nullopt meaning that it does not, and whether its
  /// visitor is there. Returns the conversations whose positions changed.
  std::vector<domain::conversation_id> put(domain::workspace_id workspace,
                                           domain::conversation_id conversation,
                                           std::optional<domain::timestamp> since,
                                           domain::presence visitor);
  /// 1 for the next one; nullopt if it does not wait.
  [[nodiscard]] std::optional<int> position_of(domain::conversation_id conversation) const;
  /// The conversations that wait although their visitor left.
  [[nodiscard]] std::vector<domain::conversation_id> absent_in(
      domain::workspace_id workspace) const;

 private:
  struct place {
    bool is_absent = false;
    domain::timestamp since{};
    domain::conversation_id conversation;
    friend auto operator<=>(const place&, const place&) = default;
  };
  struct queued_visitor {
    domain::workspace_id workspace;
    place at;
  };
  using workspace_queue = std::set<place>;

  /// Those behind `front`; behind `back`, if there is one, nothing moved.
  [[nodiscard]] static std::vector<domain::conversation_id> between(
      const workspace_queue& queue, const place& front, const std::optional<place>& back);

  mutable std::mutex mutex_;
  std::map<domain::workspace_id, workspace_queue> queues_;
  std::unordered_map<domain::conversation_id, queued_visitor> places_;
};

}  // namespace takeover::actors
