/// Reads a Markdown file with optional front matter: its title, its address and its text. Owns no
/// Markdown rule beyond the first heading.
#pragma once

#include <string>
#include <string_view>

#include "domain/errors.hpp"

namespace takeover::app {

/// A page for an agent's knowledge, as a file says it.
struct markdown_page {
  std::string title;
  std::string url;       ///< empty: none
  std::string markdown;  ///< without the front matter
};

/// The largest file that is read, in bytes.
inline constexpr std::size_t max_page_bytes = 1'048'576;

/// Front matter is a first line `---`, then lines `key: value`, then `---` (YAML's simplest form; a
/// value may stand in quotes, `#` begins a comment line). `title` and `url` are used, other keys
/// are passed over. Without a title the first heading counts, then `fallback_title`. Errors, each
/// with what is wrong and in which line: malformed (not UTF-8, front matter that is not closed or
/// holds a line without a colon), invalid (no text, a url with spaces or control characters),
/// too_large.
[[nodiscard]] domain::result<markdown_page> read_page(std::string_view file,
                                                      std::string_view fallback_title);

}  // namespace takeover::app
