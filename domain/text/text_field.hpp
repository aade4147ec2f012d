/// Validation of one text field. Owns the messages for what is wrong with it; knows no form.
#pragma once

#include <string>
#include <string_view>

namespace takeover::domain {

enum class requirement { required, optional };
/// What is wrong with a text that may have several lines and at most so many characters; empty if
/// valid.
[[nodiscard]] std::string text_problem(std::string_view text, std::size_t most_characters,
                                       requirement needed);
/// The same for a text that must be non-empty and single-line.
[[nodiscard]] std::string line_problem(std::string_view text, std::size_t most_characters);

}  // namespace takeover::domain
