#include <boost/test/unit_test.hpp>

#include "tests/answering/demo_shop.hpp"

namespace takeover::answering::test {

BOOST_FIXTURE_TEST_SUITE(builtin_answers, demo_shop)

BOOST_AUTO_TEST_CASE(curated_answer_goes_before_the_documents) {
  add_curated("how long is the warranty", "Ask us, we are generous.", "/demo/help/warranty");
  const auto given = ask("How long is the warranty?");
  BOOST_TEST(given.text == "Ask us, we are generous. [1]");
  BOOST_REQUIRE(given.citations.size() == 1U);
  BOOST_TEST(given.citations[0].url == "/demo/help/warranty");
  BOOST_TEST(!given.offer_human);
}

BOOST_AUTO_TEST_CASE(question_that_points_back_is_read_with_the_one_before) {
  const auto given = ask("And how loud is it?", "Tell me about the Brisk 58 grinder");
  BOOST_REQUIRE(!given.citations.empty());
  BOOST_TEST(given.citations[0].url == "/demo/gear/brisk-58-grinder");
}

BOOST_AUTO_TEST_CASE(part_that_is_not_known_is_said_to_be) {
  const auto given = ask("How long is the warranty? Who won the world cup in 2018?");
  BOOST_TEST(given.offer_human);
  BOOST_TEST(!given.citations.empty());
  BOOST_TEST(given.text.ends_with(
      "I don't know about the rest of your question. Would you like to talk to a human?"));
}

BOOST_AUTO_TEST_CASE(answer_to_the_same_question_is_the_same) {
  BOOST_TEST(ask("Do you ship to Norway?").text == ask("Do you ship to Norway?").text);
}

BOOST_AUTO_TEST_CASE(message_without_words_gets_an_offer) {
  BOOST_TEST(ask("???").offer_human);
  BOOST_TEST(ask("???").confidence == 0.0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace takeover::answering::test
