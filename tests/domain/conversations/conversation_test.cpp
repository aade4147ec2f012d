#include <boost/test/unit_test.hpp>

#include "tests/domain/fixture.hpp"

using namespace takeover::domain;
using takeover::domain::test::at;
using takeover::domain::test::rules;

BOOST_FIXTURE_TEST_SUITE(conversation_rules, rules)

BOOST_AUTO_TEST_CASE(a_visitor_message_is_an_entry_and_an_open_question) {
  const auto out = run(post_visitor_message{"c1", "Hello"});
  BOOST_REQUIRE_EQUAL(out.entries.size(), 1U);
  BOOST_TEST(out.entries[0].seq == 1);
  BOOST_TEST((out.entries[0].role == message_role::visitor));
  BOOST_TEST(chat.has_open_question());
  BOOST_TEST(chat.engaged());
  BOOST_TEST(chat.epoch == 0);
}

BOOST_AUTO_TEST_CASE(taking_over_begins_an_epoch_and_leaves_an_audit_record) {
  const auto out = run(take_over{ada});
  BOOST_TEST((chat.controller == controller::human));
  BOOST_TEST(chat.claim.value().holder.name == "Ada");
  BOOST_TEST(chat.epoch == 1);
  BOOST_REQUIRE_EQUAL(out.audits.size(), 1U);
  BOOST_TEST(out.audits[0].action == "conversation.claim");
  BOOST_TEST((out.entries.back().kind == entry_kind::claimed));
  BOOST_TEST(out.entries.back().meta.epoch.value() == 1);
}

BOOST_AUTO_TEST_CASE(taking_over_again_changes_nothing_and_is_not_audited) {
  run(take_over{ada});
  const auto out = run(take_over{ada});
  BOOST_TEST(out.empty());
  BOOST_TEST(chat.epoch == 1);
}

BOOST_AUTO_TEST_CASE(the_second_member_is_told_who_holds_it) {
  run(take_over{ada});
  const auto why = refused(take_over{bob});
  BOOST_TEST((why.code == errc::already_claimed));
  BOOST_TEST(why.holder.value().id.str() == ada.user.str());
}

BOOST_AUTO_TEST_CASE(only_admins_and_owners_take_over_by_force) {
  run(take_over{ada});
  BOOST_TEST((refused(take_over{bob, takeover_mode::force}).code == errc::forbidden));
  const auto out = run(take_over{eve, takeover_mode::force});
  BOOST_TEST(out.entries.back().meta.forced_from.value().name == "Ada");
  BOOST_TEST(chat.claim.value().holder.name == "Eve");
  BOOST_TEST(chat.epoch == 2);
}

BOOST_AUTO_TEST_CASE(what_the_visitor_saw_of_an_answer_is_kept_before_the_claim) {
  run(post_visitor_message{"c1", "How long?"});
  given_running_answer("Two to");
  const auto out = run(take_over{ada});
  BOOST_REQUIRE_EQUAL(out.entries.size(), 2U);
  BOOST_TEST(out.entries[0].body == "Two to");
  BOOST_TEST(out.entries[0].meta.interrupted);
  BOOST_TEST(out.entries[0].meta.generation.value() == 77);
  BOOST_TEST((out.entries[1].kind == entry_kind::claimed));
  BOOST_TEST(chat.has_open_question());
}

