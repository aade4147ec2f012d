/// The live chat settings of all workspaces and agents, to be asked from any thread. Read at the
/// start, told of every change; owns no clock and no presence.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "domain/live_chat/handoff.hpp"
#include "storage/live_chat/live_chat.hpp"

namespace takeover::actors {

class hours_book {
 public:
  void put(domain::workspace_id workspace, domain::live_chat_settings settings);
  /// None: the hours of the workspace.
  void put(domain::agent_id agent, std::optional<storage::hours_override> hours);

  /// The hours that count for an agent; null: always open.
  [[nodiscard]] std::shared_ptr<const domain::business_hours> hours_of(
      domain::workspace_id workspace, domain::agent_id agent) const;
  [[nodiscard]] domain::queue_position position_of(domain::workspace_id workspace) const;

 private:
  using shared_hours = std::shared_ptr<const domain::business_hours>;
  struct page {
    shared_hours hours;
    domain::queue_position position = domain::queue_position::hidden;
  };

  mutable std::mutex mutex_;
  std::map<domain::workspace_id, page> workspaces_;
  std::map<domain::agent_id, shared_hours> agents_;
};

}  // namespace takeover::actors
