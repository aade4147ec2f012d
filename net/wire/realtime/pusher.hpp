/// Messages of the Pusher Channels protocol 7 as JSON: what clients send, read; what the server
/// says, written. Owns no socket, no signature and no decision.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "actors/events.hpp"
#include "domain/people/people.hpp"

namespace takeover::net::wire {

struct subscribe {
  std::string channel;
  std::string auth;          ///< empty if there is none
  std::string channel_data;  ///< as received, since it is signed; empty if there is none
};
struct unsubscribe {
  std::string channel;
};
struct ping {};
struct pong {};
/// An event that a client sends to the others. Its data is not kept: the server replaces it.
struct client_event {
  std::string name;
  std::string channel;
};
/// An event that means nothing to the server.
struct unknown_event {};

using client_message =
    std::variant<subscribe, unsubscribe, ping, pong, client_event, unknown_event>;

/// Reads one text frame. `data` may be an object or a JSON string of one. Error: malformed (not
/// JSON, no event name, a field of another type, an event `pusher:…` that clients do not send).
[[nodiscard]] domain::result<client_message> read_client_message(std::string_view text);

/// `{"event":…,"channel":…,"data":"…"}`: `data`, a JSON text, becomes a JSON string. Without a
/// channel if it is empty.
[[nodiscard]] std::string envelope(std::string_view event, std::string_view channel,
                                   std::string_view data);

[[nodiscard]] std::string connection_established(std::string_view socket_id,
                                                 std::chrono::seconds activity_timeout);
[[nodiscard]] std::string pusher_error(int code, std::string_view message);
/// `type`: AuthError, LimitReached. `status`: what pusher-js hands to its user.
[[nodiscard]] std::string subscription_error(std::string_view channel, std::string_view type,
                                             std::string_view message, int status);
[[nodiscard]] std::string subscription_succeeded(const actors::channel& where,
                                                 std::string_view channel,
                                                 const actors::admission& from);

/// A visitor as a socket knows them.
struct named_visitor {
  domain::visitor_identity who;
  std::string name;  ///< empty if unknown
};
/// Who a socket is. A member's e-mail and role are not part of it.
using identity = std::variant<domain::member, named_visitor>;

/// What is signed beside socket and channel.
struct signed_identity {
  identity who;
  domain::timestamp issued_at{};
  std::optional<domain::timestamp> expires_at;  ///< the end of a member's session
};

[[nodiscard]] std::string channel_data(const signed_identity& what);
/// Reads what `channel_data` wrote. Error: malformed.
[[nodiscard]] domain::result<signed_identity> read_channel_data(std::string_view text);

}  // namespace takeover::net::wire
