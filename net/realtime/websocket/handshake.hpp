/// The answer to a WebSocket upgrade request, as bytes. Reads no request and writes to no socket.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace takeover::net::realtime {

/// The value of `Sec-WebSocket-Accept`; nullopt if `key` is not 16 bytes in base 64. Source: RFC
/// 6455, section 4.2.2.
[[nodiscard]] std::optional<std::string> accept_value(std::string_view key);

struct handshake_answer {
  bool upgraded = false;
  std::string head;  ///< the whole response
};
/// 101; 426 for another version of WebSocket; 400 for an unreadable key.
[[nodiscard]] handshake_answer answer_handshake(std::string_view version, std::string_view key);

}  // namespace takeover::net::realtime
