// What a visitor meets who asks for a human: by the button, by words, or by saying yes to an offer.
#include <boost/test/unit_test.hpp>

#include "domain/texts.hpp"
#include "tests/domain/fixture.hpp"

using namespace takeover::domain;
using takeover::domain::test::at;
using takeover::domain::test::rules;

namespace {

business_hours weekdays_nine_to_five() {
  business_hours out;
  out.time_zone = "Europe/Berlin";
  for (std::size_t day = 0; day < 5; ++day)
    out.week[day] = {{std::chrono::hours{9}, std::chrono::hours{17}}};
  return out;
}

/// 2026-01-05 is a Monday; Berlin is UTC+1.
timestamp monday(int hour, int minute = 0) {
  return timestamp{std::chrono::sys_days{std::chrono::year{2026} / 1 / 5}} +
         std::chrono::hours{hour - 1} + std::chrono::minutes{minute};
}

struct reception : rules {
  void given_closed() {
    with.availability.now = availability::closed;
    with.availability.closed_notice = "We are closed. Back tomorrow.";
    with.availability.opens_at = at(50'000);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(front_desk_rules)

BOOST_AUTO_TEST_CASE(who_is_there_comes_before_the_hours) {
  struct row {
    bool has_hours;
    members_available members;
    timestamp now;
    availability expected;
  };
  const row table[] = {
      {false, members_available::somebody, monday(3), availability::somebody},
      {false, members_available::nobody, monday(3), availability::nobody},
      {true, members_available::somebody, monday(10), availability::somebody},
      {true, members_available::nobody, monday(10), availability::nobody},
      {true, members_available::somebody, monday(20), availability::somebody},
      {true, members_available::nobody, monday(20), availability::closed},
      {true, members_available::nobody, monday(17), availability::closed},
      {true, members_available::nobody, monday(16, 59), availability::nobody},
  };
  for (const auto& [has_hours, members, now, expected] : table) {
    const auto hours = has_hours ? std::optional{weekdays_nine_to_five()} : std::nullopt;
    BOOST_TEST_CONTEXT(to_rfc3339(now))
    BOOST_TEST((check_availability(hours, members, mailer::none, now).now == expected));
  }
}

BOOST_AUTO_TEST_CASE(members_are_told_by_their_screens_or_by_a_mailer_that_is_set_up) {
  const auto told = [](members_available members, mailer mails, timestamp now) {
    return check_availability(weekdays_nine_to_five(), members, mails, now).members_told;
  };
  BOOST_TEST(told(members_available::somebody, mailer::none, monday(10)));
  BOOST_TEST(told(members_available::nobody, mailer::configured, monday(10)));
  BOOST_TEST(!told(members_available::nobody, mailer::none, monday(10)));
  BOOST_TEST(!told(members_available::nobody, mailer::configured, monday(20)));
}

BOOST_AUTO_TEST_CASE(the_closed_desk_says_when_somebody_is_there_again) {
  const auto evening = check_availability(weekdays_nine_to_five(), members_available::nobody,
                                          mailer::configured, monday(20));
  BOOST_TEST(evening.closed_notice ==
             "We\u2019re closed right now. Back tomorrow at 09:00 (Berlin time).");
  BOOST_TEST((evening.opens_at.value() == monday(9) + std::chrono::days{1}));
  const auto friday = check_availability(weekdays_nine_to_five(), members_available::nobody,
                                         mailer::none, monday(20) + std::chrono::days{4});
  BOOST_TEST(friday.closed_notice ==
             "We\u2019re closed right now. Back on Monday at 09:00 (Berlin time).");
  auto elsewhere = weekdays_nine_to_five();
  const auto zone_in = [&](const char* zone) {
    elsewhere.time_zone = zone;
    const auto text = closed_notice_text(elsewhere, monday(9), monday(9) - std::chrono::hours{6});
    return text.substr(text.find('('));
  };
  BOOST_TEST(zone_in("America/Argentina/Buenos_Aires") == "(Buenos Aires time).");
  BOOST_TEST(zone_in("UTC") == "(UTC).");
  BOOST_TEST(zone_in("Etc/GMT+5") == "(Etc/GMT+5).");
  const auto never =
      check_availability(business_hours{}, members_available::nobody, mailer::none, monday(12));
  BOOST_TEST(never.closed_notice == "We\u2019re closed right now.");
  BOOST_TEST(!never.opens_at.has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(handoff_rules, reception)

BOOST_AUTO_TEST_CASE(with_somebody_there_the_visitor_waits_and_nobody_is_called_by_mail) {
  const auto out = run(ask_for_human{"handoff"});
  BOOST_TEST((chat.controller == controller::queued));
  BOOST_TEST(out.entries.back().meta.availability == "somebody");
  BOOST_TEST(!out.notify_members_by_mail);
}

BOOST_AUTO_TEST_CASE(with_nobody_there_in_hours_the_visitor_waits_and_the_members_are_called) {
  with.availability.now = availability::nobody;
  const auto out = run(ask_for_human{"handoff"});
  BOOST_TEST((chat.controller == controller::queued));
  BOOST_TEST(out.entries.back().meta.availability == "nobody");
  BOOST_TEST(out.notify_members_by_mail);
  BOOST_TEST((chat.deadline_at.value() == at(130)));
}

BOOST_AUTO_TEST_CASE(out_of_hours_the_visitor_is_told_so_and_the_bot_stays) {
  given_closed();
  const auto out = run(ask_for_human{"handoff"});
  BOOST_TEST((chat.controller == controller::bot));
  BOOST_TEST(chat.epoch == 0);
  BOOST_REQUIRE_EQUAL(out.entries.size(), 1U);
  const auto& e = out.entries.front();
  BOOST_TEST((e.kind == entry_kind::message));
  BOOST_TEST((e.role == message_role::system));
  BOOST_TEST(e.body == "We are closed. Back tomorrow.");
  BOOST_TEST(e.meta.reason == "closed");
  BOOST_TEST((e.meta.opens_at.value() == at(50'000)));
  BOOST_TEST(!out.notify_members_by_mail);
  BOOST_TEST(out.audits.empty());
  with.availability.closed_notice_shown = true;
  BOOST_TEST(run(ask_for_human{"handoff"}).empty());
}

BOOST_AUTO_TEST_CASE(
    words_that_a_rule_waits_for_queue_the_visitor_with_the_message_and_say_which_rule) {
  const possible_route route{{}, "Wholesale", 2};
  run(post_visitor_message{"c1", "Do you sell in bulk?", {route}});
  BOOST_TEST((chat.controller == controller::bot));
  const auto out = run(post_visitor_message{"c2", "In bulk, I said", {route}});
  BOOST_TEST((chat.controller == controller::queued));
  BOOST_TEST(chat.answered_seq == chat.last_question_seq);
  BOOST_TEST(out.entries.back().meta.reason == "rule");
  BOOST_TEST(out.entries.back().meta.triggered_by == "Wholesale");
}

BOOST_AUTO_TEST_CASE(the_visitors_own_wish_is_named_before_a_rule) {
  const auto out = run(post_visitor_message{"c1", "Can I talk to a human?", {{{}, "Anything", 0}}});
  BOOST_TEST(out.entries.back().meta.reason == "phrase");
  BOOST_TEST(out.entries.back().meta.triggered_by.empty());
}

BOOST_AUTO_TEST_CASE(out_of_hours_a_rule_calls_nobody_and_the_agent_answers) {
  given_closed();
  const auto out = run(post_visitor_message{"c1", "Do you sell in bulk?", {{{}, "Wholesale", 0}}});
  BOOST_TEST(out.entries.size() == 1U);
  BOOST_TEST(chat.has_open_question());
  BOOST_TEST(run(ask_for_human{"rule", "Wholesale"}).empty());
}

BOOST_AUTO_TEST_CASE(words_that_ask_for_a_human_queue_the_visitor_with_the_message) {
  run(post_visitor_message{"c1", "How long is delivery?"});
  given_running_answer("Two to");
  const auto out = run(post_visitor_message{"c2", "Can I talk to a human?"});
  BOOST_REQUIRE_EQUAL(out.entries.size(), 3U);
  BOOST_TEST(out.entries[0].body == "Can I talk to a human?");
  BOOST_TEST(out.entries[1].meta.interrupted);
  BOOST_TEST((out.entries[2].kind == entry_kind::queued));
  BOOST_TEST(out.entries[2].meta.reason == "phrase");
  BOOST_TEST((chat.controller == controller::queued));
  BOOST_TEST(chat.epoch == 1);
  BOOST_TEST(!chat.has_open_question());
}

BOOST_AUTO_TEST_CASE(words_that_only_sound_like_it_are_a_question_like_any_other) {
  run(post_visitor_message{"c1", "Are you a human?"});
  BOOST_TEST((chat.controller == controller::bot));
  BOOST_TEST(chat.has_open_question());
}

BOOST_AUTO_TEST_CASE(the_same_words_change_nothing_while_somebody_waits_or_holds) {
  run(ask_for_human{"handoff"});
  BOOST_TEST(run(post_visitor_message{"c1", "I want to talk to a human"}).entries.size() == 1U);
  BOOST_TEST(chat.epoch == 1);
  run(take_over{ada});
  BOOST_TEST(run(post_visitor_message{"c2", "I want to talk to a human"}).entries.size() == 1U);
  BOOST_TEST((chat.controller == controller::human));
}

BOOST_AUTO_TEST_CASE(out_of_hours_the_words_get_the_closed_sentence_as_their_answer_each_time) {
  given_closed();
  with.availability.closed_notice_shown = true;
  const auto out = run(post_visitor_message{"c1", "I need a human"});
  BOOST_REQUIRE_EQUAL(out.entries.size(), 2U);
  BOOST_TEST(out.entries[1].meta.reason == "closed");
  BOOST_TEST((chat.controller == controller::bot));
  BOOST_TEST(!chat.has_open_question());
}

BOOST_AUTO_TEST_CASE(yes_counts_only_after_an_offer) {
  run(post_visitor_message{"c1", "yes please"});
  BOOST_TEST((chat.controller == controller::bot));
  with.offer_stands = true;
  run(post_visitor_message{"c2", "yes, but how long does it take?"});
  BOOST_TEST((chat.controller == controller::bot));
  const auto out = run(post_visitor_message{"c3", "Yes, please!"});
  BOOST_TEST((chat.controller == controller::queued));
  BOOST_TEST(out.entries.back().meta.reason == "offer");
}

BOOST_AUTO_TEST_CASE(from_the_queue_only_who_waits_is_taken) {
  BOOST_TEST((refused(take_over{ada, takeover_mode::from_queue}).code == errc::already_claimed));
  run(ask_for_human{"handoff"});
  run(take_over{ada, takeover_mode::from_queue});
  BOOST_TEST(chat.claim.value().holder.name == "Ada");
  const auto why = refused(take_over{ada, takeover_mode::from_queue});
  BOOST_TEST((why.code == errc::already_claimed));
  BOOST_TEST((refused(take_over{olga, takeover_mode::from_queue}).code == errc::already_claimed));
}

BOOST_AUTO_TEST_SUITE_END()
