#include "storage/live_chat/live_chat_scripts.hpp"

#include "storage/agents/agents.hpp"
#include "storage/audit/audit.hpp"

namespace takeover::storage::live_chat {

void set_settings(writer& rows, const domain::member& by,
                  const domain::live_chat_settings& settings, domain::timestamp now) {
  put_settings(rows, by.workspace, settings, now);
  audit::append(rows, by, {"live_chat.update", "workspace", by.workspace.str()}, now);
}

domain::result<void> set_agent_hours(writer& rows, const domain::member& by, domain::agent_id agent,
                                     const std::optional<hours_override>& hours,
                                     domain::timestamp now) {
  const auto known = agents::by_id(rows, agent);
  if (!known || known->workspace != by.workspace) return domain::fail(domain::errc::not_found);
  put_agent_hours(rows, agent, hours, now);
  audit::append(rows, by, {"live_chat.update", "agent", agent.str()}, now);
  return {};
}

}  // namespace takeover::storage::live_chat
