/// Reads tests/tables: rows of text that more than one suite is tested with.
#pragma once

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/source_dir.hpp"

namespace takeover::tests {

struct language_row {
  std::string kind, language, sought, text;
  bool hit = false;
};

/// UTF-8 of a code point.
inline std::string encoded(unsigned long point) {
  const auto byte = [](unsigned long value) { return static_cast<char>(value); };
  if (point < 0x80) return {byte(point)};
  if (point < 0x800) return {byte(0xC0 | point >> 6), byte(0x80 | (point & 0x3F))};
  if (point < 0x10000)
    return {byte(0xE0 | point >> 12), byte(0x80 | (point >> 6 & 0x3F)),
            byte(0x80 | (point & 0x3F))};
  return {byte(0xF0 | point >> 18), byte(0x80 | (point >> 12 & 0x3F)),
          byte(0x80 | (point >> 6 & 0x3F)), byte(0x80 | (point & 0x3F))};
}

/// With `\u{…}` as the character that it names.
inline std::string unescaped(std::string text) {
  for (auto at = text.find("\\u{"); at != std::string::npos; at = text.find("\\u{", at + 1)) {
    const auto end = text.find('}', at);
    text.replace(at, end - at + 1, encoded(std::stoul(text.substr(at + 3, end - at - 3), {}, 16)));
  }
  return text;
}

/// The rows of tests/tables/languages.tsv of one kind.
inline std::vector<language_row> language_rows(const std::string& kind) {
  std::ifstream file{std::string{source_dir()} + "/tests/tables/languages.tsv"};
  std::vector<language_row> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream parts{line};
    language_row row;
    std::string outcome;
    std::getline(parts, row.kind, '\t');
    std::getline(parts, row.language, '\t');
    std::getline(parts, row.sought, '\t');
    std::getline(parts, row.text, '\t');
    std::getline(parts, outcome, '\t');
    if (outcome != "hit" && outcome != "miss") throw std::runtime_error{"not a row: " + line};
    row.hit = outcome == "hit";
    row.sought = unescaped(row.sought);
    row.text = unescaped(row.text);
    if (row.kind == kind) rows.push_back(std::move(row));
  }
  if (rows.empty()) throw std::runtime_error{"no rows of " + kind};
  return rows;
}

}  // namespace takeover::tests
