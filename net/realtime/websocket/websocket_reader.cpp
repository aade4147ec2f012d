#include "net/realtime/websocket/websocket_reader.hpp"

#include <cstring>

#include "domain/conversations/timeline.hpp"
#include "domain/text/utf8.hpp"

namespace takeover::net::realtime {

namespace {

constexpr std::uint8_t op_continuation = 0;
constexpr std::uint8_t op_text = 1;
constexpr std::uint8_t op_binary = 2;
constexpr std::uint8_t op_close = 8;
constexpr std::uint8_t op_ping = 9;
constexpr std::uint8_t op_pong = 10;

constexpr std::size_t max_control_payload = 125;
/// Capacity that an idle connection may keep.
constexpr std::size_t max_idle_capacity = 256;

std::uint64_t big_endian(std::span<const char> bytes) noexcept {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
  return value;
}

void unmask(std::span<char> payload, std::uint32_t mask) noexcept {
  const std::uint64_t wide = static_cast<std::uint64_t>(mask) << 32U | mask;
  char* at = payload.data();
  std::size_t left = payload.size();
  for (; left >= 8; at += 8, left -= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);
    word ^= wide;
    std::memcpy(at, &word, 8);
  }
  char bytes[8];
  std::memcpy(bytes, &wide, 8);
  for (std::size_t i = 0; i < left; ++i) at[i] = static_cast<char>(at[i] ^ bytes[i]);
}

bool is_known(std::uint8_t opcode) noexcept {
  return opcode <= op_binary || (opcode >= op_close && opcode <= op_pong);
}

}  // namespace

struct websocket_reader::header {
  std::uint8_t opcode = 0;
  bool last = false;
  std::size_t size = 0;     ///< of this header
  std::size_t payload = 0;  ///< of what follows
  std::uint32_t mask = 0;

  [[nodiscard]] bool is_control() const noexcept { return opcode >= op_close; }
};

bool may_be_sent(close_code code) noexcept {
  if (code >= 3000 && code <= 4999) return true;
  return code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
}

void websocket_reader::feed(std::span<char> bytes) {
  if (closed_ || failed_) return;
  if (pending_.empty()) {
    input_ = bytes;
  } else {
    pending_.append(bytes.data(), bytes.size());
    input_ = pending_;
  }
}

std::optional<incoming> websocket_reader::next() {
  if (message_taken_) {
    message_taken_ = false;
    message_ = {};
  }
  while (!closed_ && !failed_) {
    header frame;
    const auto got = read_header(frame);
    if (got == progress::broken) break;
    if (got == progress::incomplete || input_.size() - frame.size < frame.payload) {
      keep_rest();
      return std::nullopt;
    }
    if (auto message = take_frame(frame)) return message;
  }
  input_ = {};
  pending_ = {};
  if (!message_taken_) message_ = {};
  return std::nullopt;
}

websocket_reader::progress websocket_reader::fail(close_code code, std::string_view why) {
  failed_ = violation{code, why};
  return progress::broken;
}

/// Checks a header as soon as it is complete, before its payload has arrived.
websocket_reader::progress websocket_reader::read_header(header& to) {
  if (input_.size() < 2) return progress::incomplete;
  const auto first = static_cast<std::uint8_t>(input_[0]);
  const auto second = static_cast<std::uint8_t>(input_[1]);
  to.opcode = first & 0x0FU;
  to.last = (first & 0x80U) != 0;
  const std::uint8_t short_length = second & 0x7FU;

  if ((first & 0x70U) != 0) return fail(1002, "reserved bit");
  if (!is_known(to.opcode)) return fail(1002, "reserved opcode");
  if ((second & 0x80U) == 0) return fail(1002, "frame is not masked");
  if (to.is_control()) {
    if (!to.last) return fail(1002, "fragmented control frame");
    if (short_length > max_control_payload) return fail(1002, "control frame is too long");
  } else if (to.opcode == op_continuation) {
    if (fragmented_as_ == 0) return fail(1002, "nothing to continue");
  } else if (fragmented_as_ != 0) {
    return fail(1002, "message is not finished");
  }

  const std::size_t length_bytes = short_length == 126 ? 2 : short_length == 127 ? 8 : 0;
  to.size = 2 + length_bytes + 4;
  if (input_.size() < 2 + length_bytes) return progress::incomplete;
  std::uint64_t length = short_length;
  if (length_bytes != 0) {
    length = big_endian(input_.subspan(2, length_bytes));
    if (length_bytes == 2 ? length < 126 : length < 65'536)
      return fail(1002, "length is not minimal");
    if (length >> 63U != 0) return fail(1002, "length is negative");
  }
  if (!to.is_control() && (length > max_message_ || message_.size() > max_message_ - length))
    return fail(1009, "message is too big");
  to.payload = static_cast<std::size_t>(length);
  if (input_.size() < to.size) return progress::incomplete;
  std::memcpy(&to.mask, input_.data() + 2 + length_bytes, 4);
  return progress::complete;
}

std::optional<incoming> websocket_reader::take_frame(const header& frame) {
  const auto body = input_.subspan(frame.size, frame.payload);
  unmask(body, frame.mask);
  input_ = input_.subspan(frame.size + frame.payload);
  const std::string_view payload{body.data(), body.size()};
  return frame.is_control() ? take_control(frame, payload) : take_data(frame, payload);
}

std::optional<incoming> websocket_reader::take_control(const header& frame,
                                                       std::string_view payload) {
  if (frame.opcode == op_ping) return incoming{incoming::kind::ping, payload};
  if (frame.opcode == op_pong) return incoming{incoming::kind::pong, payload};
  return take_close(payload);
}

std::optional<incoming> websocket_reader::take_close(std::string_view payload) {
  incoming message{incoming::kind::close, {}};
  if (payload.size() == 1) {
    fail(1002, "half a close code");
    return std::nullopt;
  }
  if (!payload.empty()) {
    message.code = static_cast<close_code>(big_endian({payload.data(), 2}));
    message.payload = payload.substr(2);
    if (!may_be_sent(message.code)) {
      fail(1002, "reserved close code");
      return std::nullopt;
    }
    if (!domain::is_utf8(message.payload)) {
      fail(1007, "reason is not UTF-8");
      return std::nullopt;
    }
  }
  closed_ = true;
  return message;
}

std::optional<incoming> websocket_reader::take_data(const header& frame, std::string_view payload) {
  const auto opcode = frame.opcode == op_continuation ? fragmented_as_ : frame.opcode;
  if (opcode == op_text && (!utf8_.feed(payload) || (frame.last && !utf8_.complete()))) {
    fail(1007, "text is not UTF-8");
    return std::nullopt;
  }
  const auto kind = opcode == op_text ? incoming::kind::text : incoming::kind::binary;
  if (frame.last && frame.opcode != op_continuation) return incoming{kind, payload};

  message_.append(payload);
  fragmented_as_ = frame.last ? std::uint8_t{0} : opcode;
  if (!frame.last) return std::nullopt;
  message_taken_ = true;
  return incoming{kind, message_};
}

void websocket_reader::keep_rest() {
  if (pending_.empty()) {
    pending_.assign(input_.data(), input_.size());
  } else {
    pending_.erase(0, pending_.size() - input_.size());
    if (pending_.empty() && pending_.capacity() > max_idle_capacity) pending_ = {};
  }
  input_ = pending_;
}

}  // namespace takeover::net::realtime
