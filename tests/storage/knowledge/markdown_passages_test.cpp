#include "storage/knowledge/markdown_passages.hpp"

#include <boost/test/unit_test.hpp>

using namespace takeover::storage;

namespace {

/// `heading|text` of every passage, a line each.
std::string cut(std::string_view markdown) {
  std::string all;
  for (const auto& part : passages_of(markdown)) all += part.heading + "|" + part.text + "\n";
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(markdown_passages)

BOOST_AUTO_TEST_CASE(a_document_is_cut_at_its_headings) {
  BOOST_TEST(cut("Before.\n# One\nText one.\n\nMore.\n## Two ##\nText two.") ==
             "|Before.\nOne|Text one.\n\nMore.\nTwo|Text two.\n");
}

BOOST_AUTO_TEST_CASE(what_has_no_text_gives_no_passage) {
  BOOST_TEST(cut("") == "");
  BOOST_TEST(cut("\n \t\r\n\n") == "");
  BOOST_TEST(cut("# Only\n## Headings\n\n") == "");
}

BOOST_AUTO_TEST_CASE(lines_that_only_look_like_headings_are_text) {
  BOOST_TEST(cut("#tag") == "|#tag\n");
  BOOST_TEST(cut("####### seven") == "|####### seven\n");
  BOOST_TEST(cut("#") == "");
  BOOST_TEST(cut("# C#\nSharp.") == "C#|Sharp.\n");
  BOOST_TEST(cut("# Closed #\t\nText.") == "Closed|Text.\n");
}

BOOST_AUTO_TEST_CASE(the_ends_of_lines_may_be_those_of_any_system) {
  BOOST_TEST(cut("# One\r\nText.\r\n\r\nMore.\r\n") == "One|Text.\n\nMore.\n");
}

BOOST_AUTO_TEST_CASE(code_is_kept_as_it_is_and_holds_no_heading) {
  BOOST_TEST(cut("# How\n```sh\n# no heading\nls **all**\n```\nAfter `ls`.") ==
             "How|# no heading\nls **all**\nAfter ls.\n");
  BOOST_TEST(cut("~~~\n```\n# no heading\n~~~\n# Real\nText.") ==
             "|```\n# no heading\nReal|Text.\n");
  BOOST_TEST(cut("# Open\n```\nnever closed") == "Open|never closed\n");
}

BOOST_AUTO_TEST_CASE(links_images_and_emphasis_leave_their_words) {
  BOOST_TEST(cut("See [our **page**](https://x.example/a_b) and ![a cup](cup.png), __now__.") ==
             "|See our page and a cup, now.\n");
  BOOST_TEST(cut("An array[3] and (this) and snake_case * 2") ==
             "|An array[3] and (this) and snake_case * 2\n");
  BOOST_TEST(cut("# [Prices](/prices)\nLow.") == "Prices|Low.\n");
  BOOST_TEST(cut("Open [link](never") == "|Open [link](never\n");
  BOOST_TEST(cut("**") == "");
}

BOOST_AUTO_TEST_CASE(a_long_section_is_parted_between_paragraphs_under_the_same_heading) {
  const std::string paragraph(700, 'a');

  const auto parts =
      passages_of("# Long\n" + paragraph + "\n\n" + paragraph + "\n\n" + paragraph + "\n\nend");

  BOOST_TEST_REQUIRE(parts.size() == 2);
  BOOST_TEST(parts[0].heading == "Long");
  BOOST_TEST(parts[0].text == paragraph + "\n\n" + paragraph);
  BOOST_TEST(parts[1].heading == "Long");
  BOOST_TEST(parts[1].text == paragraph + "\n\nend");
}

BOOST_AUTO_TEST_CASE(hostile_text_is_cut_in_reasonable_work) {
  BOOST_TEST(cut(std::string(50'000, '[')).size() == 50'002);
  BOOST_TEST(!cut(std::string(20'000, '!') + std::string(20'000, '[') + "](").empty());
  const std::string brackets(1'000'000, '[');
  BOOST_TEST(cut(brackets).size() == brackets.size() + 2);
  BOOST_TEST(cut(brackets + "](x)").size() == brackets.size() + 1);
  std::string open;
  for (int i = 0; i < 250'000; ++i) open += "[a](";
  BOOST_TEST(cut(open).size() == open.size() + 2);
}

BOOST_AUTO_TEST_SUITE_END()
