/// Validates UTF-8 that arrives in pieces. Owns the position in a character; keeps no bytes.
#pragma once

#include <string_view>

namespace takeover::net::realtime {

class utf8_check {
 public:
  /// False as soon as the bytes so far cannot begin well-formed UTF-8. Source: RFC 3629, section 4.
  [[nodiscard]] bool feed(std::string_view bytes) noexcept;
  /// True between characters.
  [[nodiscard]] bool complete() const noexcept { return missing_ == 0; }

 private:
  bool begin(unsigned char lead) noexcept;

  unsigned char missing_ = 0;  ///< bytes that the character still needs
  unsigned char low_ = 0x80;   ///< bounds of the next one
  unsigned char high_ = 0xBF;
};

}  // namespace takeover::net::realtime
