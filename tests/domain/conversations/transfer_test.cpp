// Who may give a claim to whom, and what it changes.
#include <boost/test/unit_test.hpp>

#include "tests/domain/fixture.hpp"

using namespace takeover::domain;
using takeover::domain::test::at;
using takeover::domain::test::rules;

namespace {

person named(const member& who) { return {who.user, who.name}; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(transfer_rules, rules)

BOOST_AUTO_TEST_CASE(the_holder_gives_the_claim_to_another_member) {
  run(take_over{ada});
  with.now = at(20);
  const auto out = run(transfer{ada, named(bob)});
  BOOST_TEST((chat.controller == controller::human));
  BOOST_TEST(chat.claim.value().holder.name == "Bob");
  BOOST_TEST((chat.claim.value().since == at(20)));
  BOOST_TEST(chat.epoch == 2);
  BOOST_REQUIRE_EQUAL(out.entries.size(), 1U);
  const auto& e = out.entries.front();
  BOOST_TEST((e.kind == entry_kind::claimed));
  BOOST_TEST(e.author.value().name == "Bob");
  BOOST_TEST(e.meta.transferred_by.value().name == "Ada");
  BOOST_TEST(e.meta.transferred_from.value().name == "Ada");
  BOOST_TEST(e.meta.epoch.value() == 2);
  BOOST_REQUIRE_EQUAL(out.audits.size(), 1U);
  BOOST_TEST(out.audits.front().action == "conversation.transfer");
  BOOST_TEST(out.audits.front().actor.value().str() == ada.user.str());
}

BOOST_AUTO_TEST_CASE(the_one_who_gave_it_away_replies_no_more) {
  run(take_over{ada});
  run(transfer{ada, named(bob)});
  BOOST_TEST((refused(post_reply{ada, "r1", "Hi"}).code == errc::not_holder));
  BOOST_TEST(run(post_reply{bob, "r2", "Hi"}).entries.size() == 1U);
}

BOOST_AUTO_TEST_CASE(who_may_transfer_whose_claim) {
  struct row {
    const member& by;
    std::optional<errc> refusal;
  };
  const row table[] = {
      {ada, std::nullopt}, {bob, errc::not_holder}, {eve, std::nullopt}, {olga, std::nullopt}};
  const auto held_by_ada = [&] {
    auto held = fresh();
    held.claim = claim{named(ada), at(5)};
    held.controller = controller::human;
    return held;
  };
  const person carl{ids.make<user_id>(at(0)), "Carl"};
  for (const auto& [by, refusal] : table) {
    BOOST_TEST_CONTEXT(by.name) {
      chat = held_by_ada();
      const auto out = decide(chat, transfer{by, carl}, with);
      BOOST_REQUIRE(out.has_value() == !refusal);
      if (refusal) {
        BOOST_TEST((out.error().code == *refusal));
        BOOST_TEST(out.error().holder.value().name == "Ada");
      } else {
        BOOST_TEST(out->entries.back().meta.transferred_by.value().name == by.name);
        BOOST_TEST(out->entries.back().meta.transferred_from.value().name == "Ada");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_transfer_to_the_holder_changes_nothing_whoever_asks) {
  run(take_over{ada});
  run(transfer{ada, named(bob)});
  for (const auto* by : {&ada, &bob, &eve}) BOOST_TEST(run(transfer{*by, named(bob)}).empty());
  BOOST_TEST(chat.epoch == 2);
}

BOOST_AUTO_TEST_CASE(what_nobody_holds_cannot_be_transferred) {
  BOOST_TEST((refused(transfer{eve, named(bob)}).code == errc::not_holder));
  run(ask_for_human{"handoff"});
  BOOST_TEST((refused(transfer{olga, named(bob)}).code == errc::not_holder));
  BOOST_TEST(!refused(transfer{olga, named(bob)}).holder.has_value());
}

BOOST_AUTO_TEST_CASE(a_transfer_to_somebody_who_is_away_starts_the_grace) {
  run(take_over{ada});
  with.actor_presence = presence::away;
  run(transfer{ada, named(bob)});
  BOOST_TEST((chat.deadline_at.value() == at(130)));
  run(holder_is{presence::connected});
  BOOST_TEST(!chat.deadline_at.has_value());
}

BOOST_AUTO_TEST_CASE(a_transfer_to_somebody_who_is_there_ends_the_grace_of_the_one_before) {
  run(take_over{ada});
  run(holder_is{presence::away});
  run(transfer{eve, named(bob)});
  BOOST_TEST(!chat.deadline_at.has_value());
}

BOOST_AUTO_TEST_CASE(an_open_question_stays_open_over_a_transfer) {
  run(post_visitor_message{"c1", "Hello"});
  run(take_over{ada});
  run(transfer{ada, named(bob)});
  BOOST_TEST(chat.has_open_question());
}

BOOST_AUTO_TEST_SUITE_END()
