#include "bench/support/realtime_connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/json.hpp>
#include <stdexcept>

namespace takeover::bench {
namespace asio = boost::asio;

namespace {
constexpr std::size_t read_size = 4'096;
constexpr unsigned char text_frame = 0x1, close_frame = 0x8, ping_frame = 0x9, pong_frame = 0xA;
}  // namespace

realtime_connection::realtime_connection(asio::io_context& context, std::uint16_t port,
                                         const shop& place, http_client& client,
                                         const bearer& token, const std::string& channel)
    : socket_(context) {
  socket_.connect({asio::ip::address_v4::loopback(), port});
  socket_.set_option(asio::ip::tcp::no_delay(true));
  asio::write(
      socket_,
      asio::buffer(
          "GET /app/" + place.realtime_key() +
          "?protocol=7&client=bench HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: "
          "websocket\r\n"
          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
  std::size_t head = 0;
  while ((head = buffer_.find("\r\n\r\n")) == std::string::npos) {
    char part[read_size];
    buffer_.append(part, socket_.read_some(asio::buffer(part)));
  }
  if (!buffer_.starts_with("HTTP/1.1 101")) throw std::runtime_error("no upgrade: " + buffer_);
  buffer_.erase(0, head + 4);

  const auto established = boost::json::parse(wait_for("pusher:connection_established"));
  const auto data = boost::json::parse(boost::json::value_to<std::string>(established.at("data")));
  const auto socket_id = boost::json::value_to<std::string>(data.at("socket_id"));
  auto subscription = client
                          .post_form("/broadcasting/auth",
                                     "socket_id=" + socket_id + "&channel_name=" + channel, token)
                          .as_object();
  subscription["channel"] = channel;
  send(text_frame, boost::json::serialize(
                       boost::json::object{{"event", "pusher:subscribe"}, {"data", subscription}}));
  wait_for("subscription_succeeded");
}

std::string realtime_connection::wait_for(std::string_view awaited) {
  while (!take_frames(awaited)) {
    char part[read_size];
    buffer_.append(part, socket_.read_some(asio::buffer(part)));
    if (buffer_.find("subscription_error") != std::string::npos)
      throw std::runtime_error("refused: " + buffer_);
  }
  return last_payload_;
}

void realtime_connection::listen(std::function<void(std::string_view)> heard) {
  heard_ = std::move(heard);
  read_more();
}

void realtime_connection::read_more() {
  const auto before = buffer_.size();
  buffer_.resize(before + read_size);
  socket_.async_read_some(
      asio::buffer(buffer_.data() + before, read_size),
      [this, before](boost::system::error_code error, std::size_t size) {
        if (error == asio::error::operation_aborted) return;
        if (error) throw std::runtime_error("a listener's connection ended: " + error.message());
        buffer_.resize(before + size);
        take_frames({});
        read_more();
      });
}

bool realtime_connection::take_frames(std::string_view awaited) {
  bool found = false;
  std::size_t begin = 0;
  while (buffer_.size() - begin >= 2) {
    // Frames from a server: not masked, never fragmented here. Source: RFC 6455, section 5.2.
    const auto byte = [&](std::size_t at) {
      return static_cast<unsigned char>(buffer_[begin + at]);
    };
    std::size_t head = 2, size = byte(1) & 0x7F;
    if (size >= 126) {
      const std::size_t extended = size == 126 ? 2 : 8;
      if (buffer_.size() - begin < 2 + extended) break;
      size = 0;
      for (std::size_t at = 0; at < extended; ++at) size = size << 8 | byte(2 + at);
      head += extended;
    }
    if (buffer_.size() - begin < head + size) break;
    const std::string_view payload(buffer_.data() + begin + head, size);
    const unsigned char opcode = byte(0) & 0x0F;
    begin += head + size;
    if (opcode == ping_frame) send(pong_frame, payload);
    if (opcode == close_frame)
      throw std::runtime_error("the server closed a listener's connection");
    if (opcode != text_frame) continue;
    if (payload.find("\"pusher:ping\"") != std::string_view::npos)
      send(text_frame, R"({"event":"pusher:pong","data":{}})");
    if (heard_) heard_(payload);
    if (!awaited.empty() && !found && payload.find(awaited) != std::string_view::npos) {
      found = true;
      last_payload_ = payload;
    }
  }
  buffer_.erase(0, begin);
  return found;
}

void realtime_connection::send(unsigned char opcode, std::string_view payload) {
  // Masked with zeros: the payload stands as it is.
  std::string frame{static_cast<char>(0x80 | opcode)};
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80 | payload.size());
  } else {
    frame += static_cast<char>(0x80 | 126);
    frame += static_cast<char>(payload.size() >> 8);
    frame += static_cast<char>(payload.size() & 0xFF);
  }
  frame.append(4, '\0').append(payload);
  asio::write(socket_, asio::buffer(frame));
}

}  // namespace takeover::bench
