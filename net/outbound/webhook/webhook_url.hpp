/// Where webhooks may be sent. Owns the check of what a member writes, and that of the address that
/// its name leads to.
#pragma once

#include <sys/socket.h>

#include <string_view>

#include "domain/errors.hpp"

namespace takeover::net::outbound {

/// Whether webhooks may reach machines that the public internet does not.
enum class private_addresses { refused, allowed };

/// An http or https URL without user, password and fragment, of at most 2,048 bytes. Names are
/// looked up when something is sent; what can be told by looking (an address, `localhost`) is
/// refused here. Error: invalid, at the field `url`.
[[nodiscard]] domain::result<void> check_webhook_url(std::string_view url,
                                                     private_addresses policy);

/// Whether a connection to this address leaves for the public internet. False for anything but IPv4
/// and IPv6.
[[nodiscard]] bool is_public(const sockaddr& address) noexcept;

}  // namespace takeover::net::outbound
