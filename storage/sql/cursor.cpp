#include "storage/sql/cursor.hpp"

#include <charconv>

namespace takeover::storage {

std::string encode_cursor(const cursor& at) {
  return std::to_string(at.key) + "." + std::string{domain::ulid_text{at.id}.view()};
}

domain::result<std::optional<cursor>> decode_cursor(const std::string& text) {
  if (text.empty()) return std::optional<cursor>{};
  const auto dot = text.find('.');
  cursor at;
  const auto* first = text.data();
  const auto* last = first + (dot == std::string::npos ? 0 : dot);
  const auto [end, problem] = std::from_chars(first, last, at.key);
  const auto id = dot == std::string::npos
                      ? std::nullopt
                      : domain::parse_ulid(std::string_view{text}.substr(dot + 1));
  if (problem != std::errc{} || end != last || !id)
    return domain::fail(domain::errc::malformed, "The cursor does not belong to this list.");
  at.id = *id;
  return std::optional{at};
}

}  // namespace takeover::storage
