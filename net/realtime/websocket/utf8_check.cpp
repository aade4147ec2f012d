#include "net/realtime/websocket/utf8_check.hpp"

#include <cstdint>
#include <cstring>

namespace takeover::net::realtime {

bool utf8_check::begin(unsigned char lead) noexcept {
  low_ = 0x80;
  high_ = 0xBF;
  if (lead < 0xC2 || lead > 0xF4)
    return false;  // a stray continuation, overlong, or beyond U+10FFFF
  if (lead < 0xE0) {
    missing_ = 1;
  } else if (lead < 0xF0) {
    missing_ = 2;
    if (lead == 0xE0) low_ = 0xA0;   // overlong
    if (lead == 0xED) high_ = 0x9F;  // surrogates
  } else {
    missing_ = 3;
    if (lead == 0xF0) low_ = 0x90;   // overlong
    if (lead == 0xF4) high_ = 0x8F;  // beyond U+10FFFF
  }
  return true;
}

bool utf8_check::feed(std::string_view bytes) noexcept {
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  while (at != end) {
    if (missing_ == 0) {
      // Most text is ASCII: eight bytes at a time.
      while (end - at >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, 8);
        if ((word & 0x8080808080808080ULL) != 0) break;
        at += 8;
      }
      if (at == end) break;
    }
    const auto byte = static_cast<unsigned char>(*at++);
    if (missing_ == 0) {
      if (byte >= 0x80 && !begin(byte)) return false;
      continue;
    }
    if (byte < low_ || byte > high_) return false;
    low_ = 0x80;
    high_ = 0xBF;
    --missing_;
  }
  return true;
}

}  // namespace takeover::net::realtime
