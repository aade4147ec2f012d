#include "domain/text/unicode.hpp"

#include <boost/test/unit_test.hpp>

#include "domain/conversations/timeline.hpp"
#include "domain/text/text_field.hpp"
#include "domain/text/words.hpp"

using namespace takeover::domain;

BOOST_AUTO_TEST_SUITE(unicode)

BOOST_AUTO_TEST_CASE(text_that_shows_nothing_is_blank) {
  for (const auto* text :
       {"", " ", "\n\t", "\u00A0", "\u3000", "\u200B", "\u2060\uFEFF", "\u00AD", "\u3164", "\u115F",
        "\u2800", "\u202E", "\uFE0F", "\U000E0001", "\u200D"})
    BOOST_TEST(is_blank(text), text);
  for (const auto* text : {"a", " a ", "\u200Ba", "🙂", "\u0301", "\xFF", "-"})
    BOOST_TEST(!is_blank(text), text);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_seen_goes_from_both_ends) {
  BOOST_TEST(trimmed("  a b\r\n") == "a b");
  BOOST_TEST(trimmed("\u200B\u00A0Jos\u00E9\u3000\uFEFF\u202E") == "Jos\u00E9");
  BOOST_TEST(trimmed("\u200B\u3164").empty());
  BOOST_TEST(trimmed("a\u200Bb") == "a\u200Bb");
  BOOST_TEST(trimmed(" \xFF ") == "\xFF");
}

BOOST_AUTO_TEST_CASE(an_emoji_keeps_its_selectors_and_tags) {
  BOOST_TEST(trimmed("\u2764\uFE0F ") == "\u2764\uFE0F");
  const std::string scotland =
      "\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F";
  BOOST_TEST(trimmed(scotland) == scotland);
}

BOOST_AUTO_TEST_CASE(names_are_composed_and_turn_nothing_around) {
  BOOST_TEST(clean_name(" Jose\u0301 ") == "Jos\u00E9");
  BOOST_TEST(clean_name("Eve\u202E gpj.txe") == "Eve gpj.txe");
  BOOST_TEST(clean_name("\u2067אבי\u2069") == "אבי");
  BOOST_TEST(clean_name("می\u200Cخواهم") == "می\u200Cخواهم");
  BOOST_TEST(clean_name("\u202E\u200B").empty());
  BOOST_TEST(clean_name("\xC3 ") == "\xC3 ");
}

BOOST_AUTO_TEST_CASE(fields_of_nothing_are_empty) {
  BOOST_TEST(text_problem("\u200B", 10, requirement::required) == "Please fill this in");
  BOOST_TEST(text_problem("\u200B", 10, requirement::optional).empty());
  BOOST_TEST(line_problem("\u3164", 10) == "Please fill this in");
}

BOOST_AUTO_TEST_CASE(a_message_of_nothing_is_empty) {
  for (const auto* body : {"", " ", "\n", "\u200B", "\u3000\u00A0"})
    BOOST_TEST(!check_body(body).has_value(), body);
  BOOST_TEST(check_body("\u200Ba").has_value());
}

BOOST_AUTO_TEST_CASE(folding_keeps_what_is_no_text) {
  BOOST_TEST(folded("\xFFÀ") == "\xFFÀ");
  BOOST_TEST(folded_to_base("Ǻ") == "a");
  BOOST_TEST(folded_to_base("Đặng Thùy Trâm") == "dang thuy tram");
  BOOST_TEST(folded("Straße") == "strasse");
  BOOST_TEST(folded("K\u212A") == "kk");
}

BOOST_AUTO_TEST_CASE(digits_of_any_script_are_digits) {
  BOOST_TEST(digits_of("+49 (0)170-12") == "49017012");
  BOOST_TEST(digits_of("٠٥٠१२") == "05012");
  BOOST_TEST(digits_of("none").empty());
}

BOOST_AUTO_TEST_CASE(no_grapheme_is_cut) {
  const std::string family = "👨‍👩‍👧";
  BOOST_TEST(grapheme_prefix("a" + family, 5) == "a");
  BOOST_TEST(grapheme_prefix("a" + family, 1 + family.size()) == "a" + family);
  BOOST_TEST(grapheme_prefix("e\u0301e\u0301", 4) == "e\u0301");
  BOOST_TEST(grapheme_prefix("🇸🇪🇳🇴", 12) == "🇸🇪");
  BOOST_TEST(grapheme_prefix("🇸🇪🇳🇴", 8) == "🇸🇪");
  BOOST_TEST(grapheme_prefix("abc", 2) == "ab");
  BOOST_TEST(grapheme_prefix("abc", 0).empty());
  BOOST_TEST(grapheme_prefix("\r\na", 1) == "\r");
  // One that is longer than the room is cut between its characters.
  std::string zalgo = "a";
  for (int i = 0; i < 100; ++i) zalgo += "\u0301";
  BOOST_TEST(grapheme_prefix(zalgo, 10) == zalgo.substr(0, 9));
}

BOOST_AUTO_TEST_CASE(sentences_end_where_their_script_ends_them) {
  BOOST_TEST(sentences_of("你好。价格？").size() >= 2U);
  BOOST_TEST(sentences_of("क्या? हाँ।").size() >= 2U);
  BOOST_TEST(sentences_of("ما؟ نعم").size() == 2U);
  BOOST_TEST(sentences_of("").size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
