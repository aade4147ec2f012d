#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "net/wire/agents.hpp"
#include "net/wire/conversations.hpp"
#include "net/wire/json/fields.hpp"
#include "net/wire/json/readable_texts.hpp"
#include "net/wire/widget.hpp"

using namespace takeover;
using namespace takeover::net;

BOOST_AUTO_TEST_SUITE(wire_fields)

BOOST_AUTO_TEST_CASE(each_wrong_field_is_named_once) {
  const auto object = boost::json::parse(R"({"name":7,"on":"yes","unknown":[]})").as_object();
  wire::field_reader fields{object};
  (void)fields.text("name");
  (void)fields.text("email");
  (void)fields.flag("on");
  const auto outcome = fields.outcome();
  BOOST_REQUIRE(outcome.has_error());
  BOOST_TEST((outcome.error() == domain::errc::invalid));
  BOOST_TEST(outcome.error().fields.size() == 3U);
  BOOST_TEST(outcome.error().fields.contains("name"));
  BOOST_TEST(outcome.error().fields.contains("email"));
  BOOST_TEST(outcome.error().fields.contains("on"));
}

BOOST_AUTO_TEST_CASE(errors_of_an_inner_object_are_named_by_their_place) {
  const auto read = wire::read_rules(R"({"rules":[{"kind":"cta","name":"A"},{"kind":"cta"}]})");
  BOOST_REQUIRE(read.has_error());
  BOOST_TEST(read.error().fields.contains("rules[1].name"));
}

BOOST_AUTO_TEST_CASE(a_body_without_required_fields_may_be_left_out) {
  const auto mode = wire::read_claim("");
  BOOST_REQUIRE(mode.has_value());
  BOOST_TEST((*mode == domain::takeover_mode::ask));
  BOOST_TEST((wire::read_claim(R"({"force":true})").value() == domain::takeover_mode::force));
  BOOST_TEST(wire::read_nothing("").has_value());
  BOOST_TEST((wire::read_nothing("[").error() == domain::errc::malformed));
}

BOOST_AUTO_TEST_CASE(a_zero_character_is_refused_with_the_name_of_its_field_if_that_is_one) {
  const auto in_text = wire::parse_object(R"({"name":"a\u0000b"})");
  BOOST_TEST((in_text.error() == domain::errc::invalid));
  BOOST_TEST(in_text.error().fields.contains("name"));
  for (const auto* body :
       {R"({"\u0000":"x"})", R"({"":"\u0000"})", R"({"a":{"\u0000":1},"b":2})"}) {
    const auto read = wire::parse_object(body);
    BOOST_REQUIRE(read.has_error());
    for (const auto& [name, why] : read.error().fields) BOOST_TEST(!name.empty());
  }
  BOOST_TEST((wire::parse_object(R"({"\u0000":"x"})").error() == domain::errc::malformed));
  BOOST_TEST(wire::parse_object(R"({"name":"\\u0000"})").has_value());
}

BOOST_AUTO_TEST_CASE(telemetry_is_cut_and_cleaned_and_never_wrong) {
  const auto page_of = [](const std::string& value) {
    return wire::read_page(R"({"page_url":)" + value + "}").value();
  };
  BOOST_TEST(page_of(R"("https://shop.example/tea")") == "https://shop.example/tea");
  BOOST_TEST(page_of('"' + std::string(5'000, 'x') + '"') == std::string(2'048, 'x'));
  BOOST_TEST(page_of('"' + std::string(2'047, 'x') + "\u00e9\"") == std::string(2'047, 'x'));
  BOOST_TEST(page_of(R"("a\u0000b\nc")") ==
             "a\xEF\xBF\xBD"
             "bc");
  for (const auto* none : {"5", "null", "[]", R"({"a":1})", R"("")"})
    BOOST_TEST(page_of(none).empty());
  BOOST_TEST(wire::read_page("{}").value().empty());
  BOOST_TEST((wire::read_page("[").error() == domain::errc::malformed));
}

BOOST_AUTO_TEST_CASE(texts_that_cannot_be_read_are_made_readable) {
  constexpr const char* unknown = "\xEF\xBF\xBD";
  const auto page_of = [](const std::string& text) {
    return wire::read_page(R"({"page_url":")" + text + "\"}").value();
  };
  BOOST_TEST(page_of(R"(a\ud800)") == std::string{"a"} + unknown);
  BOOST_TEST(page_of(R"(\udc00z)") == unknown + std::string{"z"});
  BOOST_TEST(page_of(R"(\ud83e\ud98a)") == std::string{unknown} + unknown);
  BOOST_TEST(page_of(R"(\ud83e\udd8a)") == "\xF0\x9F\xA6\x8A");
  BOOST_TEST(page_of(R"(\\ud800)") == R"(\ud800)");
  BOOST_TEST(page_of("a\xED\xA0\x80z") == std::string{"a"} + unknown + unknown + unknown + "z");
  BOOST_TEST(page_of("caf\xC3\xA9") == "caf\xC3\xA9");
  for (const std::string body : {"", "{}", R"({"a":"\n\"\u00e9"})", "\\", R"({"\u12)"})
    BOOST_TEST(wire::readable_texts(body) == body);
}

BOOST_AUTO_TEST_CASE(ids_are_read_once_each_and_strangers_are_kept_apart) {
  const std::string id = "01JDB6T5XG000000000000C0V0";
  const auto read = wire::read_ids(R"({"ids":[")" + id + R"(",")" + id + R"(","x"]})");
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST(read->ids.size() == 1U);
  BOOST_TEST(read->unreadable.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
