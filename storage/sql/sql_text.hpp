/// Pieces of a statement's text: parts joined at compile time, and patterns of LIKE. Owns no query.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace takeover::storage {

template <const std::string_view&... Parts>
struct joined_text {
  static constexpr auto text = [] {
    std::array<char, (Parts.size() + ... + 1)> all{};
    auto* end = all.data();
    ((end = std::copy(Parts.begin(), Parts.end(), end)), ...);
    return all;
  }();
  static constexpr std::string_view view{text.data(), text.size() - 1};
};

/// The parts, one after the other. They are constants of a namespace.
template <const std::string_view&... Parts>
inline constexpr std::string_view joined = joined_text<Parts...>::view;

/// A pattern of LIKE for what a person typed: matches what contains `text`, whose `%`, `_` and `\`
/// mean themselves (with `ESCAPE '\'`). Empty for an empty text.
[[nodiscard]] inline std::string like_pattern(std::string_view text) {
  if (text.empty()) return {};
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

}  // namespace takeover::storage
