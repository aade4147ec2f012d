/// Parses WebSocket frames of a client: from bytes in any pieces to whole messages. Does no I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "net/realtime/websocket/utf8_check.hpp"

namespace takeover::net::realtime {

/// The code of a close frame. Source: RFC 6455, section 7.4.
using close_code = std::uint16_t;
inline constexpr close_code no_close_code = 0;

/// A whole message, or a control frame. The payload is valid until the reader is called again.
struct incoming {
  enum class kind : std::uint8_t { text, binary, close, ping, pong };
  incoming::kind what = kind::text;
  std::string_view payload;         ///< close: the reason
  close_code code = no_close_code;  ///< close: the code, if there was one
};

/// A breach of the protocol: the connection must be closed with this code.
struct violation {
  close_code code = 1002;
  std::string_view why;
};

/// The server's side of RFC 6455, section 5, without extensions. Call `feed`, then `next` until it
/// returns nullopt. After a close frame or a violation everything else is discarded.
class websocket_reader {
 public:
  explicit websocket_reader(std::size_t max_message_bytes) noexcept
      : max_message_(max_message_bytes) {}

  /// `bytes` are unmasked in place and must live until `next` returns nullopt.
  void feed(std::span<char> bytes);
  [[nodiscard]] std::optional<incoming> next();
  [[nodiscard]] const std::optional<violation>& failed() const noexcept { return failed_; }
  /// Bytes buffered for an incomplete frame or message.
  [[nodiscard]] std::size_t kept_bytes() const noexcept {
    return pending_.size() + message_.size();
  }

 private:
  struct header;
  enum class progress { complete, incomplete, broken };

  progress read_header(header& to);
  std::optional<incoming> take_frame(const header& frame);
  std::optional<incoming> take_control(const header& frame, std::string_view payload);
  std::optional<incoming> take_close(std::string_view payload);
  std::optional<incoming> take_data(const header& frame, std::string_view payload);
  progress fail(close_code code, std::string_view why);
  void keep_rest();

  std::span<char> input_;  ///< what is unread, in the caller's bytes or in `pending_`
  std::string pending_;    ///< the beginning of an incomplete frame
  std::string message_;    ///< the fragments so far
  std::size_t max_message_;
  std::optional<violation> failed_;
  utf8_check utf8_;
  /// Opcode of the message that the next fragment continues; 0: none
  std::uint8_t fragmented_as_ = 0;
  bool message_taken_ = false;  ///< `message_` was returned and can be released
  bool closed_ = false;
};

/// True for codes that a close frame may carry. Source: RFC 6455, section 7.4, and its registry.
[[nodiscard]] bool may_be_sent(close_code code) noexcept;

}  // namespace takeover::net::realtime
