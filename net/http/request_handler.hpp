/// What a server asks of the program: answers to requests, and taking over connections that leave
/// HTTP. Knows no sockets but those it takes over.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string_view>

#include "net/http/client/accounts.hpp"
#include "net/http/request.hpp"
#include "net/http/response.hpp"
#include "net/io/io_shard.hpp"

namespace takeover::net::http {

/// What a handler keeps of a connection between its requests.
class connection_state {
 public:
  virtual ~connection_state() = default;
};

/// Whether the server takes another upgraded connection, or says in its protocol that it is full.
enum class capacity { free, full };

/// Called on the thread of the connection's shard.
class request_handler {
 public:
  virtual ~request_handler() = default;

  [[nodiscard]] virtual std::unique_ptr<connection_state> new_connection() = 0;
  /// How many bytes of body this request may bring from anybody; asked when its head was read.
  [[nodiscard]] virtual std::size_t body_limit(const request& head) = 0;
  /// The same for whoever really sends it, if it wants to bring more. Error: why it is not read.
  [[nodiscard]] virtual boost::asio::awaitable<domain::result<std::size_t>> verified_body_limit(
      io_shard& shard, const request& head, connection_state& state) = 0;
  [[nodiscard]] virtual boost::asio::awaitable<response> answer(io_shard& shard, const request& in,
                                                                connection_state& state) = 0;
  /// True if `upgrade` will take over the connection of this request, which asks for it.
  [[nodiscard]] virtual bool wants_upgrade(const request& in) = 0;
  /// Takes the connection over, and what counts it for its client. `unread`: what the peer sent
  /// after the request.
  virtual void upgrade(io_shard& shard, boost::asio::ip::tcp::socket socket,
                       accounts::holder client, const request& in, std::string_view unread,
                       capacity left) = 0;
  /// How many upgraded connections are open.
  [[nodiscard]] virtual std::size_t upgraded() const = 0;
};

}  // namespace takeover::net::http
