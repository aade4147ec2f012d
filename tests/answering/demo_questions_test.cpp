#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/answering/answerer_questions.hpp"
#include "tests/answering/demo_shop.hpp"

namespace takeover::answering::test {
namespace {

/// What the built-in answerer reaches today. A change may raise these, never lower them.
constexpr std::size_t least_cited = tests::known_questions.size();
constexpr std::size_t least_unknown = tests::unknown_questions.size();

bool cites_one_of(const answer& given, std::string_view urls) {
  return std::ranges::any_of(given.citations, [&](const domain::citation& cited) {
    const std::string_view path = std::string_view{cited.url}.substr(std::size("/demo") - 1);
    for (auto rest = urls; !rest.empty();) {
      const auto end = std::min(rest.find(' '), rest.size());
      if (rest.substr(0, end) == path) return true;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
  });
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(demo_questions, demo_shop)

BOOST_AUTO_TEST_CASE(questions_that_the_documents_answer_cite_the_right_page) {
  std::size_t right = 0;
  for (const auto& expected : tests::known_questions) {
    const auto given = ask(expected.question);
    const bool cited = !given.offer_human && cites_one_of(given, expected.url);
    if (cited)
      ++right;
    else
      BOOST_TEST_MESSAGE("missed: " << expected.question << " -> " << given.text);
  }
  BOOST_TEST(right >= least_cited);
}

BOOST_AUTO_TEST_CASE(questions_that_no_document_answers_get_an_offer_of_a_person) {
  std::size_t right = 0;
  for (const auto question : tests::unknown_questions) {
    const auto given = ask(question);
    if (given.offer_human)
      ++right;
    else
      BOOST_TEST_MESSAGE("made up: " << question << " -> " << given.text);
  }
  BOOST_TEST(right >= least_unknown);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace takeover::answering::test
