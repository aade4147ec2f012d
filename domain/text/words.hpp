/// Text as words for matching: split as Unicode does it, also where a script has no blanks, folded,
/// searched for phrases. Owns no phrase. For ranking, answering/builtin/words has words with stems
/// and kinds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace takeover::domain {

struct word {
  std::string letters;
  /// Nothing stands between it and the word before, in a script without blanks.
  bool joined = false;
  friend bool operator==(const word&, const word&) = default;
};

using sentence = std::vector<word>;

/// How much the letters of a word say.
enum class letters { all, without_marks };

/// Folded words, by sentence; never no sentence. Apostrophes vanish, also the typographic one.
/// Words of Chinese, Japanese, Thai, Lao, Khmer and Burmese are those of ICU's dictionaries.
[[nodiscard]] std::vector<sentence> sentences_of(std::string_view text,
                                                 letters which = letters::all);

/// All words of the text in a row, across its sentences.
[[nodiscard]] sentence words_of(std::string_view text, letters which = letters::all);

/// True if the phrase's words stand in the sentence, one after the other and whole: in scripts
/// without blanks from one word's beginning to another's end, in Korean with a particle behind.
[[nodiscard]] bool contains_words(const sentence& said, const sentence& phrase);

/// A language's words that turn a wish into its opposite, directly before it ("not …") or before
/// words that lead to a wish ("don't want to …"). Folded without marks.
struct negation {
  std::vector<std::string> words;
  std::vector<std::string> leading;
};

/// True if the phrase begins at that word: `a` and `an` also stand for `the`, `another`, `some`,
/// `any` and `your`.
[[nodiscard]] bool has_phrase_at(const sentence& said, std::size_t at, const sentence& phrase);

/// True if what begins at that word is negated by what stands before it.
[[nodiscard]] bool is_negated(const sentence& said, std::size_t at, const negation& by);

/// The beginning of a message that is searched for keywords and for the wish to be contacted, so
/// that pages of text cannot keep a thread busy.
[[nodiscard]] std::string_view searched_part(std::string_view message) noexcept;

}  // namespace takeover::domain
