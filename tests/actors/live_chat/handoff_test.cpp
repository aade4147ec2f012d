// Visitors who ask for a human, through the actors: who is there, when hours are, what a restart
// leaves.
#include <boost/test/unit_test.hpp>

#include "actors/live_chat/waiting_queue.hpp"
#include "storage/live_chat/live_chat.hpp"
#include "storage/sql/dialect.hpp"
#include "storage/sql/sql_backend.hpp"
#include "storage/sql/sql_session.hpp"
#include "tests/actors/fixture.hpp"

using namespace takeover;
using namespace takeover::actors;
using namespace takeover::actors::test;
using domain::controller;

namespace {

tree_options silent() {
  tree_options out;
  out.words_per_second = 0;
  return out;
}

/// 2026-01-05 is a Monday.
domain::timestamp monday(int hour) {
  return domain::timestamp{std::chrono::sys_days{std::chrono::year{2026} / 1 / 5}} +
         std::chrono::hours{hour};
}

domain::live_chat_settings nine_to_five(
    domain::queue_position position = domain::queue_position::hidden) {
  domain::business_hours hours;
  for (auto& day : hours.week) day = {{std::chrono::hours{9}, std::chrono::hours{17}}};
  return {hours, position};
}

void bring_online(actor_fixture& h, const domain::member& who, std::uint64_t number) {
  h.tree->presence().connected({0, number}, who);
  BOOST_REQUIRE(eventually([&] { return h.tree->presence().table().is_online(h.shop, who.user); }));
}

std::vector<int> positions_told(const actor_fixture& h, const domain::visitor_identity& chat) {
  std::vector<int> told;
  for (const auto& news : h.announcements.all())
    if (const auto* moved = std::get_if<queue_moved>(&news.what);
        moved != nullptr && news.where.id == chat.conversation.value())
      told.push_back(moved->position);
  return told;
}

std::int64_t calls_of_members(const actor_fixture& h) {
  storage::sql_session past{{storage::dialect::sqlite, h.folder.file(), ""},
                            storage::access::read_only};
  std::int64_t count = 0;
  BOOST_REQUIRE(
      past.query_one("SELECT count(DISTINCT json_extract(payload, '$.conversation_id')) FROM jobs "
                     "WHERE kind = 'mail'",
                     storage::out(count)));
  return count;
}

}  // namespace

BOOST_AUTO_TEST_CASE(whoever_is_available_decides_what_the_visitor_meets) {
  domain::manual_clock clock{monday(10)};
  actor_fixture h{silent(), &clock};
  const auto ada = h.member_named("Ada");
  h.given_settings(ada, nine_to_five());
  const auto ask = [&] {
    const auto chat = h.given_conversation();
    BOOST_REQUIRE(h.handoff(chat).has_value());
    return h.timeline(chat).back();
  };

  BOOST_TEST(ask().meta.availability == "nobody");
  bring_online(h, ada, 600);
  BOOST_TEST(ask().meta.availability == "somebody");
  h.switch_to(ada, domain::member_switch::away);
  BOOST_TEST(ask().meta.availability == "nobody");
  clock.advance(std::chrono::hours{8});
  BOOST_TEST(ask().meta.reason == "closed");
  h.switch_to(ada, domain::member_switch::available);
  BOOST_TEST(ask().meta.availability == "somebody");
  h.tree->presence().disconnected({0, 600});
  BOOST_REQUIRE(
      eventually([&] { return !h.tree->presence().table().is_online(h.shop, ada.user); }));
  BOOST_TEST(ask().meta.reason == "closed");
}

BOOST_AUTO_TEST_CASE(members_are_called_only_when_nobody_is_there_in_hours) {
  domain::manual_clock clock{monday(10)};
  actor_fixture h{silent(), &clock};
  const auto ada = h.member_named("Ada");
  h.given_settings(ada, nine_to_five());
  const auto chat = h.given_conversation();
  BOOST_REQUIRE(h.handoff(chat).has_value());
  BOOST_TEST(!h.timeline(chat).back().meta.told.value());  // without a mailer the mail stays here
  BOOST_TEST(calls_of_members(h) == 1);
  bring_online(h, ada, 601);
  BOOST_REQUIRE(h.handoff(h.given_conversation()).has_value());
  BOOST_TEST(calls_of_members(h) == 1);
}

