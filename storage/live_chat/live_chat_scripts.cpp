#include "storage/live_chat/live_chat_scripts.hpp"

#include "storage/agents/agents.hpp"
#include "storage/audit/audit.hpp"
#include "storage/live_chat/hours_codec.hpp"
#include "storage/people/membership_scripts.hpp"

namespace takeover::storage::live_chat {

namespace {

std::string hours_text(const std::optional<domain::business_hours>& hours) {
  return hours ? encode_hours(*hours) : "always open";
}

std::string hours_text(const std::optional<hours_override>& hours) {
  return hours ? hours_text(hours->hours) : "the workspace's";
}

}  // namespace

domain::result<void> set_settings(writer& rows, const domain::member& by,
                                  const domain::live_chat_settings& next, domain::timestamp now) {
  if (auto may = people::require(rows, by, domain::action::change_settings); !may)
    return may.error();
  const auto before = settings(rows, by.workspace);
  put_settings(rows, by.workspace, next, now);
  audit::append(rows, by,
                {"live_chat.update", "workspace", by.workspace.str(),
                 audit::changes({{"hours", hours_text(before.hours), hours_text(next.hours)},
                                 {"queue_position", std::string{domain::name_of(before.position)},
                                  std::string{domain::name_of(next.position)}}})},
                now);
  return {};
}

domain::result<void> set_agent_hours(writer& rows, const domain::member& by, domain::agent_id agent,
                                     const std::optional<hours_override>& hours,
                                     domain::timestamp now) {
  if (auto may = people::require(rows, by, domain::action::change_settings); !may)
    return may.error();
  const auto known = agents::by_id(rows, agent);
  if (!known || known->workspace != by.workspace) return domain::fail(domain::errc::not_found);
  std::optional<hours_override> before;
  for (const auto& other : agents_with_hours(rows, by.workspace))
    if (other.agent == agent) before = other.own;
  put_agent_hours(rows, agent, hours, now);
  audit::append(rows, by,
                {"live_chat.update", "agent", agent.str(),
                 audit::changes({{"hours", hours_text(before), hours_text(hours)}})},
                now);
  return {};
}

}  // namespace takeover::storage::live_chat
