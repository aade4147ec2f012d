#include "actors/live_chat/waiting_queue.hpp"

#include <algorithm>
#include <iterator>

namespace takeover::actors {

std::vector<domain::conversation_id> waiting_queue::put(domain::workspace_id workspace,
                                                        domain::conversation_id conversation,
                                                        std::optional<domain::timestamp> since,
                                                        domain::presence visitor) {
  const std::lock_guard lock{mutex_};
  std::optional<place> before;
  std::optional<place> after;
  if (since) after = place{visitor == domain::presence::away, *since, conversation};
  if (const auto known = places_.find(conversation); known != places_.end()) {
    before = known->second.at;
    workspace = known->second.workspace;
  }
  if (before == after) return {};
  auto& queue = queues_[workspace];
  if (before) queue.erase(*before);
  if (after) queue.insert(*after);
  std::vector<domain::conversation_id> moved;
  if (before && after) {
    moved = between(queue, std::min(*before, *after), std::max(*before, *after));
    moved.push_back(conversation);
  } else {
    moved = between(queue, before ? *before : *after, std::nullopt);
  }
  if (after)
    places_[conversation] = {workspace, *after};
  else
    places_.erase(conversation);
  if (queue.empty()) queues_.erase(workspace);
  return moved;
}

std::vector<domain::conversation_id> waiting_queue::between(const workspace_queue& queue,
                                                            const place& front,
                                                            const std::optional<place>& back) {
  std::vector<domain::conversation_id> ids;
  const auto end = back ? queue.lower_bound(*back) : queue.end();
  for (auto at = queue.upper_bound(front); at != end; ++at) ids.push_back(at->conversation);
  return ids;
}

std::optional<int> waiting_queue::position_of(domain::conversation_id conversation) const {
  const std::lock_guard lock{mutex_};
  const auto known = places_.find(conversation);
  if (known == places_.end()) return std::nullopt;
  const auto& queue = queues_.at(known->second.workspace);
  return 1 + static_cast<int>(std::distance(queue.begin(), queue.find(known->second.at)));
}

std::vector<domain::conversation_id> waiting_queue::absent_in(
    domain::workspace_id workspace) const {
  const std::lock_guard lock{mutex_};
  std::vector<domain::conversation_id> ids;
  const auto queue = queues_.find(workspace);
  if (queue == queues_.end()) return ids;
  for (const auto& each : queue->second)
    if (each.is_absent) ids.push_back(each.conversation);
  return ids;
}

}  // namespace takeover::actors
