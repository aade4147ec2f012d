/// What a server serves: answers to requests, and connections that leave HTTP. Knows no sockets but
/// those it adopts.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string_view>

#include "net/http/request.hpp"
#include "net/http/response.hpp"
#include "net/io/io_shard.hpp"

namespace takeover::net::http {

/// What a site remembers of a connection between its requests.
class connection_memory {
 public:
  virtual ~connection_memory() = default;
};

/// Called on the thread of the connection's shard.
class site {
 public:
  virtual ~site() = default;

  [[nodiscard]] virtual std::unique_ptr<connection_memory> new_connection() = 0;
  /// How many bytes of body this request may bring; asked once, when its head was read.
  [[nodiscard]] virtual std::size_t body_limit(const request& head) = 0;
  [[nodiscard]] virtual boost::asio::awaitable<response> answer(io_shard& shard, const request& in,
                                                                connection_memory& memory) = 0;
  /// True: the request's wish to leave HTTP will be granted by `adopt`.
  [[nodiscard]] virtual bool adopts(const request& in) = 0;
  /// Takes the connection over. `unread`: what the peer sent after the request.
  virtual void adopt(io_shard& shard, boost::asio::ip::tcp::socket socket, const request& in,
                     std::string_view unread) = 0;
  /// How many adopted connections are open.
  [[nodiscard]] virtual std::size_t adopted() const = 0;
};

}  // namespace takeover::net::http
