// A claim that goes from one member to another, through the actors.
#include <boost/test/unit_test.hpp>

#include "tests/actors/fixture.hpp"

using namespace takeover;
using namespace takeover::actors;
using namespace takeover::actors::test;
using domain::errc;

namespace {

tree_options silent() {
  tree_options out;
  out.words_per_second = 0;
  return out;
}

void bring_online(actor_fixture& h, const domain::member& who, std::uint64_t number) {
  h.tree->presence().connected({0, number}, who);
  BOOST_REQUIRE(eventually([&] { return h.tree->presence().table().is_online(h.shop, who.user); }));
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_transfer_is_announced_audited_and_survives_a_restart) {
  actor_fixture h{silent()};
  const auto chat = h.given_conversation();
  const auto ada = h.member_named("Ada");
  const auto bob = h.member_named("Bob");
  bring_online(h, ada, 500);
  bring_online(h, bob, 501);
  h.given_listener(chat);
  BOOST_REQUIRE(h.claim(chat, ada).has_value());
  const auto given = h.transfer(chat, ada, bob);
  BOOST_REQUIRE(given.has_value());
  BOOST_TEST((*given)->view.state.claim.value().holder.name == "Bob");
  BOOST_TEST(h.announcements.wait_until([](const auto& all) {
    return std::any_of(all.begin(), all.end(), [](const heard& news) {
      const auto* added = std::get_if<entry_added>(&news.what);
      return added != nullptr && added->entry.meta.transferred_by && added->begins_epoch == 2 &&
             news.to_visitor == false;
    });
  }));
  BOOST_TEST((h.answer(chat, ada, "r1", "Still me?").error() == errc::not_holder));
  BOOST_TEST(h.answer(chat, bob, "r2", "Bob here").has_value());
  const auto audit = h.audit();
  BOOST_TEST(audit.front().action == "conversation.transfer");
  BOOST_TEST(audit.front().actor.value().str() == ada.user.str());
  h.stop();
  h.start();
  BOOST_TEST(h.state(chat).claim.value().holder.name == "Bob");
}

BOOST_AUTO_TEST_CASE(a_repeated_transfer_leaves_no_second_trace) {
  actor_fixture h{silent()};
  const auto chat = h.given_conversation();
  const auto ada = h.member_named("Ada");
  const auto bob = h.member_named("Bob");
  BOOST_REQUIRE(h.claim(chat, ada).has_value());
  BOOST_REQUIRE(h.transfer(chat, ada, bob).has_value());
  const auto entries = h.timeline(chat).size();
  const auto rows = h.audit().size();
  BOOST_REQUIRE(h.transfer(chat, ada, bob).has_value());
  BOOST_TEST(h.timeline(chat).size() == entries);
  BOOST_TEST(h.audit().size() == rows);
  BOOST_TEST(h.state(chat).epoch == 2);
}

BOOST_AUTO_TEST_CASE(one_of_many_concurrent_transfers_counts) {
  actor_fixture h{silent()};
  const auto ada = h.member_named("Ada");
  std::vector<domain::member> others;
  for (int n = 0; n < 6; ++n) others.push_back(h.member_named("Member" + std::to_string(n)));
  for (int round = 0; round < 20; ++round) {
    const auto chat = h.given_conversation();
    BOOST_REQUIRE(h.claim(chat, ada).has_value());
    std::atomic<int> won = 0;
    std::vector<std::thread> all;
    for (const auto& to : others)
      all.emplace_back([&h, &chat, &ada, &won, &to] {
        if (h.transfer(chat, ada, to)) ++won;
      });
    for (auto& one : all) one.join();
    BOOST_TEST(won.load() == 1);
    BOOST_TEST(h.state(chat).epoch == 2);
  }
}

BOOST_AUTO_TEST_CASE(claim_transferred_to_an_absent_member_lapses_after_the_grace_time) {
  domain::manual_clock clock{domain::from_ms(1'790'000'000'000)};
  actor_fixture h{silent(), &clock};
  const auto chat = h.given_conversation();
  const auto ada = h.member_named("Ada");
  const auto bob = h.member_named("Bob");
  bring_online(h, ada, 502);
  BOOST_REQUIRE(h.claim(chat, ada).has_value());
  BOOST_REQUIRE(h.transfer(chat, ada, bob).has_value());
  BOOST_TEST((h.state(chat).deadline_at.value() == clock.now() + h.options.claim_grace));
  clock.advance(h.options.claim_grace);
  BOOST_TEST(eventually([&] { return h.state(chat).controller == domain::controller::bot; }));
  BOOST_TEST(h.audit().front().action == "conversation.lapse");
}

BOOST_AUTO_TEST_CASE(member_of_another_workspace_transfers_nothing) {
  actor_fixture h{silent()};
  const auto chat = h.given_conversation();
  const auto ada = h.member_named("Ada");
  BOOST_REQUIRE(h.claim(chat, ada).has_value());
  auto stranger = h.member_named("Mallory", domain::role::owner);
  stranger.workspace = h.ids.make<domain::workspace_id>(h.clock.now());
  BOOST_TEST((h.transfer(chat, stranger, stranger).error() == errc::not_found));
  BOOST_TEST(h.state(chat).claim.value().holder.name == "Ada");
}
