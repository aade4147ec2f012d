/// The address that the server listens on: its text form and its socket. Accepts nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/errors.hpp"
#include "net/http/listening_socket.hpp"

namespace takeover::app {

/// `HOST:PORT` or `[IPV6]:PORT`, read apart.
struct endpoint_text {
  std::string host;
  std::uint16_t port = 0;
};
/// Error: invalid.
[[nodiscard]] domain::result<endpoint_text> parse_endpoint(std::string_view text);

/// `address`: as in `server.listen`; with port 0 any free one. The socket that a service manager
/// passed comes first. Errors: invalid, and those of `listening_socket::open`.
[[nodiscard]] domain::result<net::http::listening_socket> listen_on(const std::string& address);

/// The address with the port that was bound in the place of its own.
[[nodiscard]] std::string with_port(const std::string& address, std::uint16_t port);

}  // namespace takeover::app
