#include "net/wire/json/readable_texts.hpp"

#include <charconv>
#include <optional>

#include "domain/text/utf8.hpp"

namespace takeover::net::wire {
namespace {

constexpr std::string_view escaped_replacement = "\\ufffd";
constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::size_t escape_size = 6;
constexpr std::size_t longest_character = 4;

/// The UTF-16 unit that is escaped there, as `\uXXXX`.
std::optional<unsigned> escaped_unit(std::string_view body, std::size_t at) {
  if (at + escape_size > body.size() || body[at] != '\\' || body[at + 1] != 'u')
    return std::nullopt;
  unsigned unit = 0;
  const char* digits = body.data() + at + 2;
  const auto [end, failed] = std::from_chars(digits, digits + 4, unit, 16);
  if (failed != std::errc{} || end != digits + 4) return std::nullopt;
  return unit;
}

constexpr bool begins_pair(unsigned unit) { return unit >= 0xD800 && unit < 0xDC00; }
constexpr bool ends_pair(unsigned unit) { return unit >= 0xDC00 && unit < 0xE000; }

/// How many bytes the character there has; 0 if there is none.
std::size_t character_size(std::string_view rest) {
  for (std::size_t size = 1; size <= longest_character && size <= rest.size(); ++size)
    if (domain::is_utf8(rest.substr(0, size))) return size;
  return 0;
}

}  // namespace

std::string readable_texts(std::string_view body) {
  std::string out;
  out.reserve(body.size());
  for (std::size_t at = 0; at < body.size();) {
    if (const auto unit = escaped_unit(body, at)) {
      const auto next = begins_pair(*unit) ? escaped_unit(body, at + escape_size) : std::nullopt;
      const bool is_pair = next && ends_pair(*next);
      const bool is_whole = *unit != 0 && !begins_pair(*unit) && !ends_pair(*unit);
      const auto size = is_pair ? 2 * escape_size : escape_size;
      out += is_pair || is_whole ? body.substr(at, size) : escaped_replacement;
      at += size;
    } else if (body[at] == '\\') {
      // The other escapes: what follows begins none.
      out += body.substr(at, 1);
      if (++at < body.size() && domain::is_utf8(body.substr(at, 1))) out += body[at++];
    } else if (const auto size = character_size(body.substr(at, longest_character))) {
      out += body.substr(at, size);
      at += size;
    } else {
      out += replacement;
      ++at;
    }
  }
  return out;
}

}  // namespace takeover::net::wire
