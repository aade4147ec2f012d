/// How workspaces receive visitors: their settings, the hours of agents, members' switches, and the
/// shifts of claims. Owns no rule, and decides no change: see live_chat_scripts.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/conversations/conversation.hpp"
#include "domain/live_chat/handoff.hpp"
#include "domain/people/people.hpp"
#include "storage/tokens.hpp"

namespace takeover::storage {

struct workspace_settings {
  domain::workspace_id workspace;
  domain::live_chat_settings settings;
};

/// Business hours that an agent has instead of its workspace's; nullopt in it: always open.
struct hours_override {
  std::optional<domain::business_hours> hours;
};
/// An agent that has hours of its own.
struct agent_hours_record {
  domain::agent_id agent;
  hours_override own;
};
/// An agent as the settings list it.
struct agent_with_hours {
  domain::agent_id agent;
  std::string name;
  std::optional<hours_override> own;  ///< nullopt: the workspace's hours
};

/// A member who takes no new visitors now.
struct switched_off_member {
  domain::workspace_id workspace;
  domain::user_id user;
};

}  // namespace takeover::storage

namespace takeover::storage::live_chat {

/// Those of a workspace that has set nothing are the defaults.
[[nodiscard]] domain::live_chat_settings settings(reader& rows, domain::workspace_id workspace);
/// Only of workspaces that have set something.
[[nodiscard]] std::vector<workspace_settings> all_settings(reader& rows);
void put_settings(writer& rows, domain::workspace_id workspace,
                  const domain::live_chat_settings& settings, domain::timestamp now);

/// Only of agents with hours of their own.
[[nodiscard]] std::vector<agent_hours_record> all_agent_hours(reader& rows);
/// All agents of the workspace, oldest first.
[[nodiscard]] std::vector<agent_with_hours> agents_with_hours(reader& rows,
                                                              domain::workspace_id workspace);
/// nullopt: the hours of the workspace.
void put_agent_hours(writer& rows, domain::agent_id agent,
                     const std::optional<hours_override>& hours, domain::timestamp now);

/// Of all workspaces.
[[nodiscard]] std::vector<switched_off_member> members_switched_off(reader& rows);
void put_switch(writer& rows, domain::workspace_id workspace, domain::user_id user,
                domain::member_switch to);

[[nodiscard]] std::optional<domain::shift> shift_of(reader& rows,
                                                    domain::conversation_id conversation);
/// nullopt deletes it.
void put_shift(writer& rows, domain::conversation_id conversation,
               const std::optional<domain::shift>& shift);
/// Those that have ended and whose holder was not prompted to continue; the oldest first.
[[nodiscard]] std::vector<domain::conversation_id> shifts_due(reader& rows, domain::timestamp now,
                                                              int limit);

}  // namespace takeover::storage::live_chat
