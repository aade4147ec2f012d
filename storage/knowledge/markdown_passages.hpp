/// Cuts a Markdown document into passages at its headings. Reads the plain subset that people
/// write; renders nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace takeover::storage {

struct text_passage {
  std::string heading;  ///< of its section; empty before the first
  std::string text;     ///< without markup; paragraphs are parted by an empty line
};

/// A passage for each section that has text; a long section gives several, parted between
/// paragraphs.
[[nodiscard]] std::vector<text_passage> passages_of(std::string_view markdown);

}  // namespace takeover::storage
