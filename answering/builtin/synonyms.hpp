/// The table of synonyms between what visitors write and what a shop's pages say.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace takeover::answering {

/// A word that may stand for another one.
struct synonym {
  std::string text;
  std::string stem;
};

/// Synonyms of the word with this stem, without itself; empty if there are none.
[[nodiscard]] const std::vector<synonym>& synonyms_of(const std::string& stem);

}  // namespace takeover::answering