BOOST_AUTO_TEST_CASE(an_agent_with_hours_of_its_own_follows_them) {
  domain::manual_clock clock{monday(20)};
  actor_fixture h{silent(), &clock};
  const auto ada = h.member_named("Ada");
  h.given_settings(ada, nine_to_five());
  h.given_agent_hours(ada, storage::hours_override{});  // always open
  const auto chat = h.given_conversation();
  BOOST_REQUIRE(h.handoff(chat).has_value());
  BOOST_TEST((h.state(chat).controller == controller::queued));
  h.given_agent_hours(ada, std::nullopt);
  const auto other = h.given_conversation();
  BOOST_REQUIRE(h.handoff(other).has_value());
  BOOST_TEST((h.state(other).controller == controller::bot));
}

BOOST_AUTO_TEST_CASE(words_that_ask_for_a_human_are_answered_by_the_queue_and_not_by_the_bot) {
  actor_fixture h{silent()};
  const auto chat = h.given_conversation();
  waiting_reply<answered> answer;
  const auto said = h.say(chat, "c1", "Can I talk to a human, please?", &answer);
  BOOST_REQUIRE(said.has_value());
  BOOST_TEST((said->entry.role == domain::message_role::visitor));
  BOOST_TEST(answer.get().value().replies.empty());
  BOOST_TEST((h.state(chat).controller == controller::queued));
  BOOST_TEST(h.timeline(chat).size() == 2U);
}

