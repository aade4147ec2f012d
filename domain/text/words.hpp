/// Text as plain words for phrase matching: split, lower-cased, searched for phrases. Owns no
/// phrase. For ranking, answering/builtin/words has words with stems and kinds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace takeover::domain {

using sentence = std::vector<std::string>;

/// Lower-case words, by sentence; never no sentence. Apostrophes vanish, also the typographic one;
/// what is not ASCII belongs to its word and keeps its case.
[[nodiscard]] std::vector<sentence> sentences_of(std::string_view text);

/// The words between the blanks.
[[nodiscard]] std::vector<std::string_view> split_at_blanks(std::string_view phrase);

/// True if the phrase's words stand in the sentence, one after the other. `a` and `an` also stand
/// for `the`, `another`, `some`, `any` and `your`. A negated occurrence does not count: "I don't
/// want to …".
[[nodiscard]] bool contains_phrase(const sentence& said,
                                   const std::vector<std::string_view>& phrase);

/// Only the first bytes of a message are searched for keywords and for the wish to be contacted, so
/// that pages of text cannot keep a thread busy.
inline constexpr std::size_t searched_bytes = 4'096;

/// All words of the text in a row, across its sentences.
[[nodiscard]] sentence words_of(std::string_view text);

}  // namespace takeover::domain
