/// What a short text of a form may be. Owns the words for what is wrong with one; knows no form.
#pragma once

#include <string>
#include <string_view>

namespace takeover::domain {

enum class requirement { required, optional };
/// What is wrong with a text of at most so many characters; it may have several lines. Empty:
/// nothing.
[[nodiscard]] std::string text_problem(std::string_view text, std::size_t most_characters,
                                       requirement needed);
/// The same of a text that is there and stands on one line.
[[nodiscard]] std::string line_problem(std::string_view text, std::size_t most_characters);

}  // namespace takeover::domain
