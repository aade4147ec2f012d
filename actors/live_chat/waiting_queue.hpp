/// Who waits for a human, longest first, to be asked from any thread. A picture of the database,
/// for the visitors' eyes; who is taken next is decided by the rows.
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
  using moved = std::vector<domain::conversation_id>;

  /// Says since when a conversation waits; none: it does not. Those behind it whose position is
  /// another one now.
  moved put(domain::workspace_id workspace, domain::conversation_id conversation,
            std::optional<domain::timestamp> since);
  /// 1: the next one. None: it does not wait.
  [[nodiscard]] std::optional<int> position_of(domain::conversation_id conversation) const;

 private:
  struct place {
    domain::workspace_id workspace;
    domain::timestamp since{};
  };
  using line = std::set<std::pair<domain::timestamp, domain::conversation_id>>;

  mutable std::mutex mutex_;
  std::map<domain::workspace_id, line> lines_;
  std::unordered_map<domain::conversation_id, place> places_;
};

}  // namespace takeover::actors
