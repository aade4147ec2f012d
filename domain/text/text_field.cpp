#include "domain/text/text_field.hpp"

#include <algorithm>

#include "domain/text/text.hpp"
#include "domain/text/unicode.hpp"
#include "domain/text/utf8.hpp"

namespace takeover::domain {
std::string text_problem(std::string_view text, std::size_t most_characters, requirement needed) {
  if (is_blank(text)) return needed == requirement::required ? "Please fill this in" : "";
  if (!is_utf8(text)) return "This is not valid text";
  if (characters_in(text) > most_characters)
    return "Must be at most " + std::to_string(most_characters) + " characters";
  if (std::any_of(text.begin(), text.end(), [](char c) { return is_control(c) && c != '\n'; }))
    return "Contains a character that cannot be displayed";
  return {};
}

std::string line_problem(std::string_view text, std::size_t most_characters) {
  if (text.find('\n') != std::string_view::npos) return "Must be a single line";
  return text_problem(text, most_characters, requirement::required);
}

}  // namespace takeover::domain
