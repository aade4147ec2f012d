// What a conversation does when the store is busy, or cannot tell whether it stored.
#include <boost/test/unit_test.hpp>

#include "tests/actors/unreliable_store.hpp"

using namespace takeover;
using namespace takeover::actors;
using namespace takeover::actors::test;
using domain::errc;

namespace {

bool announced(const std::vector<heard>& all, const std::string& body) {
  return std::any_of(all.begin(), all.end(), [&](const heard& h) {
    const auto* e = std::get_if<entry_added>(&h.what);
    return e != nullptr && e->entry.body == body;
  });
}

}  // namespace

BOOST_AUTO_TEST_CASE(
    who_listens_hears_of_an_entry_whose_storing_was_in_doubt_and_a_retry_settles_it) {
  unreliable_store_fixture h;
  const auto chat = h.given_conversation();
  const auto ada = h.member_named("Ada");
  h.given_listener(chat);
  BOOST_REQUIRE(h.claim(chat, ada).has_value());
  h.unreliable.lose_next_answer();
  BOOST_TEST((h.say(chat, "c1", "Is it there?").error().code == errc::unavailable));
  BOOST_TEST(
      h.announcements.wait_until([](const auto& all) { return announced(all, "Is it there?"); }));
  const auto again = h.say(chat, "c1", "Is it there?");
  BOOST_TEST(again.value().repeated);
  BOOST_TEST(again.value().entry.seq == 2);
  BOOST_TEST(h.timeline(chat).size() == 2U);
}

BOOST_AUTO_TEST_CASE(pending_requests_are_bounded) {
  tree_options options;
  options.max_pending = 4;
  actor_fixture h{options};
  const auto chat = h.given_conversation();
  const auto ada = h.member_named("Ada");
  BOOST_REQUIRE(h.claim(chat, ada).has_value());
  held_writer writer{*h.store};
  // One is with the store, four wait; the actor may take up the first one later than it is sent.
  std::vector<waiting_reply<posted>> said(64);
  std::size_t refused = 0;
  for (std::size_t n = 0; n < said.size(); ++n) {
    auto message =
        requests::visitor_message(chat, {"c" + std::to_string(n), "Hello"}, said[n].promise());
    const auto sent = h.tree->conversations().send(chat.conversation, std::move(message));
    if (sent) continue;
    BOOST_TEST((sent.error().code == errc::overloaded));
    BOOST_TEST((sent.error().retry_after == std::chrono::seconds{1}));
    ++refused;
  }
  BOOST_TEST(refused >= said.size() - 5);
  writer.let_go();
  std::size_t stored = 0;
  for (auto& one : said) stored += one.get().has_value() ? 1U : 0U;
  BOOST_TEST(stored == said.size() - refused);
  BOOST_TEST(h.timeline(chat).size() == stored + 1);
}

BOOST_AUTO_TEST_CASE(live_conversations_are_bounded) {
  tree_options options;
  options.max_live = 2;
  options.passivate_after = std::chrono::milliseconds{1};
  options.sweep_every = std::chrono::milliseconds{1};
  actor_fixture h{options};
  const auto first = h.given_conversation();
  const auto second = h.given_conversation();
  const auto third = h.given_conversation();
  const auto listener = h.given_listener(first);
  h.given_listener(second);

  const auto refused = h.say(third, "c1", "Is there room?");
  BOOST_REQUIRE(!refused);
  BOOST_TEST((refused.error().code == errc::overloaded &&
              refused.error().retry_after == std::chrono::seconds{1}));
  BOOST_TEST(h.say(first, "c1", "Who is there is served").has_value());
  BOOST_TEST(h.say(second, "c1", "And so is the other one").has_value());
  BOOST_TEST(h.timeline(third).empty());

  BOOST_REQUIRE(h.tree->conversations().send(first.conversation, leave_request{listener}));
  BOOST_TEST(eventually([&] { return h.say(third, "c1", "Is there room?").has_value(); }));
  BOOST_TEST(h.tree->stats().live_conversations <= options.max_live);
  BOOST_TEST(h.timeline(third).front().body == "Is there room?");
}
