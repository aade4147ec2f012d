/// What people write, taken apart into sentences of plain words, and phrases looked for in them.
/// Owns no phrase.
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

/// The phrase's words stand in the sentence, one after the other. `a` and `an` also stand for
/// `the`, `another`, `some`, `any` and `your`. Passed over where it is taken back: "I don't want to
/// …".
[[nodiscard]] bool contains_phrase(const sentence& said,
                                   const std::vector<std::string_view>& phrase);

/// So much of a message is searched for keywords and for the wish to be written to: nobody keeps a
/// thread busy with pages of text.
inline constexpr std::size_t searched_bytes = 4'096;

/// All words of the text in a row, whatever stands between them.
[[nodiscard]] sentence words_of(std::string_view text);

}  // namespace takeover::domain
