#include "actors/live_chat/business_hours_cache.hpp"

#include "storage/live_chat/live_chat.hpp"

namespace takeover::actors {
namespace {

std::shared_ptr<const domain::business_hours> shared(std::optional<domain::business_hours> hours) {
  if (!hours) return nullptr;
  return std::make_shared<const domain::business_hours>(std::move(*hours));
}

}  // namespace

void business_hours_cache::put(domain::workspace_id workspace,
                               domain::live_chat_settings settings) {
  workspace_settings stored{shared(std::move(settings.hours)), settings.position};
  const std::lock_guard lock{mutex_};
  workspaces_[workspace] = std::move(stored);
}

void business_hours_cache::put(domain::agent_id agent,
                               std::optional<storage::hours_override> hours) {
  const std::lock_guard lock{mutex_};
  if (hours) {
    agents_[agent] = shared(std::move(hours->hours));
  } else {
    agents_.erase(agent);
  }
}

std::shared_ptr<const domain::business_hours> business_hours_cache::hours_of(
    domain::workspace_id workspace, domain::agent_id agent) const {
  const std::lock_guard lock{mutex_};
  if (const auto own = agents_.find(agent); own != agents_.end()) return own->second;
  const auto known = workspaces_.find(workspace);
  return known != workspaces_.end() ? known->second.hours : nullptr;
}

domain::queue_position business_hours_cache::position_of(domain::workspace_id workspace) const {
  const std::lock_guard lock{mutex_};
  const auto known = workspaces_.find(workspace);
  return known != workspaces_.end() ? known->second.position : domain::queue_position::hidden;
}

}  // namespace takeover::actors
