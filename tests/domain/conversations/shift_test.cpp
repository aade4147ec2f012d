// The end of business hours under a claim: the holder is asked, goes on, hands back, or lets it
// lapse.
#include <boost/test/unit_test.hpp>

#include "tests/domain/fixture.hpp"

using namespace takeover::domain;
using takeover::domain::test::at;
using takeover::domain::test::rules;

namespace {

struct evening : rules {
  evening() { with.shift_ends_at = at(100); }
  /// Ada holds, and was asked at the end of the hours.
  void given_asked() {
    run(take_over{ada});
    with.now = at(100);
    run(end_of_shift{});
    with.shift_ends_at = at(90'000);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(shift_rules, evening)

BOOST_AUTO_TEST_CASE(a_claim_knows_when_the_hours_end) {
  const auto out = run(take_over{ada});
  BOOST_TEST((chat.shift.value().ends_at == at(100)));
  BOOST_TEST(!chat.shift->asked_at.has_value());
  BOOST_TEST(out.shift_changed);
  with.shift_ends_at.reset();
  run(transfer{ada, {bob.user, bob.name}});
  BOOST_TEST(!chat.shift.has_value());
}

BOOST_AUTO_TEST_CASE(at_the_end_the_holder_is_asked_once_and_has_the_grace_time_to_answer) {
  run(take_over{ada});
  with.now = at(99);
  BOOST_TEST(run(end_of_shift{}).empty());
  with.now = at(100);
  const auto out = run(end_of_shift{});
  BOOST_TEST(out.entries.empty());
  BOOST_TEST(out.audits.empty());
  BOOST_TEST((chat.shift.value().asked_at.value() == at(100)));
  BOOST_TEST((chat.deadline_at.value() == at(220)));
  with.now = at(150);
  BOOST_TEST(run(end_of_shift{}).empty());
  BOOST_TEST(chat.epoch == 1);
}

BOOST_AUTO_TEST_CASE(without_an_answer_the_claim_lapses_also_of_a_holder_who_is_connected) {
  given_asked();
  with.now = at(219);
  BOOST_TEST(run(deadline_passed{presence::connected}).empty());
  with.now = at(220);
  const auto out = run(deadline_passed{presence::connected});
  BOOST_TEST((out.entries.back().kind == entry_kind::lapsed));
  BOOST_TEST(out.entries.back().meta.reason == "shift");
  BOOST_TEST(out.audits.at(0).action == "conversation.lapse");
  BOOST_TEST((chat.controller == controller::bot));
  BOOST_TEST(!chat.shift.has_value());
  BOOST_TEST(chat.epoch == 2);
}

BOOST_AUTO_TEST_CASE(who_goes_on_keeps_the_claim_until_the_next_end_of_hours) {
  given_asked();
  const auto out = run(keep_going{ada});
  BOOST_TEST(out.entries.empty());
  BOOST_TEST(out.shift_changed);
  BOOST_TEST((chat.shift.value() == shift{at(90'000), std::nullopt}));
  BOOST_TEST(!chat.deadline_at.has_value());
  BOOST_TEST(chat.epoch == 1);
  BOOST_TEST(run(keep_going{ada}).empty());
  with.now = at(300);
  BOOST_TEST(run(deadline_passed{presence::connected}).empty());
}

BOOST_AUTO_TEST_CASE(only_the_holder_goes_on) {
  given_asked();
  for (const auto* other : {&bob, &eve, &olga})
    BOOST_TEST((refused(keep_going{*other}).code == errc::not_holder));
  run(release{ada});
  BOOST_TEST((refused(keep_going{ada}).code == errc::not_holder));
  BOOST_TEST(!chat.shift.has_value());
}

BOOST_AUTO_TEST_CASE(coming_and_going_do_not_answer_the_question) {
  given_asked();
  BOOST_TEST(run(holder_is{presence::away}).empty());
  BOOST_TEST(run(holder_is{presence::connected}).empty());
  BOOST_TEST((chat.deadline_at.value() == at(220)));
}

BOOST_AUTO_TEST_CASE(a_grace_that_runs_already_is_not_made_longer) {
  run(take_over{ada});
  with.now = at(50);
  run(holder_is{presence::away});
  with.now = at(100);
  run(end_of_shift{});
  BOOST_TEST((chat.deadline_at.value() == at(170)));
}

BOOST_AUTO_TEST_CASE(who_goes_on_and_is_away_has_the_grace_from_then) {
  given_asked();
  with.actor_presence = presence::away;
  with.now = at(150);
  run(keep_going{ada});
  BOOST_TEST((chat.deadline_at.value() == at(270)));
}

BOOST_AUTO_TEST_CASE(new_hours_move_the_end_and_undo_the_question) {
  run(take_over{ada});
  run(shift_is{at(500)});
  BOOST_TEST((chat.shift.value().ends_at == at(500)));
  BOOST_TEST(run(shift_is{at(500)}).empty());
  with.now = at(500);
  run(end_of_shift{});
  run(shift_is{std::nullopt});
  BOOST_TEST(!chat.shift.has_value());
  BOOST_TEST(!chat.deadline_at.has_value());
}

BOOST_AUTO_TEST_CASE(what_nobody_holds_has_no_shift) {
  BOOST_TEST(run(shift_is{at(500)}).empty());
  BOOST_TEST(run(end_of_shift{}).empty());
  run(ask_for_human{"handoff"});
  BOOST_TEST(run(shift_is{at(500)}).empty());
  BOOST_TEST(!chat.shift.has_value());
}

BOOST_AUTO_TEST_CASE(a_lapse_at_the_end_of_the_shift_queues_a_visitor_who_waits_for_an_answer) {
  run(take_over{ada});
  run(post_visitor_message{"c1", "Are you there?"});
  with.now = at(100);
  run(end_of_shift{});
  with.now = at(220);
  run(deadline_passed{presence::connected});
  BOOST_TEST((chat.controller == controller::queued));
}

BOOST_AUTO_TEST_SUITE_END()
