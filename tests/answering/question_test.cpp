#include "answering/builtin/question.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

namespace takeover::answering::test {
namespace {

std::string stems(const question_terms& question) {
  std::string all;
  for (const auto& term : question.terms) all += (all.empty() ? "" : " ") + term.name.stem;
  return all;
}

answer_type type_of(std::string_view text) { return terms_of(text).type; }

}  // namespace

BOOST_AUTO_TEST_SUITE(question)

BOOST_AUTO_TEST_CASE(message_is_split_at_its_questions) {
  const auto parts = questions_in("How long does delivery take? And what does it cost?", 4);
  BOOST_REQUIRE(parts.size() == 2U);
  BOOST_TEST(parts[0].text == "How long does delivery take?");
  BOOST_TEST(parts[1].text == " And what does it cost?");
}

BOOST_AUTO_TEST_CASE(statement_before_a_question_is_its_background) {
  const auto parts = questions_in("My grinder broke. Where do I send it?", 4);
  BOOST_REQUIRE(parts.size() == 1U);
  BOOST_TEST(parts[0].background == "My grinder broke.");
}

BOOST_AUTO_TEST_CASE(message_without_question_mark_is_one_question) {
  const auto parts = questions_in("i lost my gift card. it was new", 4);
  BOOST_REQUIRE(parts.size() == 1U);
  BOOST_TEST(parts[0].text == "i lost my gift card.  it was new");
  BOOST_TEST(questions_in(" ?! ", 4).empty());
}

BOOST_AUTO_TEST_CASE(question_without_content_stays_with_the_one_before) {
  BOOST_TEST(questions_in("Do you ship to Norway? Really?", 4).size() == 1U);
}

BOOST_AUTO_TEST_CASE(more_questions_than_allowed_are_joined_to_the_last) {
  const auto parts = questions_in("Beans? Grinders? Water? Classes?", 2);
  BOOST_REQUIRE(parts.size() == 2U);
  BOOST_TEST(parts[1].text == " Grinders?  Water?  Classes?");
}

BOOST_AUTO_TEST_CASE(terms_are_content_words_once_each) {
  BOOST_TEST(stems(terms_of("Do you grind the beans, and how do you grind beans?")) ==
             "grind bean");
}

BOOST_AUTO_TEST_CASE(weak_word_counts_less_unless_there_are_only_weak_ones) {
  const auto mixed = terms_of("shop grinder").terms;
  BOOST_REQUIRE(mixed.size() == 2U);
  BOOST_TEST(mixed[0].importance < mixed[1].importance);
  BOOST_TEST(terms_of("good shop").terms.at(0).importance == 1.0);
}

BOOST_AUTO_TEST_CASE(type_of_answer_follows_the_question_words) {
  BOOST_TEST((type_of("How much is shipping?") == answer_type::price));
  BOOST_TEST((type_of("What does the class cost?") == answer_type::price));
  BOOST_TEST((type_of("How much caffeine has a cup?") == answer_type::amount));
  BOOST_TEST((type_of("How long does it take?") == answer_type::duration));
  BOOST_TEST((type_of("How do I descale it?") == answer_type::steps));
  BOOST_TEST((type_of("When do you open?") == answer_type::moment));
  BOOST_TEST((type_of("Where is my parcel?") == answer_type::place));
  BOOST_TEST((type_of("Is it organic?") == answer_type::any));
}

BOOST_AUTO_TEST_CASE(question_is_anaphoric_if_it_points_back_or_says_next_to_nothing) {
  BOOST_TEST(terms_of("How heavy is it when packed in a box?").is_anaphoric);
  BOOST_TEST(terms_of("And Norway?").is_anaphoric);
  BOOST_TEST(!terms_of("Does the warranty cover lime damage?").is_anaphoric);
}

BOOST_AUTO_TEST_CASE(context_adds_content_words_at_half_their_importance) {
  const auto wider = with_context(terms_of("And the price?"), "Tell me about the Skerry grinder");
  const auto added = std::ranges::find(wider.terms, true, &question_term::from_context);
  BOOST_REQUIRE((added != wider.terms.end()));
  BOOST_TEST(added->importance == 0.5);
}

BOOST_AUTO_TEST_CASE(number_of_terms_is_bounded) {
  std::string many;
  for (int n = 0; n < 200; ++n) many += "word" + std::string(1 + n % 20, char('a' + n / 20)) + " ";
  BOOST_TEST(terms_of(many).terms.size() == max_question_terms);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace takeover::answering::test
