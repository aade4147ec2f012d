/// The header that a TCP proxy puts before a connection's bytes: PROXY protocol, version 2. Reads
/// bytes; knows no connection. Source: haproxy.org, "The PROXY protocol", section 2.2.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <optional>
#include <span>

namespace takeover::net::http {

/// The longest header that is read, with its extensions (TLVs).
inline constexpr std::size_t max_proxy_header = 2'048;

struct proxy_header {
  enum class progress { need_more, complete, failed };
  progress where = progress::need_more;
  std::size_t used = 0;  ///< bytes of the header, if it is complete
  /// The client; nullopt: the proxy speaks for itself (LOCAL), or the client has no IP address.
  std::optional<boost::asio::ip::address> client{};
};

/// `bytes`: what the connection has sent so far.
[[nodiscard]] proxy_header read_proxy_header(std::span<const char> bytes);

}  // namespace takeover::net::http
