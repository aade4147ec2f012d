#include "answering/builtin/words.hpp"

#include <boost/test/unit_test.hpp>

namespace takeover::answering::test {
namespace {

std::string texts(std::string_view text, std::size_t most = 50) {
  std::string all;
  for (const auto& w : stemmed_words(text, most)) all += (all.empty() ? "" : " ") + w.text;
  return all;
}

std::string stems(std::string_view text) {
  std::string all;
  for (const auto& w : stemmed_words(text, 50)) all += (all.empty() ? "" : " ") + w.stem;
  return all;
}

word_kind kind(std::string_view text) { return stemmed_words(text, 1).at(0).kind; }

}  // namespace

BOOST_AUTO_TEST_SUITE(words)

BOOST_AUTO_TEST_CASE(words_are_lower_case_and_parted_by_punctuation_and_emoji) {
  BOOST_TEST(texts("Free SHIPPING, to Åre/Kiruna!\U0001F600ok") ==
             "free shipping to åre kiruna ok");
  BOOST_TEST(texts("") == "");
  BOOST_TEST(texts(" \n?! ") == "");
}

BOOST_AUTO_TEST_CASE(possessive_s_is_dropped_and_other_apostrophes_vanish) {
  BOOST_TEST(texts("what's the shop’s plan, don't") == "what the shop plan dont");
}

BOOST_AUTO_TEST_CASE(number_of_words_is_bounded) { BOOST_TEST(texts("a b c d", 2) == "a b"); }

BOOST_AUTO_TEST_CASE(long_words_are_cut_at_48_bytes) {
  BOOST_TEST(texts(std::string(60, 'x')).size() == 48U);
}

BOOST_AUTO_TEST_CASE(stems_have_plain_letters_and_no_usual_endings) {
  BOOST_TEST(stems("deliveries delivery") == "deliveri deliveri");
  BOOST_TEST(stems("roasting roasted roasts") == "roast roast roast");
  BOOST_TEST(stems("shipping stored quickly") == "ship stor quick");
  BOOST_TEST(stems("Köp Straße cafés") == "kop strass caf");
  BOOST_TEST(stems("bus is glass") == "bus is glass");
}

BOOST_AUTO_TEST_CASE(kind_tells_grammar_from_content) {
  BOOST_TEST((kind("the") == word_kind::stop));
  BOOST_TEST((kind("x") == word_kind::stop));
  BOOST_TEST((kind("shop") == word_kind::weak));
  BOOST_TEST((kind("2024") == word_kind::weak));
  BOOST_TEST((kind("grinder") == word_kind::content));
}

BOOST_AUTO_TEST_CASE(typo_is_one_edit_in_words_of_five_bytes_and_two_from_nine) {
  BOOST_TEST(within_edit_distance("grinder", "grinder"));
  BOOST_TEST(within_edit_distance("grinder", "grindr"));
  BOOST_TEST(within_edit_distance("grinder", "girnder"));
  BOOST_TEST(!within_edit_distance("grinder", "grnidre"));
  BOOST_TEST(within_edit_distance("subscription", "subscirptoin"));
  BOOST_TEST(!within_edit_distance("milk", "silk"));
  BOOST_TEST(!within_edit_distance("tea", "ten"));
  BOOST_TEST(!within_edit_distance("", "grinder"));
}

BOOST_AUTO_TEST_CASE(typo_never_changes_the_first_letter) {
  BOOST_TEST(!within_edit_distance("grinder", "brinder"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace takeover::answering::test
