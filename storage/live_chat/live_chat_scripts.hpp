/// What members change about how visitors are received. Transaction scripts: write, append the
/// audit row. Owns no table.
#pragma once

#include "domain/errors.hpp"
#include "storage/live_chat/live_chat.hpp"

namespace takeover::storage::live_chat {

[[nodiscard]] domain::result<void> set_settings(writer& rows, const domain::member& by,
                                                const domain::live_chat_settings& settings,
                                                domain::timestamp now);
/// nullopt: the hours of the workspace. Error: not_found (also: of another workspace).
[[nodiscard]] domain::result<void> set_agent_hours(writer& rows, const domain::member& by,
                                                   domain::agent_id agent,
                                                   const std::optional<hours_override>& hours,
                                                   domain::timestamp now);

}  // namespace takeover::storage::live_chat