BOOST_AUTO_TEST_CASE(an_answer_that_showed_nothing_leaves_no_entry) {
  run(post_visitor_message{"c1", "How long?"});
  given_running_answer("");
  BOOST_TEST(run(take_over{ada}).entries.size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_answer_of_an_older_epoch_is_not_kept_and_not_stored) {
  run(post_visitor_message{"c1", "How long?"});
  given_running_answer("Two");
  const auto stale_epoch = chat.epoch;
  run(take_over{ada});
  BOOST_TEST((refused(finish_answer{77, stale_epoch, 1, "Two days.", {}}).code == errc::stale));
  run(release{ada});
  BOOST_TEST((refused(finish_answer{77, stale_epoch, 1, "Two days.", {}}).code == errc::stale));
  answer = {77, stale_epoch, 1, "Two"};
  with.answer = &answer;
  BOOST_TEST(run(take_over{ada}).entries.size() == 1U);
}

BOOST_AUTO_TEST_CASE(only_the_holder_replies_and_a_reply_answers_the_question) {
  run(post_visitor_message{"c1", "Hello"});
  BOOST_TEST((refused(post_reply{ada, "r1", "Hi"}).code == errc::not_holder));
  run(take_over{ada});
  const auto why = refused(post_reply{bob, "r1", "Hi"});
  BOOST_TEST((why.code == errc::not_holder));
  BOOST_TEST(why.holder.value().name == "Ada");
  const auto out = run(post_reply{ada, "r1", "Hi"});
  BOOST_TEST((out.entries[0].role == message_role::human_agent));
  BOOST_TEST(!chat.has_open_question());
}

BOOST_AUTO_TEST_CASE(release_is_for_the_holder_and_for_admins) {
  run(take_over{ada});
  BOOST_TEST((refused(release{bob}).code == errc::not_holder));
  run(release{eve});
  BOOST_TEST((chat.controller == controller::bot));
  BOOST_TEST(!chat.claim.has_value());
  BOOST_TEST(chat.epoch == 2);
  BOOST_TEST(run(release{bob}).empty());
}

BOOST_AUTO_TEST_CASE(a_question_that_nobody_answered_is_open_again_after_the_release) {
  run(post_visitor_message{"c1", "Hello"});
  run(take_over{ada});
  run(release{ada});
  BOOST_TEST(chat.has_open_question());
}

BOOST_AUTO_TEST_CASE(asking_for_a_human_queues_once_and_times_out_to_the_bot) {
  const auto asked = run(ask_for_human{"handoff"});
  BOOST_TEST((chat.controller == controller::queued));
  BOOST_TEST((chat.deadline_at.value() == at(130)));
  BOOST_TEST(asked.entries.back().meta.reason == "handoff");
  BOOST_TEST(run(ask_for_human{"handoff"}).empty());
  with.now = at(129);
  BOOST_TEST(run(deadline_passed{}).empty());
  with.now = at(130);
  const auto out = run(deadline_passed{});
  BOOST_TEST((chat.controller == controller::bot));
  BOOST_TEST(out.entries.back().meta.reason == "timeout");
  BOOST_TEST(out.audits.empty());
}

BOOST_AUTO_TEST_CASE(a_claim_lapses_after_the_grace_without_its_holder) {
  run(post_visitor_message{"c1", "Hello"});
  run(take_over{ada});
  BOOST_TEST(!chat.deadline_at.has_value());
  run(holder_is{presence::away});
  BOOST_TEST((chat.deadline_at.value() == at(130)));
  run(holder_is{presence::connected});
  BOOST_TEST(!chat.deadline_at.has_value());
  run(holder_is{presence::away});
  with.now = at(130);
  const auto out = run(deadline_passed{});
  BOOST_TEST((out.entries.at(0).kind == entry_kind::lapsed));
  BOOST_TEST(out.audits.at(0).action == "conversation.lapse");
  BOOST_TEST(!out.audits.at(0).actor.has_value());
  BOOST_TEST((chat.controller == controller::queued));  // a visitor waits for an answer
}

BOOST_AUTO_TEST_CASE(the_wait_that_a_lapse_leaves_begins_with_an_entry_like_every_other) {
  run(post_visitor_message{"c1", "Hello"});
  run(take_over{ada});
  run(holder_is{presence::away});
  with.now = at(130);
  with.availability.now = availability::nobody;
  with.availability.members_told = false;
  const auto out = run(deadline_passed{});
  BOOST_TEST_REQUIRE(out.entries.size() == 2U);
  const auto& lapsed = out.entries[0];
  const auto& queued = out.entries[1];
  BOOST_TEST((lapsed.kind == entry_kind::lapsed && queued.kind == entry_kind::queued));
  BOOST_TEST(lapsed.meta.epoch.value() == chat.epoch);
  BOOST_TEST(!queued.meta.epoch.has_value());
  BOOST_TEST(queued.meta.reason == "lapse");
  BOOST_TEST(queued.meta.availability == "nobody");
  BOOST_TEST(!queued.meta.told.value());
  BOOST_TEST((queued.created_at == chat.queued_at.value()));
  BOOST_TEST((chat.queued_at.value() == at(130)));
  BOOST_TEST(out.notify_members_by_mail);
  with.now = at(250);
  BOOST_TEST(run(deadline_passed{}).entries.back().meta.reason == "timeout");
}

BOOST_AUTO_TEST_CASE(changes_of_hands_are_no_activity) {
  run(post_visitor_message{"c1", "Hello"});
  const auto said = with.now;
  BOOST_TEST((chat.last_activity_at == said));
  with.now = at(50);
  run(take_over{ada});
  run(holder_is{presence::away});
  with.now = at(170);
  run(deadline_passed{});  // lapsed, and left waiting
  with.now = at(290);
  run(deadline_passed{});  // nobody came
  BOOST_TEST((chat.controller == controller::bot));
  BOOST_TEST((chat.last_activity_at == said));
  with.now = at(300);
  run(ask_for_human{"handoff"});
  BOOST_TEST((chat.last_activity_at == at(300)));
}

BOOST_AUTO_TEST_CASE(a_lapse_out_of_hours_calls_nobody_by_mail) {
  run(post_visitor_message{"c1", "Hello"});
  run(take_over{ada});
  run(holder_is{presence::away});
  with.now = at(130);
  with.availability.now = availability::closed;
  with.availability.members_told = false;
  const auto out = run(deadline_passed{});
  BOOST_TEST(out.entries.back().meta.availability == "nobody");
  BOOST_TEST(!out.entries.back().meta.told.value());
  BOOST_TEST(!out.notify_members_by_mail);
}

BOOST_AUTO_TEST_CASE(a_lapse_without_an_open_question_goes_to_the_bot) {
  run(take_over{ada});
  run(holder_is{presence::away});
  with.now = at(130);
  run(deadline_passed{});
  BOOST_TEST((chat.controller == controller::bot));
}

BOOST_AUTO_TEST_CASE(a_claim_does_not_lapse_while_its_holder_is_connected) {
  run(take_over{ada});
  run(holder_is{presence::away});
  with.now = at(130);
  const auto out = run(deadline_passed{presence::connected});
  BOOST_TEST(out.entries.empty());
  BOOST_TEST(out.audits.empty());
  BOOST_TEST(out.changed);
  BOOST_TEST(chat.claim.has_value());
  BOOST_TEST(!chat.deadline_at.has_value());
}

BOOST_AUTO_TEST_CASE(a_wait_for_a_human_ends_whoever_is_connected) {
  run(ask_for_human{"handoff"});
  with.now = at(130);
  run(deadline_passed{presence::connected});
  BOOST_TEST((chat.controller == controller::bot));
}

BOOST_AUTO_TEST_CASE(what_is_said_twice_of_the_holder_changes_nothing) {
  run(take_over{ada});
  BOOST_TEST(run(holder_is{presence::connected}).empty());
  run(holder_is{presence::away});
  with.now = at(60);
  BOOST_TEST(run(holder_is{presence::away}).empty());
  BOOST_TEST((chat.deadline_at.value() == at(130)));
}

BOOST_AUTO_TEST_CASE(a_claim_by_somebody_without_a_connection_starts_its_grace_at_once) {
  with.actor_presence = presence::away;
  run(take_over{ada});
  BOOST_TEST((chat.deadline_at.value() == at(130)));
}

BOOST_AUTO_TEST_CASE(a_note_moves_the_sequence_but_not_what_the_visitor_sees) {
  run(post_visitor_message{"c1", "Hello"});
  run(post_note{bob, "n1", "A regular"});
  BOOST_TEST(chat.last_seq == 2);
  BOOST_TEST(chat.visitor_seq == 1);
}

BOOST_AUTO_TEST_CASE(a_lead_is_captured_with_its_entry_and_normalised) {
  const auto out =
      run(capture_lead{"l1", lead_source::cta, {"  Ingrid ", " Ingrid@Example.COM ", "", {}}});
  BOOST_TEST(out.lead.value().fields.email == "ingrid@example.com");
  BOOST_TEST(out.lead.value().fields.name == "Ingrid");
  BOOST_TEST((out.entries.back().kind == entry_kind::lead_captured));
  BOOST_TEST((out.entries.back().meta.lead.value() == out.lead.value().proposed_id));
}

BOOST_AUTO_TEST_CASE(bad_input_is_refused_with_the_field) {
  BOOST_TEST((refused(post_visitor_message{"c1", ""}).code == errc::invalid));
  BOOST_TEST(
      (refused(post_visitor_message{"c1", std::string(65'537, 'x')}).code == errc::too_large));
  for (const std::string_view wrong : {"a\x01z", "a\x1B[0m", "a\rb", "a\r", "\x08"})
    BOOST_TEST((refused(post_visitor_message{"c1", std::string{wrong}}).code == errc::invalid));
  BOOST_TEST((refused(post_visitor_message{"c1", std::string{"a\0b", 3}}).code == errc::invalid));
  BOOST_TEST((refused(post_visitor_message{"c1", "\xC3"}).code == errc::malformed));
  BOOST_TEST((refused(post_visitor_message{"", "x"}).code == errc::invalid));
  BOOST_TEST((refused(post_visitor_message{"a b", "x"}).code == errc::invalid));
  BOOST_TEST((refused(post_visitor_message{std::string(65, 'a'), "x"}).code == errc::invalid));
  const auto why = refused(capture_lead{"l1", lead_source::form, {"", "nobody", "", {}}});
  BOOST_TEST((why.code == errc::invalid));
  BOOST_TEST(why.fields.count("email") == 1U);
  BOOST_TEST(run(post_visitor_message{"c1", std::string(65'536, 'x')}).entries.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
