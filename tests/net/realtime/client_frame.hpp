/// The client's side of WebSocket framing: masked frames, as bytes.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace client {

inline constexpr unsigned op_continuation = 0;
inline constexpr unsigned op_text = 1;
inline constexpr unsigned op_binary = 2;
inline constexpr unsigned op_close = 8;
inline constexpr unsigned op_ping = 9;
inline constexpr unsigned op_pong = 10;

enum class fin { no, yes };

inline std::string masked(unsigned opcode, std::string_view payload, fin last = fin::yes,
                          std::uint32_t mask = 0xA1B2C3D4U) {
  std::string bytes;
  bytes += static_cast<char>((last == fin::yes ? 0x80U : 0U) | opcode);
  const auto append_length = [&](int width) {
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8)
      bytes += static_cast<char>(payload.size() >> shift & 0xFFU);
  };
  if (payload.size() < 126) {
    bytes += static_cast<char>(0x80U | payload.size());
  } else if (payload.size() < 65'536) {
    bytes += static_cast<char>(0xFE);
    append_length(2);
  } else {
    bytes += static_cast<char>(0xFF);
    append_length(8);
  }
  char key[4];
  std::memcpy(key, &mask, 4);
  bytes.append(key, 4);
  for (std::size_t i = 0; i < payload.size(); ++i)
    bytes += static_cast<char>(payload[i] ^ key[i % 4]);
  return bytes;
}

}  // namespace client
