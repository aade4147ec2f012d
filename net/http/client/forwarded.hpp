/// Who the client of a request is when proxies stand in between: what their headers say, as far as
/// it can be believed. Knows no connection.
#pragma once

#include <string>
#include <string_view>

#include "net/http/client/networks.hpp"

namespace takeover::net::http {

/// Values of the headers as they came; several lines of one are joined by commas.
struct forwarding_headers {
  std::string_view x_forwarded_for;
  std::string_view x_forwarded_proto;
  std::string_view forwarded;
};

enum class scheme : std::uint8_t { unknown, http, https };

struct forwarded_client {
  boost::asio::ip::address address;
  scheme how = scheme::unknown;  ///< how the browser reached the outermost trusted proxy
};

/// The client of a request that the proxy `peer` sent on. Each proxy appends the address that it
/// saw, so the list is read from its end: the first hop that is no trusted proxy is the client, and
/// whatever stands before it may be invented. Where the list breaks off (`unknown`, an obfuscated
/// name, no address), the last hop that could be read counts. `X-Forwarded-For` wins over
/// `Forwarded` (RFC 7239), since the proxies in use set the first and pass the second on as it
/// came. Call it for trusted peers only.
[[nodiscard]] forwarded_client client_of(const boost::asio::ip::address& peer,
                                         const forwarding_headers& headers,
                                         const networks& trusted);

}  // namespace takeover::net::http
