#include "actors/presence/visitor_presences.hpp"

namespace takeover::actors {

void visitor_presences::arrived(domain::conversation_id conversation) {
  online_.insert(conversation);
  left_.erase(conversation);
}

void visitor_presences::left(domain::conversation_id conversation, domain::timestamp at) {
  if (online_.erase(conversation) == 0) return;
  left_[conversation] = at;
  departures_.push_back({conversation, at});
  if (departures_.size() <= most_) return;
  const auto oldest = departures_.front();
  departures_.pop_front();
  const auto known = left_.find(oldest.conversation);
  if (known != left_.end() && known->second == oldest.at) left_.erase(known);
}

void visitor_presences::forget(domain::conversation_id conversation) {
  online_.erase(conversation);
  left_.erase(conversation);
}

domain::visitor_presence visitor_presences::of(domain::conversation_id conversation) const {
  if (online_.contains(conversation)) return {domain::presence::connected, std::nullopt};
  const auto known = left_.find(conversation);
  return {domain::presence::away,
          known == left_.end() ? std::nullopt : std::optional{known->second}};
}

std::vector<domain::conversation_id> visitor_presences::online() const {
  return {online_.begin(), online_.end()};
}

}  // namespace takeover::actors
