/// The settings of the live chat as JSON, both ways. Owns names and formats; what hours may be is
/// the domain's.
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

// Errors: malformed, invalid (which fields; those of the hours by their own names).
[[nodiscard]] domain::result<domain::live_chat_settings> read_live_chat(std::string_view body);
/// `{hours: null}`: those of the workspace.
[[nodiscard]] domain::result<std::optional<storage::hours_override>> read_agent_hours(
    std::string_view body);

}  // namespace takeover::net::wire