BOOST_AUTO_TEST_CASE(
    out_of_hours_the_words_are_answered_by_the_closed_sentence_also_when_they_are_repeated) {
  domain::manual_clock clock{monday(20)};
  actor_fixture h{silent(), &clock};
  const auto ada = h.member_named("Ada");
  h.given_settings(ada, nine_to_five());
  const auto chat = h.given_conversation();
  for (const bool again : {false, true}) {
    waiting_reply<answered> answer;
    const auto said = h.say(chat, "c1", "I want to talk to a human", &answer);
    BOOST_REQUIRE(said.has_value());
    BOOST_TEST(said->repeated == again);
    const auto replies = answer.get().value().replies;
    BOOST_REQUIRE_EQUAL(replies.size(), 1U);
    BOOST_TEST(replies[0].body == "We\u2019re closed right now. Back tomorrow at 09:00 (UTC).");
    BOOST_TEST((replies[0].meta.opens_at.value() == monday(33)));
  }
  BOOST_TEST(h.timeline(chat).size() == 2U);
  // The button tells it no second time while it is the last word.
  BOOST_REQUIRE(h.handoff(chat).has_value());
  BOOST_TEST(h.timeline(chat).size() == 2U);
  clock.advance(std::chrono::hours{24});
  BOOST_REQUIRE(h.handoff(chat).has_value());
  BOOST_TEST(h.timeline(chat).size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_visitor_who_says_yes_to_the_offer_waits_for_a_human) {
  actor_fixture h{silent()};
  const auto chat = h.given_conversation();
  waiting_reply<answered> answer;
  BOOST_REQUIRE(
      h.say(chat, "c1", "What is the airspeed of an unladen swallow?", &answer).has_value());
  BOOST_REQUIRE(answer.get().value().replies.at(0).meta.offer_human);
  BOOST_REQUIRE(h.say(chat, "c2", "Yes, please").has_value());
  BOOST_TEST((h.state(chat).controller == controller::queued));
  BOOST_TEST(h.timeline(chat).back().meta.reason == "offer");
}

BOOST_AUTO_TEST_CASE(an_offer_stands_also_after_a_restart) {
  actor_fixture h{silent()};
  const auto chat = h.given_conversation();
  waiting_reply<answered> answer;
  BOOST_REQUIRE(
      h.say(chat, "c1", "What is the airspeed of an unladen swallow?", &answer).has_value());
  BOOST_REQUIRE(answer.get().has_value());
  h.stop();
  h.start();
  BOOST_REQUIRE(h.say(chat, "c2", "ok").has_value());
  BOOST_TEST((h.state(chat).controller == controller::queued));
}

BOOST_AUTO_TEST_CASE(a_wait_that_began_before_a_restart_ends_at_its_own_time) {
  domain::manual_clock clock{monday(10)};
  actor_fixture h{silent(), &clock};
  const auto chat = h.given_conversation();
  BOOST_REQUIRE(h.handoff(chat).has_value());
  clock.advance(h.options.handoff_timeout / 2);
  h.stop();
  h.start();
  BOOST_TEST((h.state(chat).controller == controller::queued));
  clock.advance(h.options.handoff_timeout / 2);
  BOOST_TEST(eventually([&] { return h.state(chat).controller == controller::bot; }));
  BOOST_TEST(h.timeline(chat).back().meta.reason == "timeout");
}

BOOST_AUTO_TEST_CASE(settings_and_switches_count_after_a_restart) {
  domain::manual_clock clock{monday(10)};
  actor_fixture h{silent(), &clock};
  const auto ada = h.member_named("Ada");
  h.given_settings(ada, nine_to_five());
  h.switch_to(ada, domain::member_switch::away);
  h.stop();
  h.start();
  bring_online(h, ada, 602);
  const auto chat = h.given_conversation();
  BOOST_REQUIRE(h.handoff(chat).has_value());
  BOOST_TEST(h.timeline(chat).back().meta.availability == "nobody");
  clock.advance(std::chrono::hours{8});
  const auto late = h.given_conversation();
  BOOST_REQUIRE(h.handoff(late).has_value());
  BOOST_TEST(h.timeline(late).back().meta.reason == "closed");
}

BOOST_AUTO_TEST_CASE(visitors_hear_their_place_in_the_line_where_the_workspace_wants_it) {
  domain::manual_clock clock{monday(10)};
  actor_fixture h{silent(), &clock};
  const auto ada = h.member_named("Ada");
  h.given_settings(ada, nine_to_five(domain::queue_position::shown));
  std::vector<domain::visitor_identity> chats;
  for (int n = 0; n < 3; ++n) {
    clock.advance(std::chrono::seconds{1});
    chats.push_back(h.given_conversation());
    h.given_listener(chats.back(), listener_kind::visitor);
    const auto view = h.handoff(chats.back());
    BOOST_REQUIRE(view.has_value());
    BOOST_TEST((*view)->queue_position.value() == n + 1);
  }
  BOOST_REQUIRE(h.claim(chats[0], ada).has_value());
  BOOST_TEST(eventually([&] {
    return positions_told(h, chats[1]) == std::vector{1} &&
           positions_told(h, chats[2]) == std::vector{2};
  }));
  BOOST_TEST(h.tree->shown_position(h.shop, chats[2].conversation).value() == 2);
  h.stop();
  h.start();
  BOOST_TEST(h.tree->shown_position(h.shop, chats[2].conversation).value() == 2);
  BOOST_TEST(!h.tree->shown_position(h.shop, chats[0].conversation).has_value());
}

BOOST_AUTO_TEST_CASE(where_the_position_is_hidden_nobody_hears_it) {
  actor_fixture h{silent()};
  const auto first = h.given_conversation();
  const auto second = h.given_conversation();
  const auto ada = h.member_named("Ada");
  h.given_listener(second, listener_kind::visitor);
  BOOST_REQUIRE(h.handoff(first).has_value());
  const auto view = h.handoff(second);
  BOOST_TEST(!view.value()->queue_position.has_value());
  BOOST_REQUIRE(h.claim(first, ada).has_value());
  BOOST_REQUIRE(h.claim(second, ada).has_value());
  BOOST_TEST(positions_told(h, second).empty());
  BOOST_TEST(!h.tree->shown_position(h.shop, second.conversation).has_value());
}

BOOST_AUTO_TEST_CASE(a_line_counts_by_wait_and_moves_those_behind) {
  domain::random_ids ids;
  const auto shop = ids.make<domain::workspace_id>(monday(1));
  const auto other = ids.make<domain::workspace_id>(monday(1));
  std::vector<domain::conversation_id> all;
  for (int n = 0; n < 4; ++n) all.push_back(ids.make<domain::conversation_id>(monday(1)));
  constexpr auto here = domain::presence::connected;
  waiting_queue line;
  BOOST_TEST(line.put(shop, all[1], monday(3), here).empty());
  BOOST_TEST(line.put(shop, all[2], monday(4), here).empty());
  BOOST_TEST(line.put(other, all[3], monday(1), here).empty());
  BOOST_TEST(line.put(shop, all[0], monday(2), here).size() == 2U);  // read late, but first
  BOOST_TEST(line.position_of(all[0]).value() == 1);
  BOOST_TEST(line.position_of(all[2]).value() == 3);
  BOOST_TEST(line.position_of(all[3]).value() == 1);
  BOOST_TEST(line.put(shop, all[0], monday(2), here).empty());
  BOOST_TEST((line.put(shop, all[1], std::nullopt, here) == std::vector{all[2]}));
  BOOST_TEST(line.position_of(all[2]).value() == 2);
  BOOST_TEST(!line.position_of(all[1]).has_value());
  BOOST_TEST(line.put(shop, all[1], std::nullopt, here).empty());
}

BOOST_AUTO_TEST_CASE(who_left_stands_behind_everybody_who_is_there) {
  domain::random_ids ids;
  const auto shop = ids.make<domain::workspace_id>(monday(1));
  std::vector<domain::conversation_id> all;
  for (int n = 0; n < 4; ++n) all.push_back(ids.make<domain::conversation_id>(monday(1)));
  waiting_queue line;
  for (int n = 0; n < 4; ++n) (void)line.put(shop, all[n], monday(n), domain::presence::connected);
  // The first one leaves: the others move up, and it hears of its new place when it is back.
  auto moved = line.put(shop, all[0], monday(0), domain::presence::away);
  BOOST_TEST((moved == std::vector{all[1], all[2], all[3], all[0]}));
  BOOST_TEST(line.position_of(all[1]).value() == 1);
  BOOST_TEST(line.position_of(all[0]).value() == 4);
  BOOST_TEST((line.absent_in(shop) == std::vector{all[0]}));
  (void)line.put(shop, all[2], monday(2), domain::presence::away);
  BOOST_TEST(line.position_of(all[3]).value() == 2);
  BOOST_TEST(line.position_of(all[0]).value() == 3);
  BOOST_TEST(line.position_of(all[2]).value() == 4);
  moved = line.put(shop, all[0], monday(0), domain::presence::connected);
  BOOST_TEST((moved == std::vector{all[1], all[3], all[0]}));
  BOOST_TEST(line.position_of(all[0]).value() == 1);
  (void)line.put(shop, all[2], std::nullopt, domain::presence::away);
  BOOST_TEST(line.absent_in(shop).empty());
}

BOOST_AUTO_TEST_CASE(a_visitor_who_leaves_lets_the_others_move_up) {
  domain::manual_clock clock{monday(10)};
  actor_fixture h{silent(), &clock};
  h.given_settings(h.member_named("Ada"), nine_to_five(domain::queue_position::shown));
  const auto first = h.given_conversation();
  const auto second = h.given_conversation();
  const auto page = h.given_listener(first, listener_kind::visitor);
  h.given_listener(second, listener_kind::visitor);
  BOOST_REQUIRE(h.handoff(first).has_value());
  clock.advance(std::chrono::seconds{1});
  BOOST_REQUIRE(h.handoff(second).has_value());
  BOOST_REQUIRE(h.tree->conversations().send(first.conversation, leave_request{page}).has_value());
  BOOST_TEST(eventually([&] { return positions_told(h, second) == std::vector{1}; }));
  BOOST_TEST((h.tree->waiting_absent(h.shop) == std::vector{first.conversation}));
  h.given_listener(first, listener_kind::visitor);
  BOOST_TEST(eventually([&] {
    return positions_told(h, second) == std::vector{1, 2} &&
           positions_told(h, first) == std::vector{1};
  }));
  BOOST_TEST(h.tree->waiting_absent(h.shop).empty());
}

BOOST_AUTO_TEST_CASE(of_many_who_take_from_the_queue_each_visitor_goes_to_one) {
  actor_fixture h{silent()};
  std::vector<domain::member> members;
  for (int n = 0; n < 6; ++n) members.push_back(h.member_named("Member" + std::to_string(n)));
  for (int round = 0; round < 20; ++round) {
    const auto chat = h.given_conversation();
    BOOST_REQUIRE(h.handoff(chat).has_value());
    std::atomic<int> won = 0;
    std::vector<std::thread> all;
    for (const auto& by : members)
      all.emplace_back([&h, &chat, &won, &by] {
        if (h.claim(chat, by, domain::takeover_mode::from_queue)) ++won;
      });
    for (auto& one : all) one.join();
    BOOST_TEST(won.load() == 1);
    BOOST_TEST(h.state(chat).epoch == 2);
  }
}
