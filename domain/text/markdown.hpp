/// Lines of Markdown as blocks: headings and code fences. Knows no inline marks; what cuts pages
/// into passages (storage), quotes them (answering) and reads their titles (app) starts from here.
/// Source: CommonMark.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "domain/text/text.hpp"

namespace takeover::domain {

/// The level of `## Heading` (2), 0 for other lines. Expects a trimmed line. Source: CommonMark,
/// ATX headings.
[[nodiscard]] constexpr std::size_t heading_level(std::string_view line) noexcept {
  constexpr std::size_t deepest = 6;
  const auto level = std::min(line.find_first_not_of('#'), line.size());
  if (level == 0 || level > deepest) return 0;
  return level == line.size() || is_whitespace(line[level]) ? level : 0;
}

/// The text of a line with a heading level, inline marks included. A closing sequence counts only
/// after a blank: `# C#` keeps its own.
[[nodiscard]] constexpr std::string_view heading_text(std::string_view line) noexcept {
  const auto text = trim(line.substr(heading_level(line)));
  const auto last = text.find_last_not_of('#');
  if (last == std::string_view::npos) return {};
  return is_whitespace(text[last]) ? trim(text.substr(0, last)) : text;
}

/// The character of a line that opens or closes a code block, 0 for other lines. Expects a trimmed
/// line. Source: CommonMark, fenced code blocks.
[[nodiscard]] constexpr char code_fence(std::string_view line) noexcept {
  return line.starts_with("```") || line.starts_with("~~~") ? line.front() : '\0';
}

}  // namespace takeover::domain
