#include "domain/text/intent.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "domain/text/phrases.hpp"
#include "domain/text/words.hpp"

namespace takeover::domain {
namespace {

constexpr auto person_list =
    std::to_array<std::string_view>({"human", "person", "agent", "operator", "representative",
                                     "someone", "somebody", "people", "staff", "support"});

constexpr auto reaching_list = std::to_array<std::string_view>(
    {"talk", "speak", "chat", "get", "want", "need", "connect", "transfer", "real", "live"});

/// A phrase as it is shown, and as it is searched for.
struct searched_phrase {
  std::string_view text;
  sentence words;
  std::shared_ptr<const negation> negated;
};

/// The phrases of all languages for one wish, by the first byte of their first word: a message is
/// compared with few of them.
using wish = std::array<std::vector<searched_phrase>, 256>;

std::size_t first_byte(const word& of) { return static_cast<unsigned char>(of.letters.front()); }

std::vector<std::string_view> split_list(std::string_view list) {
  std::vector<std::string_view> parts;
  while (!list.empty()) {
    const auto end = std::min(list.find('|'), list.size());
    parts.push_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return parts;
}

std::vector<std::string> folded_words(std::string_view list) {
  std::vector<std::string> words;
  for (const auto part : split_list(list))
    for (auto& one : words_of(part, letters::without_marks))
      words.push_back(std::move(one.letters));
  return words;
}

wish read_wish(std::string_view language_phrases::*which) {
  wish all;
  for (const auto& language : all_phrases()) {
    const auto negated = std::make_shared<const negation>(
        negation{folded_words(language.negations), folded_words(language.leading)});
    for (const auto text : split_list(language.*which)) {
      auto words = words_of(text, letters::without_marks);
      auto& alike = all[first_byte(words.front())];
      alike.push_back({text, std::move(words), negated});
    }
  }
  return all;
}

enum class said_as { wanted, refused };

/// The first phrase that stands in the text as that.
std::optional<std::string_view> first_in(const wish& searched, std::string_view text,
                                         said_as what) {
  for (const auto& said : sentences_of(text, letters::without_marks))
    for (std::size_t at = 0; at < said.size(); ++at)
      for (const auto& phrase : searched[first_byte(said[at])])
        if (has_phrase_at(said, at, phrase.words) &&
            is_negated(said, at, *phrase.negated) == (what == said_as::refused))
          return phrase.text;
  return std::nullopt;
}

/// Whatever stands between the words, or nothing does.
std::string letters_of(const sentence& words) {
  std::string all;
  for (const auto& one : words) all += one.letters;
  return all;
}

std::vector<std::string> all_of(std::string_view language_phrases::*which) {
  std::vector<std::string> all;
  for (const auto& language : all_phrases())
    for (const auto text : split_list(language.*which))
      all.push_back(letters_of(words_of(text, letters::without_marks)));
  return all;
}

const wish& wish_for_human() {
  static const auto searched = read_wish(&language_phrases::human);
  return searched;
}

}  // namespace

bool asks_for_human(std::string_view words) {
  return first_in(wish_for_human(), words, said_as::wanted).has_value();
}

bool refuses_human(std::string_view words) {
  return first_in(wish_for_human(), words, said_as::refused).has_value();
}

std::optional<std::string_view> wants_contact(std::string_view words) {
  static const auto searched = read_wish(&language_phrases::contact);
  return first_in(searched, searched_part(words), said_as::wanted);
}

bool accepts_offer(std::string_view words) {
  constexpr std::size_t longest_yes = 200;
  static const auto yes = all_of(&language_phrases::yes);
  return words.size() <= longest_yes &&
         std::ranges::find(yes, letters_of(words_of(words, letters::without_marks))) != yes.end();
}

std::span<const std::string_view> person_words() noexcept { return person_list; }

std::span<const std::string_view> reaching_words() noexcept { return reaching_list; }

}  // namespace takeover::domain
