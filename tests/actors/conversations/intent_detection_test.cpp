// Intents in the visitor's messages are detected whichever answerer answers.
#include <boost/test/unit_test.hpp>

#include "storage/agents/agent_scripts.hpp"
#include "storage/agents/agents.hpp"
#include "storage/tokens.hpp"
#include "tests/actors/fixture.hpp"

using namespace takeover;
using namespace takeover::actors;
using namespace takeover::actors::test;

namespace {

struct fixture_with_rules : actor_fixture {
  fixture_with_rules() : actor_fixture(at_once()) {}

  static tree_options at_once() {
    tree_options options;
    options.words_per_second = 0;
    return options;
  }
  domain::rule_id given_rule(std::vector<std::string> keywords, int after_messages) {
    domain::behavior_rule rule;
    rule.kind = domain::rule_kind::lead_capture;
    rule.name = "Prices";
    rule.when.keywords = std::move(keywords);
    rule.when.after_messages = after_messages;
    domain::rule_id id;
    const auto admin = member_named("Ada", domain::role::admin);
    auto done = storage::write_and_wait(*store, [&](storage::writer& to) -> domain::result<void> {
      const auto rules = storage::agents::set_rules(to, admin, agent_id, {rule}, clock.now());
      if (!rules) return rules.error();
      id = rules->front().id;
      return {};
    });
    BOOST_REQUIRE(done.has_value());
    return id;
  }
  domain::entry_meta meta_of_answer(const domain::visitor_identity& chat,
                                    const std::string& client_id, const std::string& words) {
    waiting_reply<answered> done;
    BOOST_REQUIRE(say(chat, client_id, words, &done).has_value());
    return done.get().value().replies.at(0).meta;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(intent_detection, fixture_with_rules)

BOOST_AUTO_TEST_CASE(answer_names_the_rules_that_match) {
  const auto rule = given_rule({"price"}, 2);
  const auto chat = given_conversation();

  BOOST_TEST(meta_of_answer(chat, "c1", "What is the price?").rules.empty());
  BOOST_TEST((meta_of_answer(chat, "c2", "And the PRICE of two?").rules == std::vector{rule}));
  BOOST_TEST(meta_of_answer(chat, "c3", "Thank you").rules.empty());
}

BOOST_AUTO_TEST_CASE(answer_names_the_phrase_that_asks_for_contact) {
  const auto chat = given_conversation();

  BOOST_TEST(meta_of_answer(chat, "c1", "Hello there").intent.empty());
  BOOST_TEST(meta_of_answer(chat, "c2", "Can I get a quote for our office?").intent ==
             "get a quote");
  BOOST_TEST(timeline(chat).back().meta.intent == "get a quote");
}

BOOST_AUTO_TEST_CASE(new_rule_applies_from_the_next_answer) {
  const auto chat = given_conversation();
  BOOST_TEST(meta_of_answer(chat, "c1", "price").rules.empty());

  const auto rule = given_rule({"price"}, 0);

  BOOST_TEST((meta_of_answer(chat, "c2", "price").rules == std::vector{rule}));
}

BOOST_AUTO_TEST_SUITE_END()
