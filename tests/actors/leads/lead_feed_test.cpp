#include <boost/test/unit_test.hpp>

#include "storage/conversations/conversations.hpp"
#include "storage/leads/leads.hpp"
#include "tests/actors/fixture.hpp"
#include "tests/actors/unreliable_store.hpp"

using namespace takeover;
using namespace takeover::actors;
using namespace takeover::actors::test;

namespace {

storage::lead_feed poll(actor_fixture& h, std::optional<std::int64_t> after) {
  waiting_reply<storage::lead_feed> done;
  h.tree->read_feed(h.shop, after, 50, done.promise());
  return done.get().value();
}

domain::result<captured_lead> capture(actor_fixture& h, const std::string& email) {
  const auto chat = h.given_conversation();
  waiting_reply<captured_lead> done;
  BOOST_REQUIRE(h.tree->conversations().send(
      chat.conversation,
      requests::lead(chat, {"l1", domain::lead_source::form, {"Lou", email, "", {}}},
                     done.promise())));
  return done.get();
}

std::vector<std::string> emails(const storage::lead_feed& feed) {
  std::vector<std::string> out;
  for (const auto& row : feed.leads) out.push_back(row.record.fields.email);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lead_feeds)

BOOST_AUTO_TEST_CASE(feed_gives_each_lead_once_and_then_nothing) {
  actor_fixture h;
  const auto start = poll(h, std::nullopt);
  BOOST_TEST(start.leads.empty());
  for (int n = 0; n < 20; ++n) {
    const auto email = "lou" + std::to_string(n) + "@example.com";
    BOOST_REQUIRE(capture(h, email).has_value());
    const auto next = poll(h, start.position + n);
    BOOST_TEST((emails(next) == std::vector{email}));
    BOOST_TEST(poll(h, next.position).leads.empty());
    BOOST_TEST(poll(h, next.position).position == next.position);
  }
  BOOST_TEST(poll(h, start.position).leads.size() == 20U);
}

BOOST_AUTO_TEST_CASE(cursor_beyond_the_end_is_told_where_the_feed_ends) {
  actor_fixture h;
  BOOST_REQUIRE(capture(h, "lou@example.com").has_value());
  const auto end = poll(h, std::nullopt).position;
  BOOST_TEST(poll(h, end + 1'000).position == end);
  BOOST_TEST(poll(h, end + 1'000).leads.empty());
}

BOOST_AUTO_TEST_CASE(who_is_ahead_of_what_the_actor_has_heard_is_not_sent_back) {
  actor_fixture h;
  BOOST_REQUIRE(capture(h, "lou@example.com").has_value());
  const auto known = poll(h, std::nullopt).position;
  // Stored, as in the moment before the actor hears of it.
  const auto chat = h.given_conversation();
  const auto stored =
      storage::write_and_wait(*h.store, [&](storage::writer& rows) -> domain::result<void> {
        const auto where = storage::conversations::view(rows, chat.conversation)->state;
        domain::lead_capture ann;
        ann.proposed_id = h.ids.make<domain::lead_id>(h.wall.now());
        ann.fields = {"Ann", "ann@example.com", "", {}};
        (void)storage::leads::capture(rows, where, ann, h.wall.now());
        return {};
      });
  BOOST_REQUIRE(stored.has_value());
  BOOST_TEST(poll(h, known + 1).position == known + 1);
  BOOST_TEST(poll(h, known + 1).leads.empty());
}

BOOST_AUTO_TEST_CASE(known_email_captured_again_after_a_restart_does_not_move_the_end) {
  actor_fixture h;
  BOOST_REQUIRE(capture(h, "lou@example.com").has_value());
  BOOST_REQUIRE(capture(h, "ann@example.com").has_value());
  const auto end = poll(h, std::nullopt).position;
  h.stop();
  h.start();
  BOOST_REQUIRE(capture(h, "lou@example.com").has_value());
  BOOST_TEST(poll(h, end).position == end);
  BOOST_TEST((emails(poll(h, end - 1)) == std::vector<std::string>{"ann@example.com"}));
}

BOOST_AUTO_TEST_CASE(lead_whose_commit_is_unknown_comes_with_the_next_poll) {
  unreliable_store_fixture h;
  BOOST_REQUIRE(capture(h, "lou@example.com").has_value());
  const auto end = poll(h, std::nullopt).position;
  BOOST_TEST(poll(h, end).leads.empty());
  h.unreliable.lose_next_answer();
  BOOST_TEST((capture(h, "ann@example.com").error().code == domain::errc::unavailable));
  BOOST_TEST((emails(poll(h, end)) == std::vector<std::string>{"ann@example.com"}));
}

BOOST_AUTO_TEST_SUITE_END()
