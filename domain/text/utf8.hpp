/// UTF-8: whether text is well-formed, how long it is, where it may be cut. Knows no letters and no
/// words. A stream of bytes is checked by net/realtime/websocket/utf8_check.
#pragma once

#include <cstddef>
#include <string_view>

namespace takeover::domain {

/// The first byte of a character, or a character of one byte.
[[nodiscard]] constexpr bool begins_character(char byte) noexcept {
  return (static_cast<unsigned char>(byte) & 0xC0u) != 0x80u;
}

/// True for well-formed UTF-8. Source: RFC 3629 (no surrogates, nothing overlong, at most
/// U+10FFFF).
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;
/// Length in UTF-16 units of well-formed UTF-8, as JavaScript counts.
[[nodiscard]] std::size_t utf16_length(std::string_view text) noexcept;
/// The number of characters (code points) in well-formed UTF-8.
[[nodiscard]] std::size_t characters_in(std::string_view text) noexcept;
/// The longest prefix of well-formed UTF-8 that has at most `max_bytes` bytes and cuts no
/// character.
[[nodiscard]] std::string_view utf8_prefix(std::string_view text, std::size_t max_bytes) noexcept;
/// The first `max_characters` characters of well-formed UTF-8, or fewer if it has fewer.
[[nodiscard]] std::string_view first_characters(std::string_view text,
                                                std::size_t max_characters) noexcept;

}  // namespace takeover::domain
