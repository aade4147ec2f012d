/// The stream of one visitor message's answer: server-sent events in an HTTP body. Owns no socket:
/// it writes to the one of the HTTP connection while that waits for it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "net/realtime/shard_hub.hpp"

namespace takeover::net::realtime {

class stream_outlet final : public outlet {
 public:
  stream_outlet(hub& home, const actors::channel& hears, stream_body how);

  /// See `event_stream::run`.
  boost::asio::awaitable<bool> run(boost::asio::ip::tcp::socket& socket,
                                   std::string_view extra_headers);
  /// Nobody waits for the stream any more: takes it out of its hub, and tells the conversation if
  /// it did not end by itself.
  void let_go();

  void send(shared_frame what) override;
  void flush() override;
  void admitted(const actors::channel& where, actors::listener_kind kind,
                const shared_frame& joined, const shared_frame& so_far) override;
  void refused(const actors::channel& where, const domain::error& why) override;
  void told(const actors::channel& where, const shared_frame& what) override;
  void channel_ended(const actors::channel& where, actors::announcer::ending how) override;
  void sweep(steady_time now) override;
  void abandon() override;

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
  std::shared_ptr<stream_outlet> self() {
    return std::static_pointer_cast<stream_outlet>(shared_from_this());
  }

  boost::asio::ip::tcp::socket* socket_ = nullptr;  ///< while `run` runs
  boost::asio::steady_timer wake_;                  ///< wakes `run`
  const actors::channel hears_;
  const stream_body body_;
  stage stage_ = stage::live;
  std::optional<steady_time> blocked_since_;  ///< waits until the peer takes more
};

/// A stream for the HTTP side; goes with its owner.
[[nodiscard]] std::unique_ptr<event_stream> make_stream(hub& home, const actors::channel& hears,
                                                        stream_body how);

}  // namespace takeover::net::realtime
