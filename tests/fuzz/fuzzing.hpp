/// What the fuzz targets share: stating what must hold, and taking an input apart. Owns no target.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>

#include "domain/text/text.hpp"

namespace fuzz {

/// Ends the program where a property does not hold; libFuzzer then saves the input.
inline void require(bool holds, const char* property) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", property);
  std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Takes the part before the next `end` off the front of `rest`: fields that a person can write
/// into a corpus file.
inline std::string_view take_until(std::string_view& rest, char end = '\n') {
  const auto at = rest.find(end);
  const auto part = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
  return part;
}

inline bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), takeover::domain::is_control);
}

/// How bytes arrive: all at once, one by one, or in pieces of 1 to 40 bytes.
enum class arrival { whole, single, pieces };

/// Hands over the bytes piece by piece. The same bytes are always cut at the same places, so that a
/// saved input fails again.
template <class Visit>
void arrive(std::string_view bytes, arrival how, Visit visit) {
  std::minstd_rand random{
      static_cast<std::minstd_rand::result_type>(std::hash<std::string_view>{}(bytes))};
  while (!bytes.empty()) {
    std::size_t size = bytes.size();
    if (how == arrival::single) size = 1;
    if (how == arrival::pieces) size = std::min<std::size_t>(size, 1 + random() % 40);
    visit(bytes.substr(0, size));
    bytes.remove_prefix(size);
  }
}

}  // namespace fuzz
