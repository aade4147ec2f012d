/// The realtime side of the server: sockets of the Pusher protocol and event streams, grouped by
/// shard. Owns who hears what.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actors/ports.hpp"
#include "actors/requests.hpp"
#include "net/io/io_shard.hpp"

namespace takeover::net::realtime {

/// Bounds and times; the defaults are those of docs/protocol.md.
struct limits {
  std::size_t max_frame_bytes = 16'384;  ///< of an incoming message; over it: close 1009
  /// Of one socket's unsent frames; over it the socket is cut (slow reader)
  std::size_t max_queued_bytes = 1'048'576;
  std::size_t max_channels = 200;             ///< subscriptions of one socket
  int client_events_per_second = 10;          ///< over it: error 4301
  std::chrono::seconds activity_timeout{30};  ///< told to clients
  /// A socket that is silent for so long is closed (4201); pinged before
  std::chrono::seconds silence{45};
  std::chrono::seconds signature{60};  ///< a subscription's signature is good for so long
  /// An event stream whose client takes nothing for so long is ended
  std::chrono::seconds stalled{30};
};

/// What an upgrade request to `/app/{key}` carried.
struct upgrade {
  std::string key;                ///< from the path
  std::string protocol;           ///< query `protocol`, may be empty
  std::string websocket_key;      ///< header Sec-WebSocket-Key
  std::string websocket_version;  ///< header Sec-WebSocket-Version
};

/// How the body of an event stream ends.
enum class stream_body {
  chunked,  ///< by its last chunk (HTTP/1.1)
  /// With the connection (HTTP/1.0, as proxies speak it unless they are told otherwise)
  until_close
};

/// A visitor's message with its streamed answer (server-sent events) on an HTTP connection.
class event_stream {
 public:
  virtual ~event_stream() = default;
  [[nodiscard]] virtual actors::listener id() const = 0;
  /// Writes the head (200, text/event-stream) and then each event as it comes, until `stream_done`
  /// is written (true: the connection may serve the next request), or the peer is gone or too slow,
  /// or the body ends by closing (false). On the shard's thread.
  virtual boost::asio::awaitable<bool> run(boost::asio::ip::tcp::socket& socket,
                                           std::string_view extra_headers) = 0;
};

struct socket_stats {
  std::size_t sockets = 0;
  std::size_t subscriptions = 0;
  std::uint64_t frames = 0;
  std::uint64_t bytes = 0;
  std::uint64_t cut_slow = 0;
  std::uint64_t dropped_deltas = 0;  ///< taken out of a queue because their epoch ended
};

/// Implements the actors' announcer over the shards. Make it before the actor tree, `attach` the
/// tree, then start. Destroy it when the shards are stopped, and before they are destroyed.
class gateway : public actors::announcer {
 public:
  /// `key`, `secret`: the installation's realtime key and its secret. `clock`: ages signatures and
  /// sessions.
  static std::unique_ptr<gateway> make(std::span<io_shard* const> shards, std::string key,
                                       std::string secret, const limits& bounds,
                                       const domain::clock& clock);

  virtual void attach(actors::conversations& talk, actors::presence_service& people) = 0;
  /// On `shard`'s thread: takes over a connection whose upgrade request was read; `unread` is what
  /// came after it. Answers the upgrade itself (101, or 400/426), also with close codes 4001 (key),
  /// 4007 (protocol).
  virtual void adopt(io_shard& shard, boost::asio::ip::tcp::socket socket, const upgrade& request,
                     std::string_view unread) = 0;
  /// On `shard`'s thread: a stream for one visitor message of the conversation, corked until `run`.
  virtual std::unique_ptr<event_stream> open_stream(io_shard& shard, domain::conversation_id of,
                                                    stream_body how) = 0;
  /// Thread-safe sums over the shards.
  [[nodiscard]] virtual socket_stats stats() const = 0;
  /// Says 4200 (reconnect) to every socket and closes it. Thread-safe; call before the shards stop.
  virtual void drain() = 0;

  /// Signs a subscription for `/broadcasting/auth`: `key:hex(HMAC-SHA256(secret,
  /// socket_id:channel[:channel_data]))`.
  [[nodiscard]] virtual std::string sign(std::string_view socket_id, std::string_view channel,
                                         std::string_view channel_data) const = 0;
};

/// A channel's wire name read back. Empty: not one of the product's.
[[nodiscard]] std::optional<actors::channel> parse_channel(std::string_view name);
[[nodiscard]] std::string channel_name(const actors::channel& channel);

/// `channel_data` of our auth answers: who the socket is, when this was signed, and when a member's
/// session ends.
[[nodiscard]] std::string member_channel_data(const domain::member& who,
                                              domain::timestamp issued_at,
                                              domain::timestamp session_ends);
[[nodiscard]] std::string visitor_channel_data(const domain::visitor_identity& who,
                                               std::string_view name, domain::timestamp issued_at);

}  // namespace takeover::net::realtime
