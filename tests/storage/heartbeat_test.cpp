#include <boost/test/unit_test.hpp>

#include "tests/storage/fixture.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;
using domain::errc;

namespace {

/// A conversation that Ada holds and has left: its deadline is long past.
struct left_shop : shop {
  left_shop() : chat(given_conversation()) {
    BOOST_REQUIRE(stored(chat.run(rows(), domain::take_over{ada})));
    BOOST_REQUIRE(stored(chat.run(rows(), domain::holder_is{domain::presence::away})));
  }
  void beat(const std::string& process, std::int64_t seconds) {
    write(rows(), [&](writer& to) { to.hold_present(process, {ada}, at(seconds)); });
  }
  std::optional<domain::timestamp> last() {
    return read(rows(), [&](reader& from) { return from.last_heartbeat(workspace, ada.user); });
  }
  conversation_change lapse(std::int64_t unseen_since) {
    auto overdue = chat.now();
    overdue.last_activity_at += std::chrono::hours{1};
    auto change = talk{overdue, ids}.deciding(domain::deadline_passed{});
    change.if_holder_unseen_since = at(unseen_since);
    return change;
  }
  std::vector<domain::conversation_id> due(std::optional<domain::timestamp> fresh_since) {
    return read(rows(), [&](reader& from) { return from.due(at(10'000), 10, fresh_since); });
  }

  talk chat;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(member_heartbeats, left_shop)

BOOST_AUTO_TEST_CASE(the_freshest_one_of_any_process_counts) {
  BOOST_TEST(!last().has_value());
  beat("one", 10);
  beat("two", 30);
  beat("one", 20);
  BOOST_TEST((last() == at(30)));

  write(rows(), [&](writer& to) { to.end_presence("two", workspace, ada.user); });
  BOOST_TEST((last() == at(20)));
  write(rows(), [&](writer& to) { to.end_presence("one"); });
  BOOST_TEST(!last().has_value());
}

BOOST_AUTO_TEST_CASE(a_claim_does_not_lapse_while_any_process_holds_its_holder_for_present) {
  beat("another process", 100);

  const auto refused = submitted(rows(), lapse(100));
  const auto before = state(chat.id());
  const auto lapsed = submitted(rows(), lapse(101));

  BOOST_TEST((refusal(refused) == errc::conflict));
  BOOST_TEST(before.claim.has_value());
  BOOST_TEST(stored(lapsed));
  BOOST_TEST(!state(chat.id()).claim.has_value());
  BOOST_TEST(number("SELECT count(*) FROM audit_logs WHERE action = 'conversation.lapse'") == 1);
}

BOOST_AUTO_TEST_CASE(without_a_heartbeat_a_claim_lapses) { BOOST_TEST(stored(submitted(rows(), lapse(0)))); }

BOOST_AUTO_TEST_CASE(heartbeats_of_somebody_else_hold_no_claim) {
  write(rows(), [&](writer& to) { to.hold_present("p", {bob, olga}, at(100)); });

  BOOST_TEST(stored(submitted(rows(), lapse(0))));
}

BOOST_AUTO_TEST_CASE(what_is_due_leaves_out_whose_holder_is_present_somewhere) {
  auto waiting = given_conversation();
  BOOST_REQUIRE(stored(waiting.run(rows(), domain::ask_for_human{"handoff"})));
  beat("another process", 100);

  BOOST_TEST(due(std::nullopt).size() == 2);
  BOOST_TEST((due(at(100)) == std::vector{waiting.id()}));
  BOOST_TEST(due(at(101)).size() == 2);
}

BOOST_AUTO_TEST_SUITE_END()
