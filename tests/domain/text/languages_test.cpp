// Keywords and wishes in many languages, row by row of tests/tables/languages.tsv.
#include <boost/test/unit_test.hpp>
#include <set>

#include "domain/text/intent.hpp"
#include "domain/text/phrases.hpp"
#include "domain/text/words.hpp"
#include "tests/support/tables.hpp"

using namespace takeover::domain;
using takeover::tests::language_rows;

namespace {

void check_rows(const std::string& kind, auto&& finds) {
  std::set<std::string> languages;
  for (const auto& row : language_rows(kind)) {
    languages.insert(row.language);
    BOOST_TEST(finds(row) == row.hit, row.language << ": " << row.sought << " in " << row.text);
  }
  BOOST_TEST(languages.size() >= 10U, "few languages for " << kind);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(languages)

BOOST_AUTO_TEST_CASE(keywords_are_found_as_whole_words) {
  check_rows("keyword", [](const auto& row) {
    return contains_words(words_of(row.text), words_of(row.sought));
  });
}

BOOST_AUTO_TEST_CASE(wishes_for_a_human_are_understood) {
  check_rows("human", [](const auto& row) { return asks_for_human(row.text); });
}

BOOST_AUTO_TEST_CASE(wishes_to_be_contacted_are_understood) {
  check_rows("contact", [](const auto& row) { return wants_contact(row.text).has_value(); });
}

BOOST_AUTO_TEST_CASE(a_yes_is_understood) {
  check_rows("yes", [](const auto& row) { return accepts_offer(row.text); });
}

BOOST_AUTO_TEST_CASE(every_phrase_of_every_language_is_understood_as_it_is_listed) {
  for (const auto& language : all_phrases()) {
    const auto check = [&](std::string_view list, auto&& understands) {
      while (!list.empty()) {
        const auto end = std::min(list.find('|'), list.size());
        const std::string phrase{list.substr(0, end)};
        BOOST_TEST(understands(phrase), language.language << ": " << phrase);
        BOOST_TEST(understands("🙂 " + phrase + "!"), language.language << ": " << phrase << "!");
        list.remove_prefix(std::min(end + 1, list.size()));
      }
    };
    check(language.human, [](const std::string& text) { return asks_for_human(text); });
    check(language.contact,
          [](const std::string& text) { return wants_contact(text).has_value(); });
    check(language.yes, [](const std::string& text) { return accepts_offer(text); });
  }
}

BOOST_AUTO_TEST_SUITE_END()
