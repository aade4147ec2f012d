/// Small tools for text of protocols, which is ASCII: trimming, lower case, control characters.
/// What people write is for `unicode`.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace takeover::domain {

inline constexpr std::string_view whitespace = " \t\r\n";

[[nodiscard]] constexpr bool is_whitespace(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// U+0000 to U+001F and U+007F: what cannot be shown.
[[nodiscard]] constexpr bool is_control(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

[[nodiscard]] constexpr char ascii_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// In place; bytes beyond ASCII stay as they are.
constexpr void make_ascii_lower(std::string& text) noexcept {
  std::transform(text.begin(), text.end(), text.begin(), ascii_lower);
}

/// The part between ASCII whitespace at both ends; it lives as long as `text` does.
[[nodiscard]] constexpr std::string_view trim(std::string_view text) noexcept {
  const auto first = text.find_first_not_of(whitespace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(whitespace) - first + 1);
}

/// How many bytes the text takes within JSON, without its quotes. Source: RFC 8259, section 7.
[[nodiscard]] constexpr std::size_t json_size(std::string_view text) noexcept {
  std::size_t size = text.size();
  for (const char c : text) {
    if (c == '"' || c == '\\' || c == '\n' || c == '\r' || c == '\t' || c == '\b' || c == '\f')
      size += 1;
    else if (static_cast<unsigned char>(c) < 0x20)
      size += 5;
  }
  return size;
}

/// Takes the next line off the front of `rest`, without its end (`\n`).
[[nodiscard]] constexpr std::string_view take_line(std::string_view& rest) noexcept {
  const auto end = rest.find('\n');
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return line;
}

}  // namespace takeover::domain
