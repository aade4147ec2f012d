/// Which visitors are on the site, and when the others left. Owns no lock and no connection.
#pragma once

#include <deque>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "domain/conversations/conversation.hpp"

namespace takeover::actors {

/// Of those who left, the latest are remembered, so that it stays small however long the process
/// runs. Nothing of it is stored: a page tells the server again that it is there.
class visitor_presences {
 public:
  explicit visitor_presences(std::size_t most_remembered = 50'000) : most_(most_remembered) {}

  void arrived(domain::conversation_id conversation);
  /// Nothing changes for one who was not there.
  void left(domain::conversation_id conversation, domain::timestamp at);
  void forget(domain::conversation_id conversation);

  [[nodiscard]] domain::visitor_presence of(domain::conversation_id conversation) const;
  [[nodiscard]] std::vector<domain::conversation_id> online() const;

 private:
  struct departure {
    domain::conversation_id conversation;
    domain::timestamp at;
  };

  std::size_t most_;
  std::unordered_set<domain::conversation_id> online_;
  std::unordered_map<domain::conversation_id, domain::timestamp> left_;
  std::deque<departure> departures_;  ///< the oldest first; some of them came back since
};

}  // namespace takeover::actors
