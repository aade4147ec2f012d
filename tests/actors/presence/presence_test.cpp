// Claims wait for their holder's connections, whatever the order in which the news of them arrive.
#include <boost/test/unit_test.hpp>

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
  BOOST_TEST(
      eventually([&] { return h.tree->presence().table().is_visitor_online(chat.conversation); }));
  BOOST_REQUIRE(done.get().has_value());
  BOOST_TEST(
      eventually([&] { return !h.tree->presence().table().is_visitor_online(chat.conversation); }));
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
  BOOST_TEST(
      eventually([&] { return h.tree->presence().table().is_visitor_online(chat.conversation); }));
  BOOST_REQUIRE(h.tree->conversations().send(chat.conversation, leave_request{stream}).has_value());
  BOOST_TEST(
      eventually([&] { return !h.tree->presence().table().is_visitor_online(chat.conversation); }));
}
