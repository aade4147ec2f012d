/// One subscribed socket of the Pusher protocol, as lean as a listener can be: it answers pings and
/// hands out payloads.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "bench/support/shop.hpp"

namespace takeover::bench {

/// The opening is blocking; afterwards it lives on the context. Must not move while it listens.
class realtime_connection {
 public:
  /// Connects, asks `client` for the channel's signature with the token, subscribes, and waits for
  /// the success.
  realtime_connection(boost::asio::io_context& context, std::uint16_t port, const shop& place,
                      http_client& client, const bearer& token, const std::string& channel);

  /// From now on each text payload goes to `heard`; a connection that ends throws out of the
  /// context's run().
  void listen(std::function<void(std::string_view)> heard);

 private:
  void read_more();
  /// Hands out the whole frames in the buffer. Gives whether a text payload contained `awaited`.
  bool take_frames(std::string_view awaited);
  std::string wait_for(std::string_view awaited);
  void send(unsigned char opcode, std::string_view payload);

  boost::asio::ip::tcp::socket socket_;
  std::string buffer_;
  std::string last_payload_;
  std::function<void(std::string_view)> heard_;
};

}  // namespace takeover::bench
