/// A response body that is written while it comes into being, such as an event stream. Owns no
/// socket: the connection lends its own.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <string_view>

namespace takeover::net::http {

/// How the end of a streamed body is told. Source: RFC 9112, section 6.3.
enum class body_framing {
  chunked,     ///< by the last chunk (HTTP/1.1)
  until_close  ///< by the end of the connection (HTTP/1.0)
};

class body_writer {
 public:
  virtual ~body_writer() = default;
  /// On the connection's thread: writes the head, with `extra_headers` (whole lines) in it, and the
  /// body. True: the body ended, and the connection may serve the next request.
  virtual boost::asio::awaitable<bool> write(boost::asio::ip::tcp::socket& socket,
                                             std::string_view extra_headers) = 0;
};

}  // namespace takeover::net::http
