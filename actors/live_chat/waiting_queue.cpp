#include "actors/live_chat/waiting_queue.hpp"

#include <iterator>

namespace takeover::actors {

std::vector<domain::conversation_id> waiting_queue::put(domain::workspace_id workspace,
                                                        domain::conversation_id conversation,
                                                        std::optional<domain::timestamp> since) {
  const std::lock_guard lock{mutex_};
  std::vector<domain::conversation_id> behind;
  if (const auto known = places_.find(conversation); known != places_.end()) {
    if (since == known->second.since) return behind;
    auto& queue = queues_[known->second.workspace];
    auto at = queue.erase(queue.find({known->second.since, conversation}));
    for (; at != queue.end(); ++at) behind.push_back(at->second);
    if (queue.empty()) queues_.erase(known->second.workspace);
    places_.erase(known);
  }
  if (!since) return behind;
  places_[conversation] = {workspace, *since};
  auto& queue = queues_[workspace];
  for (auto at = std::next(queue.emplace(*since, conversation).first); at != queue.end(); ++at)
    behind.push_back(at->second);
  return behind;
}

std::optional<int> waiting_queue::position_of(domain::conversation_id conversation) const {
  const std::lock_guard lock{mutex_};
  const auto known = places_.find(conversation);
  if (known == places_.end()) return std::nullopt;
  const auto& queue = queues_.at(known->second.workspace);
  const auto place = queue.find({known->second.since, conversation});
  return 1 + static_cast<int>(std::distance(queue.begin(), place));
}

}  // namespace takeover::actors
