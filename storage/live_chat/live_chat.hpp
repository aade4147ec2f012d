/// How workspaces receive visitors: their settings, the hours of agents, members' switches, and the
/// shifts of claims. Owns no rule.
#pragma once

#include <optional>
#include <vector>

#include "storage/records.hpp"

namespace takeover::storage::detail {
class sql_session;
}

namespace takeover::storage::live_chat {

[[nodiscard]] domain::live_chat_settings settings(detail::sql_session& sql,
                                                  domain::workspace_id workspace);
/// Only workspaces that have a row.
[[nodiscard]] std::vector<workspace_settings> all_settings(detail::sql_session& sql);
void put_settings(detail::sql_session& sql, domain::workspace_id workspace,
                  const domain::live_chat_settings& settings, domain::timestamp now);

/// Only agents with hours of their own.
[[nodiscard]] std::vector<agent_hours> all_agent_hours(detail::sql_session& sql);
[[nodiscard]] std::vector<agent_hours_row> agents_with_hours(detail::sql_session& sql,
                                                             domain::workspace_id workspace);
/// None: those of the workspace.
void put_agent_hours(detail::sql_session& sql, domain::agent_id agent,
                     const std::optional<own_hours>& hours, domain::timestamp now);

[[nodiscard]] std::vector<switched_off> all_switched_off(detail::sql_session& sql);
void put_switch(detail::sql_session& sql, domain::workspace_id workspace, domain::user_id user,
                domain::member_switch to);

[[nodiscard]] std::optional<domain::shift> shift_of(detail::sql_session& sql,
                                                    domain::conversation_id conversation);
void put_shift(detail::sql_session& sql, domain::conversation_id conversation,
               const std::optional<domain::shift>& shift);
/// Whose end has passed and whose holder was not asked; the oldest first.
[[nodiscard]] std::vector<domain::conversation_id> shifts_due(detail::sql_session& sql,
                                                              domain::timestamp now, int limit);

/// Every conversation that waits for a human.
[[nodiscard]] std::vector<waiting_conversation> all_waiting(detail::sql_session& sql);

}  // namespace takeover::storage::live_chat
