#include "actors/live_chat/waiting_queue.hpp"

#include <iterator>

namespace takeover::actors {

waiting_queue::moved waiting_queue::put(domain::workspace_id workspace,
                                        domain::conversation_id conversation,
                                        std::optional<domain::timestamp> since) {
  const std::lock_guard lock{mutex_};
  moved behind;
  const auto known = places_.find(conversation);
  if (known != places_.end()) {
    if (since == known->second.since) return behind;
    auto& there = lines_[known->second.workspace];
    auto at = there.erase(there.find({known->second.since, conversation}));
    for (; at != there.end(); ++at) behind.push_back(at->second);
    if (there.empty()) lines_.erase(known->second.workspace);
    places_.erase(known);
  }
  if (!since) return behind;
  places_[conversation] = {workspace, *since};
  auto& there = lines_[workspace];
  for (auto at = std::next(there.emplace(*since, conversation).first); at != there.end(); ++at)
    behind.push_back(at->second);
  return behind;
}

std::optional<int> waiting_queue::position_of(domain::conversation_id conversation) const {
  const std::lock_guard lock{mutex_};
  const auto known = places_.find(conversation);
  if (known == places_.end()) return std::nullopt;
  const auto& there = lines_.at(known->second.workspace);
  return 1 + static_cast<int>(
                 std::distance(there.begin(), there.find({known->second.since, conversation})));
}

}  // namespace takeover::actors
