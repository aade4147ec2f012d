#include "domain/text_field.hpp"

#include <algorithm>

#include "domain/timeline.hpp"
#include "domain/words.hpp"

namespace takeover::domain {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

}  // namespace

std::string trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const auto first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return std::string{text.substr(first, text.find_last_not_of(blank) - first + 1)};
}

std::string text_problem(std::string_view text, std::size_t most_characters, presence_of needed) {
  if (text.empty()) return needed == presence_of::required ? "Please fill this in" : "";
  if (!is_utf8(text)) return "This is not valid text";
  if (characters_in(text) > most_characters) return "Must be at most " + std::to_string(most_characters) + " characters";
  if (std::any_of(text.begin(), text.end(), [](char c) { return is_control(c) && c != '\n'; }))
    return "Contains a character that cannot be displayed";
  return {};
}

std::string line_problem(std::string_view text, std::size_t most_characters) {
  if (text.find('\n') != std::string_view::npos) return "Must be a single line";
  return text_problem(text, most_characters, presence_of::required);
}

}  // namespace takeover::domain
