#include "storage/search_text.hpp"

#include <algorithm>

#include "domain/text/unicode.hpp"

namespace takeover::storage {
namespace {

/// Every run of blanks as one.
std::string with_single_blanks(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (blank && result.ends_with(' ')) continue;
    result += blank ? ' ' : c;
  }
  return result;
}

std::string searchable(std::string_view text) {
  return with_single_blanks(domain::folded_to_base(domain::trimmed(text)));
}

std::string containing(std::string_view text) {
  if (text.empty()) return {};
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

/// The digits of what can only be a part of a phone number, without the zeros that stand for the
/// country or for leaving it.
std::string phone_digits(std::string_view folded) {
  constexpr std::size_t fewest = 3;
  constexpr std::string_view signs = " +-()./0123456789";
  if (folded.find_first_not_of(signs) != std::string_view::npos) return {};
  auto digits = domain::digits_of(folded);
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  return digits.size() < fewest ? std::string{} : digits;
}

}  // namespace

std::string search_text(const searched_person& person) {
  std::string all;
  const auto add = [&](const std::string& text) {
    if (text.empty()) return;
    if (!all.empty()) all += '\n';
    all += text;
  };
  add(searchable(person.name));
  add(searchable(person.email));
  add(searchable(person.phone));
  add(domain::digits_of(person.phone));
  return all;
}

search_patterns patterns_for(std::string_view typed) {
  const auto text = searchable(typed);
  if (text.empty()) return {};
  return {containing(text), containing(phone_digits(text)),
          containing(domain::folded(domain::percent_encoded(domain::clean_name(typed))))};
}

}  // namespace takeover::storage
