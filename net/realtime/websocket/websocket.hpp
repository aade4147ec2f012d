/// One WebSocket connection: reading, writing, closing and the time in between. Owns the TCP
/// socket; knows nothing of channels.
#pragma once

#include <boost/asio/ip/tcp.hpp>

#include "net/http/client/accounts.hpp"
#include "net/realtime/shard_hub.hpp"
#include "net/realtime/websocket/websocket_reader.hpp"

namespace takeover::net::realtime {

/// Waits until the socket is readable and reads into the buffer that the shard's connections share,
/// so that an idle one holds none.
class websocket : public connection {
 public:
  /// `client`: what counts the socket, and the bytes that its queue holds.
  websocket(shard_hub& hub, boost::asio::ip::tcp::socket socket, http::accounts::holder client);

  void send(shared_frame what) override;
  void flush() final;
  void detach() final;
  void sweep(steady_time now) override;

 protected:
  /// Answers the upgrade with `head`, then calls `greet`, then reads; `unread` was read already.
  void start(std::string head, std::string_view unread);

  virtual void greet() = 0;
  virtual void on_message(std::string_view text) = 0;
  /// Called once, when the connection is closing or lost and no further message counts.
  virtual void on_end() = 0;
  /// The client was silent for a while. `native`: it is known to answer WebSocket's own pings.
  enum class ping_kind { native, by_message };
  virtual void ping(ping_kind how) = 0;
  virtual void on_idle_timeout() = 0;

  /// Sends a close frame after what is queued, then waits briefly for the client's.
  void close(close_code code, std::string_view reason);
  [[nodiscard]] bool is_open() const noexcept { return stage_ == stage::open; }

 private:
  [[nodiscard]] int writable_socket() noexcept final;
  enum class stage : std::uint8_t {
    open,
    closing,    ///< our close frame is on its way; the client's is awaited
    finishing,  ///< nothing is awaited; ends when all is written
    gone
  };

  void wait_readable();
  void wait_writable();
  void read();
  void take(std::span<char> bytes);
  void handle(const incoming& message);
  void end();
  void lose();
  std::shared_ptr<websocket> self() {
    return std::static_pointer_cast<websocket>(shared_from_this());
  }

  boost::asio::ip::tcp::socket socket_;
  http::accounts::holder client_;
  websocket_reader reader_;
  steady_time heard_;
  steady_time close_deadline_{};
  stage stage_ = stage::open;
  bool blocked_ = false;  ///< the peer's window is full
  bool pinged_ = false;   ///< since the last byte from the client
  bool speaks_pings_ = false;
  bool ended_ = false;
  bool half_close_ = false;  ///< shut down the sending side after the last byte
};

}  // namespace takeover::net::realtime
