#include <boost/test/unit_test.hpp>

#include "storage/conversations/conversation_change.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/people/heartbeats.hpp"
#include "tests/storage/workspace_fixture.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;
using domain::errc;

namespace {

/// A conversation that Ada holds and has left: its deadline is long past.
struct heartbeat_fixture : workspace_fixture {
  heartbeat_fixture() : chat(given_conversation()) {
    BOOST_REQUIRE(stored(chat.run(rows(), domain::take_over{ada})));
    BOOST_REQUIRE(stored(chat.run(rows(), domain::holder_is{domain::presence::away})));
  }
  void beat(const std::string& process, std::int64_t seconds) {
    write(rows(),
          [&](writer& to) { storage::heartbeats::record(to, process, {ada}, at(seconds)); });
  }
  std::optional<domain::timestamp> last() {
    return read(rows(), [&](reader& from) {
      return storage::heartbeats::last(from, workspace, ada.user, {});
    });
  }
  conversation_change lapse(std::int64_t unseen_since) {
    auto overdue = chat.now();
    overdue.last_activity_at += std::chrono::hours{1};
    auto change = talk{overdue, ids}.deciding(domain::deadline_passed{});
    change.if_holder_unseen_since = at(unseen_since);
    return change;
  }
  std::vector<domain::conversation_id> misjudged(std::int64_t since) {
    return read(rows(), [&](reader& from) {
      return storage::conversations::claims_with_stale_deadline(from, at(since));
    });
  }

  talk chat;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(member_heartbeats, heartbeat_fixture)

BOOST_AUTO_TEST_CASE(the_newest_heartbeat_of_any_process_counts) {
  BOOST_TEST(!last().has_value());
  beat("one", 10);
  beat("two", 30);
  beat("one", 20);
  BOOST_TEST((last() == at(30)));

  write(rows(), [&](writer& to) { storage::heartbeats::clear(to, "two", workspace, ada.user); });
  BOOST_TEST((last() == at(20)));
  write(rows(), [&](writer& to) { storage::heartbeats::clear(to, "one"); });
  BOOST_TEST(!last().has_value());
}

BOOST_AUTO_TEST_CASE(a_claim_does_not_lapse_while_any_process_reports_its_holder) {
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

BOOST_AUTO_TEST_CASE(without_a_heartbeat_a_claim_lapses) {
  BOOST_TEST(stored(submitted(rows(), lapse(0))));
}

BOOST_AUTO_TEST_CASE(heartbeats_of_another_member_keep_no_claim) {
  write(rows(), [&](writer& to) { storage::heartbeats::record(to, "p", {bob, olga}, at(100)); });

  BOOST_TEST(stored(submitted(rows(), lapse(0))));
}

BOOST_AUTO_TEST_CASE(a_process_reads_the_heartbeats_of_the_others) {
  using names = std::vector<domain::user_id>;
  const auto elsewhere = [&](const std::string& except, std::int64_t since) {
    names users;
    for (const auto& one : read(rows(), [&](reader& from) {
           return storage::heartbeats::members_online_elsewhere(from, except, at(since));
         }))
      users.push_back(one.user);
    return users;
  };
  beat("one", 10);
  beat("two", 20);
  beat("three", 20);

  BOOST_TEST((elsewhere("one", 20) == names{ada.user}));
  BOOST_TEST(elsewhere("one", 21).empty());
  write(rows(), [&](writer& to) { storage::heartbeats::clear(to, "three"); });
  BOOST_TEST(elsewhere("two", 11).empty());
  BOOST_TEST((read(rows(), [&](reader& from) {
                return storage::heartbeats::last(from, workspace, ada.user, "two");
              }) == at(10)));
}

BOOST_AUTO_TEST_CASE(heartbeats_of_a_dead_process_are_purged) {
  beat("dead", 10);
  beat("alive", 20);

  write(rows(), [&](writer& to) { storage::heartbeats::purge(to, at(20)); });

  BOOST_TEST(number("SELECT count(*) FROM member_heartbeats") == 1);
}

BOOST_AUTO_TEST_CASE(claims_are_found_whose_deadline_disagrees_with_the_heartbeats) {
  using list = std::vector<domain::conversation_id>;
  auto kept = given_conversation();
  BOOST_REQUIRE(stored(kept.run(rows(), domain::take_over{bob})));
  auto waiting = given_conversation();
  BOOST_REQUIRE(stored(waiting.run(rows(), domain::ask_for_human{"handoff"})));

  // Ada has left and nobody has seen her; Bob should be there, and nobody has seen him.
  BOOST_TEST((misjudged(0) == list{kept.id()}));
  beat("another process", 100);
  write(rows(),
        [&](writer& to) { storage::heartbeats::record(to, "another process", {bob}, at(100)); });
  BOOST_TEST((misjudged(100) == list{chat.id()}));
  BOOST_TEST((misjudged(101) == list{kept.id()}));
}

BOOST_AUTO_TEST_CASE(
    a_claim_prompted_at_the_end_of_its_shift_keeps_its_deadline_although_the_holder_is_online) {
  BOOST_REQUIRE(stored(chat.run(rows(), domain::shift_is{at(1)})));
  BOOST_REQUIRE(stored(chat.run(rows(), domain::end_of_shift{})));
  beat("another process", 100);

  BOOST_TEST(misjudged(100).empty());
}

BOOST_AUTO_TEST_CASE(after_a_restart_a_claim_stays_whose_holder_another_process_reports) {
  BOOST_REQUIRE(stored(chat.run(rows(), domain::holder_is{domain::presence::connected})));
  beat("another process", 100);
  const auto given = [&](std::int64_t since) {
    std::int64_t count = 0;
    write(rows(), [&](writer& to) {
      count = storage::conversations::start_claim_grace(to, at(400), std::chrono::seconds{100},
                                                        at(since));
    });
    return count;
  };

  BOOST_TEST(given(100) == 0);
  BOOST_TEST(given(101) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
