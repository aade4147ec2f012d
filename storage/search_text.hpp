/// How people are found by what somebody types: the text that is kept beside a row, and the
/// patterns that are compared with it. The same on every database, since no database folds text
/// here. Owns no query.
#pragma once

#include <string>
#include <string_view>

namespace takeover::storage {

struct searched_person {
  std::string_view name;
  std::string_view email;
  std::string_view phone;
};

/// For the column `search`: name, email, phone and the phone's digits, each folded, on lines of
/// their own; empty if all are.
[[nodiscard]] std::string search_text(const searched_person& person);

/// Patterns of LIKE (with `ESCAPE '\'`), which distinguishes case.
struct search_patterns {
  std::string text;    ///< for `search`; empty: everything matches
  std::string digits;  ///< for `search`, of a text that is a phone number; empty: of no use
  std::string url;     ///< for an address of a page in lower case
};

/// Letters match whatever their case, width and marks, phone numbers whatever stands between their
/// digits; `%`, `_` and `\` mean themselves.
[[nodiscard]] search_patterns patterns_for(std::string_view typed);

}  // namespace takeover::storage
