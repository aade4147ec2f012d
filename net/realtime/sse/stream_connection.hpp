/// The connection behind an event stream: server-sent events of one visitor message in an HTTP
/// body. Owns no socket: it borrows that of the HTTP connection while `write` runs.
#pragma once

#include <boost/asio/steady_timer.hpp>

#include "net/realtime/shard_hub.hpp"
#include "net/realtime/sse/event_stream.hpp"

namespace takeover::net::realtime {

class stream_connection final : public connection {
 public:
  stream_connection(shard_hub& hub, const actors::channel& channel, http::body_framing framing);

  /// See `body_writer::write`.
  boost::asio::awaitable<bool> write(boost::asio::ip::tcp::socket& socket,
                                     std::string_view extra_headers);
  /// The owner is gone: leaves the hub, and the conversation if that did not end the stream.
  void release();

  void send(shared_frame what) override;
  void flush() override;
  void admitted(const actors::channel& channel, actors::listener_kind kind,
                const shared_frame& joined, const shared_frame& so_far) override;
  void refused(const actors::channel& channel, const domain::error& why) override;
  void told(const actors::channel& channel, const shared_frame& what) override;
  void channel_ended(const actors::channel& channel, actors::announcer::ending how) override;
  void sweep(steady_time now) override;
  void detach() override;

 private:
  enum class stage : std::uint8_t {
    live,
    last,   ///< the last event is queued
    done,   ///< and written
    broken  ///< the peer is gone or too slow, or the conversation is
  };

  [[nodiscard]] int writable_socket() noexcept override;
  void watch_peer();
  void wait_writable();
  void end_as(stage how);
  std::shared_ptr<stream_connection> self() {
    return std::static_pointer_cast<stream_connection>(shared_from_this());
  }

  boost::asio::ip::tcp::socket* socket_ = nullptr;  ///< while `write` runs
  boost::asio::steady_timer wake_;                  ///< wakes `write`
  const actors::channel channel_;
  const http::body_framing framing_;
  stage stage_ = stage::live;
  std::optional<steady_time> blocked_since_;  ///< set while the peer's window is full
};

/// The handle for the HTTP side: the stream ends with it.
[[nodiscard]] std::unique_ptr<event_stream> make_stream(shard_hub& hub,
                                                        const actors::channel& channel,
                                                        http::body_framing framing);

}  // namespace takeover::net::realtime
