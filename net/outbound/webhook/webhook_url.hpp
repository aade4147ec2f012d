/// Which URLs webhooks may have. Owns the check of what a member enters, and of the address that
/// its name resolves to (against server-side request forgery).
#pragma once

#include <sys/socket.h>

#include <string>
#include <string_view>

#include "domain/errors.hpp"

namespace takeover::net::outbound {

/// Whether webhooks may reach machines outside the public internet.
enum class private_addresses { refused, allowed };

/// The URL as it is called: trimmed, its host and path in ASCII. An http or https URL without user,
/// password and fragment, of at most 2,048 bytes. Literal private addresses and `localhost` are
/// refused here; names are resolved when something is sent. Error: invalid, at the field `url`.
[[nodiscard]] domain::result<std::string> check_webhook_url(std::string_view url,
                                                            private_addresses policy);

/// False for anything but IPv4 and IPv6.
[[nodiscard]] bool is_public(const sockaddr& address) noexcept;

}  // namespace takeover::net::outbound
