/// The realtime side of the server as the rest of the program sees it: Pusher sockets and event
/// streams over all shards. Owns who hears what; renders each announcement once per kind.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "actors/ports.hpp"
#include "actors/presence/presence_service.hpp"
#include "actors/requests.hpp"
#include "net/http/client/accounts.hpp"
#include "net/io/io_shard.hpp"
#include "net/realtime/limits.hpp"
#include "net/realtime/memory_broker.hpp"
#include "net/realtime/sse/event_stream.hpp"

namespace takeover::net::realtime {

/// What an upgrade request to `/app/{key}` carried.
struct upgrade_request {
  std::string key;                ///< from the path
  std::string protocol;           ///< query `protocol`, may be empty
  std::string websocket_key;      ///< header Sec-WebSocket-Key
  std::string websocket_version;  ///< header Sec-WebSocket-Version
  bool is_over_capacity = false;  ///< the server has no room for it
};

/// Implements the actors' announcer. Create it before the actor tree, `attach` the tree, then
/// start. Destroy it after the shards have stopped, and before they are destroyed.
class broadcaster : public actors::announcer {
 public:
  /// `key`, `secret`: the installation's realtime key and its secret. `clock`: ages signatures and
  /// sessions. `with`: what carries broadcasts to the shards.
  static std::unique_ptr<broadcaster> make(std::span<io_shard* const> shards, std::string key,
                                           std::string secret, const limits& bounds,
                                           const domain::clock& clock,
                                           const broker_factory& with = make_memory_broker);

  virtual void attach(actors::conversations& conversations, actors::presence_service& presence) = 0;
  /// On `shard`'s thread: takes over a connection whose upgrade request was read; `unread` is what
  /// the peer sent after it, and `client` counts it. Answers the upgrade itself (101, or 400/426),
  /// also with close codes 4001 (key), 4007 (protocol) and 4100 (full).
  virtual void upgrade(io_shard& shard, boost::asio::ip::tcp::socket socket,
                       http::accounts::holder client, const upgrade_request& request,
                       std::string_view unread) = 0;
  /// On `shard`'s thread: a stream for one visitor message of the conversation.
  virtual std::unique_ptr<event_stream> open_stream(io_shard& shard, domain::conversation_id of,
                                                    http::body_framing framing) = 0;
  /// Thread-safe sums over the shards.
  [[nodiscard]] virtual socket_stats stats() const = 0;
  /// Closes every socket with 1012 (service restart). Thread-safe; call before the shards
  /// stop.
  virtual void drain() = 0;

  /// Signs a subscription for `/broadcasting/auth`: `key:hex(HMAC-SHA256(secret,
  /// socket_id:channel[:channel_data]))`.
  [[nodiscard]] virtual std::string sign(std::string_view socket_id, std::string_view channel,
                                         std::string_view channel_data) const = 0;
};

}  // namespace takeover::net::realtime
