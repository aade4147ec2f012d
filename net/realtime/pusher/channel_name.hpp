/// Channel names and `channel_data` on the wire of the Pusher protocol. Owns the names' grammar; no
/// subscription and no signature.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "actors/events.hpp"
#include "domain/people/people.hpp"

namespace takeover::net::realtime {

/// nullopt: not one of the product's channels, or not in its canonical spelling.
[[nodiscard]] std::optional<actors::channel> parse_channel(std::string_view name);
[[nodiscard]] std::string channel_name(const actors::channel& channel);

/// `channel_data` of our authorization answers: who subscribes, when this was signed, and when a
/// member's session ends.
[[nodiscard]] std::string member_channel_data(const domain::member& who,
                                              domain::timestamp issued_at,
                                              domain::timestamp session_ends);
[[nodiscard]] std::string visitor_channel_data(const domain::visitor_identity& who,
                                               std::string_view name, domain::timestamp issued_at);

}  // namespace takeover::net::realtime
