/// The live chat's settings as JSON, both ways, and a member's switch. Owns names and formats; what
/// hours may be is the domain's.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "storage/live_chat/live_chat.hpp"

namespace takeover::net::wire {

/// `{always_open: true}`, or `{always_open: false, time_zone, week: {monday: [["09:00", "17:00"],
/// …], …}, dates_off: ["2026-12-24"]}`.
[[nodiscard]] boost::json::object hours(const std::optional<domain::business_hours>& hours);
/// The whole of `/api/settings/live-chat`.
[[nodiscard]] boost::json::object live_chat(const domain::live_chat_settings& settings,
                                            const std::vector<storage::agent_with_hours>& agents);

/// `{available}`.
[[nodiscard]] boost::json::object availability(domain::member_switch position);

// Errors of all below: malformed, invalid (which fields; those of the hours by their own names).
[[nodiscard]] domain::result<domain::live_chat_settings> read_live_chat(std::string_view body);
/// `{hours: null}` means those of the workspace.
[[nodiscard]] domain::result<std::optional<storage::hours_override>> read_agent_hours(
    std::string_view body);
/// `{available}`.
[[nodiscard]] domain::result<domain::member_switch> read_switch(std::string_view body);

}  // namespace takeover::net::wire
