#include "app/listen_address.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace takeover::app {
namespace {

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return port;
}

domain::error no_endpoint() {
  return domain::fail(domain::errc::invalid,
                      "must be HOST:PORT, like \"127.0.0.1:8080\" or \"[::1]:8080\"");
}

}  // namespace

domain::result<endpoint_text> parse_endpoint(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return no_endpoint();
  auto host = text.substr(0, colon);
  if (host.front() == '[') {
    if (host.size() < 3 || host.back() != ']') return no_endpoint();
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return no_endpoint();
  }
  const auto port = parse_port(text.substr(colon + 1));
  if (!port) return no_endpoint();
  return endpoint_text{std::string{host}, *port};
}

domain::result<net::http::listening_socket> listen_on(const std::string& address) {
  auto inherited = net::http::listening_socket::inherited();
  if (!inherited) return inherited.error();
  if (*inherited) return std::move(**inherited);
  const auto endpoint = parse_endpoint(address);
  if (!endpoint)
    return domain::fail(domain::errc::invalid, "server.listen " + endpoint.error().detail);
  return net::http::listening_socket::open(endpoint->host, endpoint->port);
}

std::string with_port(const std::string& address, std::uint16_t port) {
  return fmt::format("{}:{}", address.substr(0, address.rfind(':')), port);
}

}  // namespace takeover::app
