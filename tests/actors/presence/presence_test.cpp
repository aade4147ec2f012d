// Claims wait for their holder's connections, whatever the order in which the news of them arrive.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "actors/presence/visitor_presences.hpp"
#include "tests/actors/fixture.hpp"

using namespace takeover;
using namespace takeover::actors;
using namespace takeover::actors::test;

namespace {

tree_options silent() {
  tree_options out;
  out.words_per_second = 0;
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(
    after_any_race_of_claims_and_connections_the_grace_runs_exactly_while_the_holder_is_away) {
  actor_fixture h{silent()};
  const auto chat = h.given_conversation();
  const auto ada = h.member_named("Ada");
  for (int round = 0; round < 200; ++round) {
    const bool stays = round % 2 == 0;
    const listener where{0, 1'000 + static_cast<std::uint64_t>(round)};
    std::thread connections{[&] {
      h.tree->presence().connected(where, ada);
      if (!stays) h.tree->presence().disconnected(where);
    }};
    BOOST_REQUIRE(h.claim(chat, ada).has_value());
    connections.join();
    BOOST_TEST_CONTEXT("round " << round)
    BOOST_REQUIRE(eventually([&] {
      return h.tree->presence().table().is_online(h.shop, ada.user) == stays &&
             h.state(chat).deadline_at.has_value() == !stays;
    }));
    if (stays) h.tree->presence().disconnected(where);
    BOOST_REQUIRE(h.release(chat, ada).has_value());
  }
}

BOOST_AUTO_TEST_CASE(who_took_over_from_the_one_that_left_keeps_the_claim) {
  actor_fixture h{silent()};
  const auto chat = h.given_conversation();
  const auto ada = h.member_named("Ada");
  const auto eve = h.member_named("Eve", domain::role::admin);
  h.tree->presence().connected({0, 2'000}, eve);
  BOOST_REQUIRE(eventually([&] { return h.tree->presence().table().is_online(h.shop, eve.user); }));
  for (int round = 0; round < 200; ++round) {
    const listener where{0, 3'000 + static_cast<std::uint64_t>(round)};
    h.tree->presence().connected(where, ada);
    BOOST_REQUIRE(
        eventually([&] { return h.tree->presence().table().is_online(h.shop, ada.user); }));
    BOOST_REQUIRE(h.claim(chat, ada).has_value());
    std::thread leaving{[&] { h.tree->presence().disconnected(where); }};
    BOOST_REQUIRE(h.claim(chat, eve, domain::takeover_mode::force).has_value());
    leaving.join();
    BOOST_REQUIRE(
        eventually([&] { return !h.tree->presence().table().is_online(h.shop, ada.user); }));
    // Whatever is still on its way to the conversation is answered before this.
    BOOST_REQUIRE(h.answer(chat, eve, "r" + std::to_string(round), "Here").has_value());
    const auto now = h.state(chat);
    BOOST_TEST_CONTEXT("round " << round) BOOST_REQUIRE(!now.deadline_at.has_value());
    BOOST_REQUIRE(h.release(chat, eve).has_value());
  }
}

BOOST_AUTO_TEST_CASE(a_visitor_who_only_reads_an_answer_is_there_while_it_lasts) {
  tree_options options;
  options.words_per_second = 400;
  actor_fixture h{options};
  const auto chat = h.given_conversation();
  waiting_reply<posted> accepted;
  waiting_reply<answered> done;
  const listener stream{0, 77};
  BOOST_REQUIRE(h.tree->conversations()
                    .send(chat.conversation,
                          requests::visitor_message(chat, {"c1", actor_fixture::story_question},
                                                    accepted.promise(), {done.promise(), stream}))
                    .has_value());
  BOOST_REQUIRE(accepted.get().has_value());
  BOOST_TEST(eventually([&] {
    return h.tree->presence().table().visitor_of(chat.conversation).now ==
           domain::presence::connected;
  }));
  BOOST_REQUIRE(done.get().has_value());
  BOOST_TEST(eventually([&] {
    return h.tree->presence().table().visitor_of(chat.conversation).now == domain::presence::away;
  }));
}

BOOST_AUTO_TEST_CASE(visitor_is_offline_after_the_stream_ends_early) {
  tree_options options;
  options.words_per_second = 1;
  actor_fixture h{options};
  const auto chat = h.given_conversation();
  waiting_reply<posted> accepted;
  const listener stream{0, 77};
  BOOST_REQUIRE(h.tree->conversations()
                    .send(chat.conversation,
                          requests::visitor_message(chat, {"c1", actor_fixture::story_question},
                                                    accepted.promise(), {{}, stream}))
                    .has_value());
  BOOST_REQUIRE(accepted.get().has_value());
  BOOST_TEST(eventually([&] {
    return h.tree->presence().table().visitor_of(chat.conversation).now ==
           domain::presence::connected;
  }));
  BOOST_REQUIRE(h.tree->conversations().send(chat.conversation, leave_request{stream}).has_value());
  BOOST_TEST(eventually([&] {
    return h.tree->presence().table().visitor_of(chat.conversation).now == domain::presence::away;
  }));
}

BOOST_AUTO_TEST_CASE(when_a_visitor_left_is_known_until_they_are_back) {
  const auto start = domain::timestamp{std::chrono::hours{1}};
  domain::manual_clock clock{start};
  actor_fixture h{{}, &clock};
  const auto& table = h.tree->presence().table();
  const auto chat = h.given_conversation();
  BOOST_TEST((table.visitor_of(chat.conversation) == domain::visitor_presence{}));
  const auto page = h.given_listener(chat, listener_kind::visitor);
  h.tree->presence().join({0, 900}, {channel_kind::workspace, h.shop.value()},
                          h.member_named("Ada"));
  BOOST_REQUIRE(eventually([&] { return table.workspace_listeners == 1U; }));
  clock.advance(std::chrono::seconds{5});
  BOOST_REQUIRE(h.tree->conversations().send(chat.conversation, leave_request{page}).has_value());
  const auto left_at = start + std::chrono::seconds{5};
  const auto told = [&](const std::vector<heard>& all) {
    return std::ranges::any_of(all, [&](const heard& news) {
      const auto* changed = std::get_if<conversation_changed>(&news.what);
      return changed != nullptr && changed->view->visitor.left_at == left_at;
    });
  };
  BOOST_TEST(h.announcements.wait_until(told));
  BOOST_TEST((table.visitor_of(chat.conversation).left_at == left_at));
  h.given_listener(chat, listener_kind::visitor);
  BOOST_TEST(eventually([&] {
    return table.visitor_of(chat.conversation) ==
           domain::visitor_presence{domain::presence::connected, std::nullopt};
  }));
}

BOOST_AUTO_TEST_CASE(a_visitor_on_the_way_to_the_next_page_has_not_left) {
  tree_options patient;
  patient.visitor_grace = std::chrono::hours{1};
  actor_fixture h{patient};
  const auto chat = h.given_conversation();
  const auto page = h.given_listener(chat, listener_kind::visitor);
  BOOST_REQUIRE(h.tree->conversations().send(chat.conversation, leave_request{page}).has_value());
  // Answered after the leaving.
  BOOST_REQUIRE(h.handoff(chat).has_value());
  const auto& table = h.tree->presence().table();
  BOOST_TEST((table.visitor_of(chat.conversation).now == domain::presence::connected));
  BOOST_TEST(h.tree->waiting_absent(h.shop).empty());

  tree_options brief;
  brief.visitor_grace = std::chrono::milliseconds{1};
  actor_fixture other{brief};
  const auto left = other.given_conversation();
  const auto last = other.given_listener(left, listener_kind::visitor);
  BOOST_REQUIRE(
      other.tree->conversations().send(left.conversation, leave_request{last}).has_value());
  BOOST_TEST(eventually([&] {
    return other.tree->presence().table().visitor_of(left.conversation).left_at.has_value();
  }));
}

BOOST_AUTO_TEST_CASE(of_those_who_left_the_latest_are_remembered) {
  domain::random_ids ids;
  const auto at = [](int s) { return domain::timestamp{std::chrono::seconds{s}}; };
  std::vector<domain::conversation_id> all;
  for (int n = 0; n < 4; ++n) all.push_back(ids.make<domain::conversation_id>(at(n)));
  visitor_presences visitors{2};
  for (int n = 0; n < 3; ++n) visitors.arrived(all[n]);
  visitors.left(all[3], at(1));  // was never there
  BOOST_TEST(!visitors.of(all[3]).left_at.has_value());
  for (int n = 0; n < 3; ++n) visitors.left(all[n], at(10 + n));
  BOOST_TEST(!visitors.of(all[0]).left_at.has_value());
  BOOST_TEST((visitors.of(all[1]).left_at == at(11)));
  visitors.arrived(all[1]);
  visitors.left(all[1], at(20));
  BOOST_TEST((visitors.of(all[1]).left_at == at(20)));
  BOOST_TEST((visitors.of(all[2]).left_at == at(12)));
  visitors.forget(all[2]);
  BOOST_TEST(!visitors.of(all[2]).left_at.has_value());
}
