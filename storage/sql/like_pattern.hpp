/// What a person typed, as a pattern of SQL's LIKE. Owns no query.
#pragma once

#include <string>
#include <string_view>

namespace takeover::storage {

/// Matches what contains `text`, whose `%`, `_` and `\` mean themselves (with `ESCAPE '\'`). Empty
/// for an empty text.
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
