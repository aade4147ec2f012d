// The end of business hours under a claim, driven by the clock, also over a restart.
#include <boost/test/unit_test.hpp>

#include "tests/actors/fixture.hpp"

using namespace takeover;
using namespace takeover::actors;
using namespace takeover::actors::test;
using domain::controller;
using domain::errc;

namespace {

domain::timestamp monday(int hour) {
  return domain::timestamp{std::chrono::sys_days{std::chrono::year{2026} / 1 / 5}} +
         std::chrono::hours{hour};
}

domain::live_chat_settings until(int hour) {
  domain::business_hours hours;
  for (auto& day : hours.week) day = {{std::chrono::hours{9}, std::chrono::hours{hour}}};
  return {hours, domain::queue_position::hidden};
}

/// Ada, connected, holds a conversation at four o'clock; the hours end at five.
struct held_conversation_fixture {
  static tree_options silent() {
    tree_options out;
    out.words_per_second = 0;
    return out;
  }

  domain::manual_clock clock{monday(16)};
  actor_fixture h{silent(), &clock};
  domain::member ada = h.member_named("Ada");
  domain::visitor_identity chat = h.given_conversation();

  held_conversation_fixture() {
    h.given_settings(ada, until(17));
    bring_online();
    BOOST_REQUIRE(h.claim(chat, ada).has_value());
  }
  void bring_online() {
    h.tree->presence().connected({0, 700}, ada);
    BOOST_REQUIRE(
        eventually([&] { return h.tree->presence().table().is_online(h.shop, ada.user); }));
  }
  bool is_prompted() { return h.state(chat).shift && h.state(chat).shift->asked_at.has_value(); }
  void given_prompt() {
    clock.advance(std::chrono::hours{1});
    BOOST_REQUIRE(eventually([&] { return is_prompted(); }));
  }
};

/// Hours over midnight up to `closing`, of a night in which the clocks change; times are UTC.
struct night_of_clock_change {
  const char* zone;
  domain::timestamp claimed;
  std::chrono::minutes closing;  ///< as the local clock shows it
  domain::timestamp ends;

