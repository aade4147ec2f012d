/// Words of any text, as matching needs them: lower case, plain letters, a stem. Owns the stop
/// words; knows no meaning.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace takeover::answering {

/// How much a word says of what is asked.
enum class word_kind : std::uint8_t {
  content,  ///< names a thing or an action
  weak,     ///< says little (`work`, `sell`, `good`)
  stop,     ///< grammar and politeness
};

struct word {
  std::string text;  ///< lower case, as written
  std::string stem;  ///< plain letters, without the usual English endings
  word_kind kind = word_kind::content;
};

/// The first `max_words` words of well-formed UTF-8. Letters of Latin, Greek and Cyrillic become
/// lower case; punctuation, symbols and emoji part words; `'s` is dropped, other apostrophes are
/// left out. Words are cut at 48 bytes.
[[nodiscard]] std::vector<word> stemmed_words(std::string_view text, std::size_t max_words);

/// `deliveries`, `delivery` → `deliveri`; `roasting`, `roasted`, `roasts` → `roast`. Expects plain
/// lower-case letters.
[[nodiscard]] std::string stem_of(std::string_view text);

/// Equal but for a typo: one edit for words of at least 5 bytes, two from 9 on; the
/// first letter must agree. An edit adds, drops or changes a byte, or swaps two that stand
/// together.
[[nodiscard]] bool within_edit_distance(std::string_view a, std::string_view b);

}  // namespace takeover::answering
