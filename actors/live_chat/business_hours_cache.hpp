/// State that any thread may ask: the live chat settings of all workspaces and agents. Owns no
/// clock and no presence.
///
/// Filled at the start and told of every change of this process; a change by another process counts
/// after the next start.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "domain/live_chat/handoff.hpp"
#include "storage/live_chat/live_chat.hpp"

namespace takeover::actors {

class business_hours_cache {
 public:
  void put(domain::workspace_id workspace, domain::live_chat_settings settings);
  /// nullopt means the agent has the hours of its workspace.
  void put(domain::agent_id agent, std::optional<storage::hours_override> hours);

  /// The hours that apply to an agent; nullptr means always open.
  [[nodiscard]] std::shared_ptr<const domain::business_hours> hours_of(
      domain::workspace_id workspace, domain::agent_id agent) const;
  [[nodiscard]] domain::queue_position position_of(domain::workspace_id workspace) const;

 private:
  using shared_hours = std::shared_ptr<const domain::business_hours>;
  struct workspace_settings {
    shared_hours hours;
    domain::queue_position position = domain::queue_position::hidden;
  };

  mutable std::mutex mutex_;
  std::map<domain::workspace_id, workspace_settings> workspaces_;
  std::map<domain::agent_id, shared_hours> agents_;
};

}  // namespace takeover::actors