  [[nodiscard]] domain::live_chat_settings settings() const {
    domain::business_hours hours;
    hours.time_zone = zone;
    for (auto& day : hours.week)
      day = {{std::chrono::minutes{0}, closing}, {std::chrono::hours{20}, std::chrono::hours{24}}};
    return {hours, domain::queue_position::hidden};
  }
};

constexpr domain::timestamp utc(std::chrono::year_month_day date, std::chrono::minutes at) {
  return std::chrono::sys_days{date} + at;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(shifts, held_conversation_fixture)

BOOST_AUTO_TEST_CASE(the_holder_is_asked_when_the_hours_end_and_the_workspace_sees_it) {
  h.tree->presence().join({0, 701}, {channel_kind::workspace, h.shop.value()}, ada);
  BOOST_REQUIRE(h.announcements.wait_for_admissions(1));
  BOOST_TEST((h.state(chat).shift.value().ends_at == monday(17)));
  clock.advance(std::chrono::minutes{59});
  BOOST_TEST(!is_prompted());
  given_prompt();
  BOOST_TEST((h.state(chat).controller == controller::human));
  BOOST_TEST((h.state(chat).deadline_at.has_value()));
  BOOST_TEST(h.announcements.wait_until([](const auto& all) {
    return std::any_of(all.begin(), all.end(), [](const heard& news) {
      const auto* changed = std::get_if<conversation_changed>(&news.what);
      return changed != nullptr && changed->view->view.state.shift &&
             changed->view->view.state.shift->asked_at;
    });
  }));
}

BOOST_AUTO_TEST_CASE(an_unanswered_question_ends_the_claim_of_a_holder_who_is_connected) {
  given_prompt();
  clock.advance(h.options.claim_grace);
  BOOST_TEST(eventually([&] { return h.state(chat).controller == controller::bot; }));
  const auto last = h.timeline(chat).back();
  BOOST_TEST((last.kind == domain::entry_kind::lapsed));
  BOOST_TEST(last.meta.reason == "shift");
  BOOST_TEST(h.audit().front().action == "conversation.lapse");
  BOOST_TEST(!h.audit().front().actor.has_value());
}

BOOST_AUTO_TEST_CASE(holder_who_continues_is_prompted_again_at_the_next_end) {
  given_prompt();
  const auto kept = h.keep(chat, ada);
  BOOST_REQUIRE(kept.has_value());
  BOOST_TEST(((*kept)->view.state.shift.value().ends_at == monday(17 + 24)));
  BOOST_TEST(!h.state(chat).deadline_at.has_value());
  clock.advance(std::chrono::hours{23});
  BOOST_REQUIRE(h.answer(chat, ada, "r1", "Still here").has_value());
  clock.advance(std::chrono::hours{1});
  BOOST_TEST(eventually([&] { return is_prompted(); }));
  BOOST_TEST(h.state(chat).epoch == 1);
}

BOOST_AUTO_TEST_CASE(holder_who_hands_back_is_not_prompted) {
  given_prompt();
  BOOST_REQUIRE(h.release(chat, ada).has_value());
  BOOST_TEST(!h.state(chat).shift.has_value());
  BOOST_TEST((h.keep(chat, ada).error() == errc::not_holder));
}

BOOST_AUTO_TEST_CASE(prompt_survives_a_restart) {
  given_prompt();
  const auto lapses = h.state(chat).deadline_at;
  h.stop();
  h.start();
  bring_online();
  BOOST_TEST(is_prompted());
  BOOST_TEST((h.state(chat).deadline_at == lapses));
  clock.advance(h.options.claim_grace);
  BOOST_TEST(eventually([&] { return h.state(chat).controller == controller::bot; }));
  BOOST_TEST(h.timeline(chat).back().meta.reason == "shift");
}

BOOST_AUTO_TEST_CASE(end_of_shift_during_downtime_prompts_at_the_start) {
  h.stop();
  clock.advance(std::chrono::hours{1} + std::chrono::minutes{1});
  h.start();
  bring_online();
  BOOST_TEST(eventually([&] { return is_prompted(); }));
}

BOOST_AUTO_TEST_CASE(new_hours_move_the_end_of_current_shifts) {
  h.given_settings(ada, until(20));
  BOOST_TEST(eventually(
      [&] { return h.state(chat).shift && h.state(chat).shift->ends_at == monday(20); }));
  h.given_settings(ada, {});
  BOOST_TEST(eventually([&] { return !h.state(chat).shift.has_value(); }));
}

BOOST_AUTO_TEST_CASE(extended_hours_withdraw_the_prompt) {
  given_prompt();
  h.given_settings(ada, until(20));
  BOOST_TEST(eventually([&] { return !is_prompted() && !h.state(chat).deadline_at.has_value(); }));
  clock.advance(h.options.claim_grace);
  BOOST_REQUIRE(h.answer(chat, ada, "r1", "Still here").has_value());
}

BOOST_AUTO_TEST_CASE(no_prompt_without_business_hours) {
  h.given_settings(ada, {});
  const auto other = h.given_conversation();
  BOOST_REQUIRE(h.claim(other, ada).has_value());
  BOOST_TEST(!h.state(other).shift.has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(
    in_a_night_in_which_the_clocks_change_the_holder_is_asked_and_the_claim_ends_when_the_local_clock_says_so) {
  using namespace std::chrono_literals;
  const night_of_clock_change nights[] = {
      // Berlin, 01:00 UTC: 02:00 becomes 03:00. An hour is gone, and of a time that is left out the
      // change stands for it.
      {"Europe/Berlin", utc(2026y / 3 / 28, 22h), 4h, utc(2026y / 3 / 29, 2h)},
      {"Europe/Berlin", utc(2026y / 3 / 28, 22h), 2h + 30min, utc(2026y / 3 / 29, 1h)},
      // 01:00 UTC: 03:00 becomes 02:00. An hour comes twice, and the second one counts.
      {"Europe/Berlin", utc(2026y / 10 / 24, 22h), 4h, utc(2026y / 10 / 25, 3h)},
      {"Europe/Berlin", utc(2026y / 10 / 24, 22h), 2h + 30min, utc(2026y / 10 / 25, 1h + 30min)},
      // West of UTC, and a change of half an hour.
      {"America/New_York", utc(2026y / 3 / 8, 2h), 3h, utc(2026y / 3 / 8, 7h)},
      {"America/New_York", utc(2026y / 11 / 1, 1h), 1h + 30min, utc(2026y / 11 / 1, 6h + 30min)},
      {"Australia/Lord_Howe", utc(2026y / 4 / 4, 12h), 1h + 45min, utc(2026y / 4 / 4, 15h + 15min)},
  };
  for (const auto& night : nights)
    BOOST_TEST_CONTEXT(night.zone << ", until " << domain::to_rfc3339(night.ends)) {
      domain::manual_clock clock{night.claimed};
      auto options = held_conversation_fixture::silent();
      options.sweep_every = 5ms;
      actor_fixture h{options, &clock};
      const auto ada = h.member_named("Ada");
      const auto chat = h.given_conversation();
      h.given_settings(ada, night.settings());
      h.tree->presence().connected({0, 700}, ada);
      BOOST_REQUIRE(
          eventually([&] { return h.tree->presence().table().is_online(h.shop, ada.user); }));
      int said = 0;
      // The conversation has looked at the clock once the reply is there, which comes after it.
      const auto seen_now = [&] {
        BOOST_REQUIRE(h.tree->conversations().send(chat.conversation, reevaluate{}));
        BOOST_REQUIRE(h.answer(chat, ada, "r" + std::to_string(++said), "Still here").has_value());
        return h.state(chat);
      };
      BOOST_REQUIRE(h.claim(chat, ada).has_value());
      BOOST_TEST((h.state(chat).shift.value().ends_at == night.ends));

      clock.advance(night.ends - night.claimed - 1ms);
      BOOST_TEST(!seen_now().shift.value().asked_at.has_value());
      clock.advance(1ms);
      BOOST_REQUIRE(eventually([&] { return h.state(chat).shift.value().asked_at.has_value(); }));
      BOOST_TEST((h.state(chat).deadline_at == night.ends + options.claim_grace));

      clock.advance(options.claim_grace - 1ms);
      BOOST_TEST((seen_now().controller == controller::human));
      clock.advance(1ms);
      BOOST_REQUIRE(eventually([&] { return h.state(chat).controller == controller::bot; }));
      const auto last = h.timeline(chat).back();
      BOOST_TEST((last.kind == domain::entry_kind::lapsed));
      BOOST_TEST(last.meta.reason == "shift");
      BOOST_TEST((last.created_at == night.ends + options.claim_grace));
    }
}
