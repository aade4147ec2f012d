/// Other words for the same thing, as people write to a shop and as its pages say it. Owns that
/// table and nothing else.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace takeover::answering {

/// A word that may stand for another one.
struct kin_word {
  std::string text;
  std::string stem;
};

/// The words that may stand for the one with this stem, without itself. Empty: none is known.
[[nodiscard]] const std::vector<kin_word>& kin_of(const std::string& stem);

}  // namespace takeover::answering
