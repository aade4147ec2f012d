#include "net/realtime/frame.hpp"

#include <charconv>

#include "domain/text/utf8.hpp"

namespace takeover::net::realtime {

namespace {

constexpr unsigned op_text = 1;
constexpr unsigned op_close = 8;
constexpr unsigned op_ping = 9;
constexpr unsigned op_pong = 10;

void append_big_endian(std::string& to, std::uint64_t value, unsigned bytes) {
  while (bytes-- > 0) to += static_cast<char>(value >> (8U * bytes) & 0xFFU);
}

std::string websocket_bytes(unsigned opcode, std::string_view payload) {
  std::string bytes;
  bytes.reserve(payload.size() + 10);
  bytes += static_cast<char>(0x80U | opcode);
  if (payload.size() < 126) {
    bytes += static_cast<char>(payload.size());
  } else if (payload.size() < 65'536) {
    bytes += static_cast<char>(126);
    append_big_endian(bytes, payload.size(), 2);
  } else {
    bytes += static_cast<char>(127);
    append_big_endian(bytes, payload.size(), 8);
  }
  bytes += payload;
  return bytes;
}

}  // namespace

shared_frame plain_frame(std::string bytes) {
  return std::make_shared<const frame>(frame{std::move(bytes)});
}

shared_frame text_frame(std::string_view payload, const std::optional<delta_mark>& delta) {
  return std::make_shared<const frame>(frame{websocket_bytes(op_text, payload), delta});
}

shared_frame ping_frame() { return plain_frame(websocket_bytes(op_ping, {})); }

shared_frame pong_frame(std::string_view payload) {
  return plain_frame(websocket_bytes(op_pong, payload));
}

shared_frame close_frame(close_code code, std::string_view reason) {
  std::string payload;
  if (code != no_close_code) {
    append_big_endian(payload, code, 2);
    payload += domain::utf8_prefix(reason, 123);
  }
  return plain_frame(websocket_bytes(op_close, payload));
}

shared_frame event_chunk(std::string_view event, std::string_view data,
                         const std::optional<delta_mark>& delta, stream_end end) {
  constexpr std::string_view before = "event: ";
  constexpr std::string_view between = "\ndata: ";
  constexpr std::string_view after = "\n\n";
  const auto size = before.size() + event.size() + between.size() + data.size() + after.size();
  char hex[16];
  const auto hex_end = std::to_chars(hex, hex + sizeof hex, size, 16).ptr;
  std::string bytes;
  bytes.reserve(size + 20);
  bytes.append(hex, hex_end).append("\r\n");
  bytes.append(before).append(event).append(between).append(data).append(after);
  bytes.append("\r\n");
  if (end == stream_end::here) bytes.append("0\r\n\r\n");
  return std::make_shared<const frame>(frame{std::move(bytes), delta, end == stream_end::here});
}

shared_frame without_chunk(const frame& chunk) {
  const std::string_view bytes = chunk.bytes;
  const auto line_end = bytes.find("\r\n");
  std::size_t size = 0;
  std::from_chars(bytes.data(), bytes.data() + line_end, size, 16);
  return std::make_shared<const frame>(
      frame{std::string{bytes.substr(line_end + 2, size)}, chunk.delta, chunk.ends_stream});
}

}  // namespace takeover::net::realtime
