#include "answering/builtin/relevance.hpp"

#include <boost/test/unit_test.hpp>
#include <numeric>

#include "answering/builtin/answer_composer.hpp"
#include "answering/builtin/synonyms.hpp"
#include "tests/answering/passages.hpp"

namespace takeover::answering::test {

BOOST_AUTO_TEST_SUITE(ranking)

BOOST_AUTO_TEST_CASE(passage_about_the_question_comes_first) {
  const auto ranked = rank(terms_of("How long is the warranty?"), shop_passages());
  BOOST_REQUIRE(!ranked.passages.empty());
  BOOST_TEST(ranked.passages.front().source.title == "Warranty");
  BOOST_TEST(ranked.confidence > 0.55);
  BOOST_TEST(ranked.passages.front().score >= ranked.passages.back().score);
}

BOOST_AUTO_TEST_CASE(weights_of_the_terms_sum_to_one) {
  const auto ranked = rank(terms_of("Does the warranty cover lime damage?"), shop_passages());
  BOOST_TEST(std::accumulate(ranked.weights.begin(), ranked.weights.end(), 0.0) == 1.0,
             boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(word_that_no_passage_has_weighs_most_and_lowers_the_confidence) {
  const auto ranked = rank(terms_of("warranty unicorns"), shop_passages());
  BOOST_REQUIRE(ranked.weights.size() == 2U);
  BOOST_TEST(ranked.weights[1] > ranked.weights[0]);
  BOOST_TEST(ranked.confidence < rank(terms_of("warranty"), shop_passages()).confidence);
}

BOOST_AUTO_TEST_CASE(synonyms_and_typos_are_found_less_surely) {
  const auto exact = rank(terms_of("warranty"), shop_passages()).passages.front().focus;
  const auto synonym = rank(terms_of("guarantee"), shop_passages()).passages.front().focus;
  const auto typo = rank(terms_of("warrenty"), shop_passages()).passages.front().focus;
  BOOST_TEST(exact > synonym);
  BOOST_TEST(synonym > typo);
  BOOST_TEST(typo > 0.0);
}

BOOST_AUTO_TEST_CASE(snippet_with_the_kind_of_answer_states_the_fact) {
  const auto ranked = rank(terms_of("How much is shipping?"), shop_passages());
  const auto& best = ranked.passages.front();
  BOOST_TEST(best.source.title == "Delivery");
  BOOST_TEST(std::ranges::any_of(best.snippets, &ranked_snippet::states_fact));
}

BOOST_AUTO_TEST_CASE(nothing_is_ranked_without_terms_or_passages) {
  BOOST_TEST(rank(terms_of("the of and"), shop_passages()).passages.empty());
  BOOST_TEST(rank(terms_of("warranty"), {}).passages.empty());
  BOOST_TEST(rank(terms_of("warranty"), {}).confidence == 0.0);
}

BOOST_AUTO_TEST_CASE(synonyms_go_both_ways_and_leave_out_the_word_itself) {
  const auto names = [](const std::string& stem, std::string_view other) {
    return std::ranges::find(synonyms_of(stem), other, &synonym::text) != synonyms_of(stem).end();
  };
  BOOST_TEST(names(stem_of("warranty"), "guarantee"));
  BOOST_TEST(names(stem_of("guarantee"), "warranty"));
  BOOST_TEST(!names(stem_of("warranty"), "warranty"));
  BOOST_TEST(synonyms_of("xyzzy").empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(composing)

BOOST_AUTO_TEST_CASE(answer_quotes_sentences_and_cites_their_page) {
  const auto composed = compose(rank(terms_of("How long is the warranty?"), shop_passages()));
  BOOST_TEST(composed.text.starts_with("The warranty lasts three years."));
  BOOST_TEST(composed.text.ends_with(" [1]"));
  BOOST_REQUIRE(composed.citations.size() == 1U);
  BOOST_TEST(composed.citations[0].n == 1);
  BOOST_TEST(composed.citations[0].url == "/warranty");
}

BOOST_AUTO_TEST_CASE(steps_are_quoted_from_the_first_one_with_their_numbers) {
  const auto composed = compose(rank(terms_of("How do I descale the machine?"), shop_passages()));
  BOOST_TEST(composed.text.find("1. Fill the tank") != std::string::npos);
  BOOST_TEST(composed.text.find("2. Run the descaling program") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(nothing_composed_from_nothing) {
  BOOST_TEST(compose({}).text.empty());
  BOOST_TEST(compose({}).confidence == 0.0);
}

BOOST_AUTO_TEST_CASE(merged_parts_share_citations_and_the_lowest_confidence) {
  const partial_answer first{"Three years [1]", {{1, "Warranty", "/w"}}, 0.9};
  const partial_answer second{
      "Free [1], also [2]", {{1, "Delivery", "/d"}, {2, "Warranty", "/w"}}, 0.7};
  const auto all = merge({first, second, first});
  BOOST_TEST(all.text == "Three years [1]\n\nFree [2], also [1]");
  BOOST_TEST(all.citations.size() == 2U);
  BOOST_TEST(all.confidence == 0.7);
}

BOOST_AUTO_TEST_CASE(nothing_merged_has_no_confidence) { BOOST_TEST(merge({}).confidence == 0.0); }

BOOST_AUTO_TEST_CASE(unknown_answer_offers_a_person_and_names_the_nearest_page) {
  const auto nothing = unknown_answer(nullptr, 0.2);
  BOOST_TEST(nothing.offer_human);
  BOOST_TEST(nothing.citations.empty());
  const auto ranked = rank(terms_of("warranty"), shop_passages());
  const auto near = unknown_answer(&ranked, 0.4);
  BOOST_TEST(near.text.find("Warranty [1]") != std::string::npos);
  BOOST_REQUIRE(near.citations.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace takeover::answering::test
