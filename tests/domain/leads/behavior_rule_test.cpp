// Which rules are valid, with a sentence for each field that is not, and which of them the
// visitor's words bring up.
#include <boost/test/unit_test.hpp>
#include <functional>

#include "domain/leads/behavior_rule.hpp"
#include "domain/time.hpp"

using namespace takeover::domain;

namespace {

random_ids ids;

behavior_rule card(std::string name = "Prices") {
  behavior_rule rule;
  rule.id = ids.make<rule_id>(from_ms(1));
  rule.name = std::move(name);
  rule.label = "Ask us";
  rule.title = "A quote?";
  return rule;
}

behavior_rule with_words(std::vector<std::string> keywords, int after_messages = 0) {
  auto rule = card();
  rule.when.keywords = std::move(keywords);
  rule.when.after_messages = after_messages;
  return rule;
}

/// What is wrong with the second of two rules, by field.
std::map<std::string, std::string> problems_of(behavior_rule rule) {
  const auto checked = check_rules({card(), std::move(rule)});
  if (checked) return {};
  BOOST_TEST((checked.error() == errc::invalid));
  return checked.error().fields;
}

bool is_named(const behavior_rule& rule, std::string_view words, std::int64_t messages = 1) {
  return !matching_rules({rule}, {words}, messages).empty();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(behavior_rules)

BOOST_AUTO_TEST_CASE(kinds_have_names_and_other_names_are_no_kinds) {
  for (const auto kind : {rule_kind::cta, rule_kind::lead_capture, rule_kind::route})
    BOOST_TEST((parse_rule_kind(name_of(kind)) == kind));
  for (const auto* name : {"", "CTA", "Route", "curated", "lead-capture"})
    BOOST_TEST(!parse_rule_kind(name).has_value(), name);
}

BOOST_AUTO_TEST_CASE(texts_are_trimmed_and_empty_keywords_go) {
  auto rule = card("  Prices \n");
  rule.when.keywords = {" price ", "", "  "};
  rule.when.url = " /pricing* ";
  const auto checked = check_rules({rule}).value().front();
  BOOST_TEST(checked.name == "Prices");
  BOOST_TEST((checked.when.keywords == std::vector<std::string>{"price"}));
  BOOST_TEST(checked.when.url == "/pricing*");
}

BOOST_AUTO_TEST_CASE(each_field_that_is_wrong_is_named_with_its_rule) {
  struct row {
    const char* field;
    std::function<void(behavior_rule&)> spoil;
  };
  const std::vector<row> table{
      {"name", [](auto& r) { r.name = " "; }},
      {"name", [](auto& r) { r.name = std::string(81, 'x'); }},
      {"name", [](auto& r) { r.name = std::string("a\0b", 3); }},
      {"name", [](auto& r) { r.name = "\xFF"; }},
      {"label", [](auto& r) { r.label.clear(); }},
      {"label", [](auto& r) { r.label = std::string(1'048'576, 'x'); }},
      {"title", [](auto& r) { r.title.clear(); }},
      {"text", [](auto& r) { r.text = std::string(501, 'x'); }},
      {"keywords", [](auto& r) { r.when.keywords = {"?!"}; }},
      {"keywords", [](auto& r) { r.when.keywords = {std::string(65, 'x')}; }},
      {"keywords", [](auto& r) { r.when.keywords = std::vector<std::string>(21, "x"); }},
      {"url", [](auto& r) { r.when.url = "pricing"; }},
      {"url", [](auto& r) { r.when.url = "/a b"; }},
      {"url", [](auto& r) { r.when.url = "javascript:alert(1)"; }},
      {"url", [](auto& r) { r.when.url = "/" + std::string(200, 'x'); }},
      {"scroll_percent", [](auto& r) { r.when.scroll_percent = 101; }},
      {"scroll_percent", [](auto& r) { r.when.scroll_percent = -1; }},
      {"idle_seconds", [](auto& r) { r.when.idle = std::chrono::seconds{3'601}; }},
      {"idle_seconds", [](auto& r) { r.when.idle = std::chrono::seconds{-1}; }},
      {"after_messages", [](auto& r) { r.when.after_messages = 101; }},
      {"after_messages", [](auto& r) { r.when.after_messages = -1; }},
      {"when", [](auto& r) { r.kind = rule_kind::lead_capture; }},
  };
  for (const auto& [field, spoil] : table) {
    auto rule = card();
    spoil(rule);
    const auto problems = problems_of(rule);
    BOOST_TEST_CONTEXT(field) {
      BOOST_TEST_REQUIRE(problems.size() == 1U);
      BOOST_TEST(problems.begin()->first == "rules[1]." + std::string{field});
      BOOST_TEST(!problems.begin()->second.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_form_needs_no_label_and_no_title_of_its_own_but_a_condition) {
  behavior_rule form;
  form.kind = rule_kind::lead_capture;
  form.name = "Leaving";
  for (const auto& when :
       std::initializer_list<rule_conditions>{{{"price"}, "", 0, {}, false, 0},
                                              {{}, "/x", 0, {}, false, 0},
                                              {{}, "", 1, {}, false, 0},
                                              {{}, "", 0, std::chrono::seconds{1}, false, 0},
                                              {{}, "", 0, {}, true, 0},
                                              {{}, "", 0, {}, false, 1}}) {
    form.when = when;
    BOOST_TEST(check_rules({form}).has_value());
  }
}

BOOST_AUTO_TEST_CASE(characters_are_counted_and_not_bytes) {
  auto rule = card();
  rule.label.clear();
  for (int i = 0; i < 40; ++i) rule.label += "ü";
  BOOST_TEST(check_rules({rule}).has_value());
}

BOOST_AUTO_TEST_CASE(twenty_rules_may_be_enabled_and_fifty_there) {
  std::vector<behavior_rule> rules;
  for (int i = 0; i < 50; ++i) {
    rules.push_back(card());
    if (i >= 20) rules.back().state = rule_state::paused;
  }
  BOOST_TEST(check_rules(rules).has_value());
  rules[20].state = rule_state::enabled;
  BOOST_TEST(check_rules(rules).error().fields.contains("rules"));
  rules[20].state = rule_state::paused;
  rules.push_back(rules[49]);
  BOOST_TEST(check_rules(rules).error().fields.contains("rules"));
}

BOOST_AUTO_TEST_CASE(a_rule_that_is_there_twice_is_refused_and_new_ones_are_not) {
  const auto rule = card();
  BOOST_TEST(check_rules({rule, rule}).error().fields.contains("rules[1].id"));
  auto fresh = card();
  fresh.id = {};
  BOOST_TEST(check_rules({fresh, fresh}).has_value());
}

BOOST_AUTO_TEST_CASE(a_keyword_is_a_whole_word_in_any_case_or_several_in_a_row) {
  struct row {
    const char* keyword;
    const char* words;
    bool named;
  };
  for (const auto& [keyword, words, named] : {
           row{"price", "What is the PRICE of that?", true},
           row{"Price", "the price.", true},
           row{"price", "priceless", false},
           row{"wholesale price", "Your wholesale-price, please", true},
           row{"wholesale price", "wholesale. Price?", true},
           row{"node.js", "do you use Node.js here", true},
           row{"U.S.", "in the U.S. only", true},
           row{"\u00F6ffnungszeiten", "Eure \u00D6ffnungszeiten?", true},
           row{"pricing", "the pricing\u2026", true},
           row{"pricing", "\u201Cpricing\u201D", true},
           row{"price list", "price\u00A0list", true},
           row{"e-mail", "my E-Mail", true},
           row{"größe", "welche größe", true},
           row{"don't", "I don\xE2\x80\x99t", true},
           row{"price", "", false},
           row{"%", "100%", false},
           row{".*", "anything", false},
       })
    BOOST_TEST(is_named(with_words({keyword}), words) == named, keyword << " in " << words);
}

BOOST_AUTO_TEST_CASE(any_keyword_will_do_but_the_messages_must_be_enough) {
  const auto rule = with_words({"price", "offer"}, 3);
  BOOST_TEST(!is_named(rule, "an offer", 2));
  BOOST_TEST(is_named(rule, "an offer", 3));
  BOOST_TEST(!is_named(rule, "hello", 3));
}

BOOST_AUTO_TEST_CASE(paused_rules_and_rules_without_keywords_are_not_named) {
  auto paused = with_words({"price"});
  paused.state = rule_state::paused;
  BOOST_TEST(!is_named(paused, "price"));
  BOOST_TEST(!is_named(card(), "price"));
}

BOOST_AUTO_TEST_CASE(all_that_the_visitor_said_counts_and_rules_come_in_their_order) {
  const auto first = with_words({"price"});
  const auto second = with_words({"hello"});
  BOOST_TEST((matching_rules({first, second}, {"Hello", "the price?"}, 2) ==
              std::vector{first.id, second.id}));
}

BOOST_AUTO_TEST_CASE(a_route_needs_a_condition_and_no_words_of_its_own) {
  behavior_rule route;
  route.kind = rule_kind::route;
  route.name = "Wholesale";
  BOOST_TEST(check_rules({route}).error().fields.contains("rules[0].when"));
  route.when.keywords = {"wholesale"};
  BOOST_TEST(check_rules({route}).has_value());
}

BOOST_AUTO_TEST_CASE(routes_are_those_that_words_alone_can_bring_up) {
  const auto route = [](const char* name, rule_conditions when) {
    behavior_rule one;
    one.kind = rule_kind::route;
    one.name = name;
    one.when = std::move(when);
    return one;
  };
  auto paused = route("Paused", {{"bulk"}, "", 0, {}, false, 0});
  paused.state = rule_state::paused;
  auto form = route("Form", {{"bulk"}, "", 0, {}, false, 0});
  form.kind = rule_kind::lead_capture;
  const std::vector<behavior_rule> rules{
      paused,
      form,
      route("Other words", {{"returns"}, "", 0, {}, false, 0}),
      route("On a page", {{"bulk"}, "/pricing", 0, {}, false, 0}),
      route("Words", {{"bulk"}, "", 0, {}, false, 2}),
      route("Long talk", {{}, "", 0, {}, false, 5})};
  std::vector<std::string> names;
  for (const auto& one : routes_in(rules, "A bulk order, please")) names.push_back(one.name);
  BOOST_TEST((names == std::vector<std::string>{"Words", "Long talk"}));
}

BOOST_AUTO_TEST_CASE(words_route_from_so_many_messages_on_and_a_count_alone_only_once) {
  const std::vector<possible_route> routes{{{}, "Words", 3, possible_route::counting::at_least},
                                           {{}, "Long talk", 2, possible_route::counting::exactly}};
  const auto name_at = [&](std::int64_t messages) {
    const auto* found = route_for(routes, messages);
    return found != nullptr ? found->name : std::string{};
  };
  BOOST_TEST(name_at(1).empty());
  BOOST_TEST(name_at(2) == "Long talk");
  BOOST_TEST(name_at(3) == "Words");
  BOOST_TEST(name_at(4) == "Words");
  BOOST_TEST((route_for({routes[1]}, 3) == nullptr));
}

BOOST_AUTO_TEST_SUITE_END()
