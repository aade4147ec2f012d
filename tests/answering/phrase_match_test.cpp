#include "answering/builtin/phrase_match.hpp"

#include <boost/test/unit_test.hpp>

namespace takeover::answering::test {
namespace {

double similarity(std::string_view question, std::string_view phrase) {
  return phrase_similarity(stemmed_words(question, 60), phrase);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(phrase_match)

BOOST_AUTO_TEST_CASE(same_words_fit_completely) {
  BOOST_TEST(similarity("opening hours", "Opening hours?") == 1.0);
  BOOST_TEST(similarity("who are you", "Who are you?") == 1.0);
}

BOOST_AUTO_TEST_CASE(polite_words_and_typos_fit_still) {
  BOOST_TEST(similarity("please tell me your openning hours", "opening hours") >= phrase_threshold);
}

BOOST_AUTO_TEST_CASE(missing_word_does_not_fit) {
  BOOST_TEST(similarity("hours", "opening hours") == 0.0);
  BOOST_TEST(similarity("hours opening", "opening hours") == 0.0);
  BOOST_TEST(similarity("anything", "") == 0.0);
}

BOOST_AUTO_TEST_CASE(further_content_lowers_the_similarity) {
  BOOST_TEST(similarity("opening hours of the roastery museum in Gothenburg", "opening hours") <
             phrase_threshold);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace takeover::answering::test
