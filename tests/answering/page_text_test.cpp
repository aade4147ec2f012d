#include "answering/builtin/page_text.hpp"

#include <boost/test/unit_test.hpp>

namespace takeover::answering::test {

BOOST_AUTO_TEST_SUITE(page_text)

BOOST_AUTO_TEST_CASE(paragraph_is_cut_into_sentences) {
  const auto parts =
      snippets_of("We ship on Mondays. It costs 79 kr, e.g. to Oslo. Free over 600!", 9);
  BOOST_REQUIRE(parts.size() == 3U);
  BOOST_TEST(parts[0].text == "We ship on Mondays.");
  BOOST_TEST(parts[1].text == "It costs 79 kr, e.g. to Oslo.");
  BOOST_TEST(parts[2].text == "Free over 600!");
  BOOST_TEST(parts[0].block == parts[2].block);
}

BOOST_AUTO_TEST_CASE(lines_of_a_paragraph_are_joined) {
  const auto parts = snippets_of("Opened bags\nstay here.\n\nOther text", 9);
  BOOST_REQUIRE(parts.size() == 2U);
  BOOST_TEST(parts[0].text == "Opened bags stay here.");
  BOOST_TEST(parts[0].block != parts[1].block);
}

BOOST_AUTO_TEST_CASE(list_items_know_their_lead_in_and_their_number) {
  const auto parts = snippets_of("Do this:\n\n1. Fill the tank\n2) Rinse twice\n", 9);
  BOOST_REQUIRE(parts.size() == 3U);
  BOOST_TEST((parts[1].kind == snippet_kind::item));
  BOOST_TEST(parts[1].number == 1);
  BOOST_TEST(parts[2].number == 2);
  BOOST_TEST(parts[2].lead_in == 0);
  BOOST_TEST(parts[1].block == parts[2].block);
}

BOOST_AUTO_TEST_CASE(heading_is_no_snippet_but_names_those_below) {
  const auto parts = snippets_of("## Cancelling ##\n\nWrite to us.", 9);
  BOOST_REQUIRE(parts.size() == 1U);
  BOOST_TEST(parts[0].heading == "Cancelling");
}

BOOST_AUTO_TEST_CASE(table_row_becomes_an_item) {
  const auto parts =
      snippets_of("| Country | Time | Price |\n|---|---|---|\n| Norway | 2–4 days | 79 kr |", 9);
  BOOST_REQUIRE(parts.size() == 1U);
  BOOST_TEST(parts[0].text == "Norway: Time 2–4 days; Price 79 kr");
}

BOOST_AUTO_TEST_CASE(code_rules_and_empty_lines_are_left_out) {
  BOOST_TEST(snippets_of("```\nint x;\n```\n---\n\n", 9).empty());
}

BOOST_AUTO_TEST_CASE(number_of_snippets_is_bounded) {
  BOOST_TEST(snippets_of("A b. C d. E f.", 2).size() == 2U);
}

BOOST_AUTO_TEST_CASE(inline_marks_go_and_the_text_of_links_stays) {
  BOOST_TEST(plain_line("**Free** [shipping](/s)") == "Free shipping");
  BOOST_TEST(plain_line("![cup](/c.png) `code` _soft_ a_b") == "code soft a_b");
  BOOST_TEST(plain_line("said [12] <b>so</b> \\*") == "said so *");
  BOOST_TEST(plain_line("2 < 3  and\t[open") == "2 < 3 and [open");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace takeover::answering::test
