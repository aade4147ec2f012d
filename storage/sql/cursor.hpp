/// Where a page of a list ends and the next one starts: a number and an id, as one opaque text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "domain/errors.hpp"

namespace takeover::storage {

/// The last row of a page. `key` is what the list is sorted by (milliseconds, or a position); `id`
/// separates equal ones.
struct cursor {
  std::int64_t key = 0;
  domain::ulid id;
};

[[nodiscard]] std::string encode_cursor(const cursor& at);
/// Nothing for an empty text: the list's beginning. Error: malformed.
[[nodiscard]] domain::result<std::optional<cursor>> decode_cursor(const std::string& text);

}  // namespace takeover::storage
