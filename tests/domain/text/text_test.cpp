#include "domain/text/text.hpp"

#include <boost/test/unit_test.hpp>

#include "domain/text/markdown.hpp"
#include "domain/text/utf8.hpp"

using namespace takeover::domain;

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(trim_takes_whitespace_off_both_ends) {
  BOOST_TEST(trim(" \t a b\r\n") == "a b");
  BOOST_TEST(trim(" \n").empty());
  BOOST_TEST(trim("").empty());
}

BOOST_AUTO_TEST_CASE(lower_case_changes_ascii_letters_alone) {
  std::string mixed = "ÄBZ az@[";
  make_ascii_lower(mixed);
  BOOST_TEST(mixed == "Äbz az@[");
}

BOOST_AUTO_TEST_CASE(control_characters_are_those_that_cannot_be_shown) {
  BOOST_TEST(is_control('\0'));
  BOOST_TEST(is_control('\n'));
  BOOST_TEST(is_control('\x7F'));
  BOOST_TEST(!is_control(' '));
  BOOST_TEST(!is_control('\xC3'));
}

BOOST_AUTO_TEST_CASE(lines_are_taken_off_the_front) {
  std::string_view rest = "one\r\n\ntwo";
  BOOST_TEST(take_line(rest) == "one\r");
  BOOST_TEST(take_line(rest).empty());
  BOOST_TEST(take_line(rest) == "two");
  BOOST_TEST(rest.empty());
}

BOOST_AUTO_TEST_CASE(characters_are_counted_and_never_cut) {
  BOOST_TEST(characters_in("Åre \U0001F600") == 5U);
  BOOST_TEST(utf16_length("Åre \U0001F600") == 6U);
  BOOST_TEST(first_characters("Åre", 1) == "Å");
  BOOST_TEST(first_characters("Åre", 0).empty());
  BOOST_TEST(first_characters("Åre", 9) == "Åre");
  BOOST_TEST(utf8_prefix("Åre", 1).empty());
  BOOST_TEST(utf8_prefix("Åre", 2) == "Å");
}

BOOST_AUTO_TEST_CASE(heading_has_one_to_six_marks_and_a_blank) {
  BOOST_TEST(heading_level("# A") == 1U);
  BOOST_TEST(heading_level("###### A") == 6U);
  BOOST_TEST(heading_level("##") == 2U);
  for (const auto* line : {"", "A", "#A", "####### A"}) BOOST_TEST(heading_level(line) == 0U, line);
}

BOOST_AUTO_TEST_CASE(closing_marks_of_a_heading_count_after_a_blank) {
  BOOST_TEST(heading_text("## Returns ##") == "Returns");
  BOOST_TEST(heading_text("# About C#") == "About C#");
  BOOST_TEST(heading_text("## ##").empty());
}

BOOST_AUTO_TEST_CASE(code_fence_is_three_backticks_or_tildes) {
  BOOST_TEST(code_fence("```cpp") == '`');
  BOOST_TEST(code_fence("~~~") == '~');
  BOOST_TEST(code_fence("``") == '\0');
}

BOOST_AUTO_TEST_CASE(size_in_json_counts_what_is_escaped) {
  BOOST_TEST(json_size("") == 0U);
  BOOST_TEST(json_size("plain, Å, 🦊") == std::string_view{"plain, Å, 🦊"}.size());
  BOOST_TEST(json_size("\"\\\n\t\r") == 10U);
  BOOST_TEST(json_size("\x01") == 6U);
}

BOOST_AUTO_TEST_SUITE_END()
