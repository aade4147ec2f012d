#include <boost/test/unit_test.hpp>
#include <thread>

#include "storage/conversations/conversation_change.hpp"
#include "storage/conversations/deletion.hpp"
#include "tests/storage/workspace_fixture.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;
using domain::errc;

namespace {

bool refused_as(const commit_outcome& outcome, errc code) { return refusal(outcome) == code; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(the_fence, workspace_fixture)

BOOST_AUTO_TEST_CASE(a_change_decided_on_an_older_position_is_a_conflict_and_leaves_nothing) {
  auto chat = given_conversation();
  const auto late = chat.deciding(domain::post_visitor_message{"late", "too late"});
  chat.say(rows());
  const auto before = state(chat.id());

  const auto outcome = submitted(rows(), late);

  BOOST_TEST(refused_as(outcome, errc::conflict));
  BOOST_TEST((state(chat.id()) == before));
  BOOST_TEST(timeline(chat.id()).size() == 1);
}

BOOST_AUTO_TEST_CASE(
    a_change_decided_in_an_older_epoch_is_a_conflict_also_if_no_entry_stands_in_its_way) {
  auto chat = given_conversation();
  chat.say(rows());
  auto late = chat.deciding(domain::post_visitor_message{"late", "too late"});
  --late.expected_epoch;

  const auto outcome = submitted(rows(), late);

  BOOST_TEST(refused_as(outcome, errc::conflict));
  BOOST_TEST((state(chat.id()) == chat.now()));
  BOOST_TEST(timeline(chat.id()).size() == 1);
}

BOOST_AUTO_TEST_CASE(a_conflict_leaves_no_audit_row_no_lead_no_job_and_no_gap_in_the_feed) {
  auto chat = given_conversation();
  const auto claim = chat.deciding(domain::take_over{ada});
  const auto lead = chat.deciding(
      domain::capture_lead{"lead", domain::lead_source::form, {"Lou", "lou@example.com", "", {}}});
  chat.say(rows());

  const auto claimed = submitted(rows(), claim);
  const auto captured = submitted(rows(), lead);

  BOOST_TEST(refused_as(claimed, errc::conflict));
  BOOST_TEST(refused_as(captured, errc::conflict));
  BOOST_TEST(number("SELECT count(*) FROM audit_logs") == 0);
  BOOST_TEST(number("SELECT count(*) FROM leads") == 0);
  BOOST_TEST(number("SELECT count(*) FROM jobs") == 0);
  BOOST_TEST(number("SELECT lead_seq FROM workspaces") == 0);
  BOOST_TEST(number("SELECT count(*) FROM visitors WHERE email <> ''") == 0);
}

BOOST_AUTO_TEST_CASE(a_change_of_many_entries_is_stored_whole_or_not_at_all) {
  auto chat = given_conversation();
  auto change = chat.deciding(domain::post_visitor_message{"c1", "one"});
  auto second = change.decision.entries.front();
  second.seq = 2;
  second.client_id = "c2";
  change.decision.entries.push_back(second);
  change.decision.next.last_seq = 2;
  auto clash = change;
  clash.decision.entries.back().seq = 1;  // the second one has no place

  const auto nothing = submitted(rows(), clash);
  const auto left = timeline(chat.id());
  const auto all = submitted(rows(), change);

  BOOST_TEST(refused_as(nothing, errc::conflict));
  BOOST_TEST(left.empty());
  BOOST_TEST(stored(all));
  BOOST_TEST(timeline(chat.id()).size() == 2);
}

BOOST_AUTO_TEST_CASE(an_unknown_conversation_is_not_found_and_a_deleted_one_is_deleted) {
  auto gone = given_conversation();
  write(rows(),
        [&](writer& to) { storage::conversations::remove(to, gone.id(), olga, at(5)).value(); });
  auto strange = gone.now();
  strange.id = ids.make<domain::conversation_id>(at(0));
  const talk unknown{strange, ids};

  const domain::command commands[] = {
      domain::post_visitor_message{"c", "hello"}, domain::take_over{ada},
      domain::capture_lead{"l", domain::lead_source::form, {"Lou", "lou@example.com", "", {}}}};
  for (const auto& wanted : commands) {
    BOOST_TEST(refused_as(submitted(rows(), gone.deciding(wanted)), errc::deleted));
    BOOST_TEST(refused_as(submitted(rows(), unknown.deciding(wanted)), errc::not_found));
  }
  BOOST_TEST(number("SELECT count(*) FROM leads") == 0);
  BOOST_TEST(number("SELECT count(*) FROM timeline_entries") == 0);
}

BOOST_AUTO_TEST_CASE(a_change_without_an_entry_is_fenced_too) {
  auto chat = given_conversation();
  BOOST_REQUIRE(stored(chat.run(rows(), domain::take_over{ada})));
  const auto late = chat.deciding(domain::holder_is{domain::presence::away});
  const auto left = submitted(rows(), late);
  BOOST_REQUIRE(stored(left));
  BOOST_TEST(state(chat.id()).deadline_at.has_value());

  chat.follow(late);
  const auto back = chat.deciding(domain::holder_is{domain::presence::connected});
  chat.say(rows());
  BOOST_TEST(refused_as(submitted(rows(), back), errc::conflict));
  BOOST_TEST(state(chat.id()).deadline_at.has_value());
}

BOOST_AUTO_TEST_CASE(a_known_client_id_gives_the_first_entry_and_stores_nothing) {
  auto chat = given_conversation();
  BOOST_REQUIRE(stored(chat.run(rows(), domain::post_visitor_message{"same", "first"})));
  const auto stale = chat.deciding(domain::post_visitor_message{"same", "second"});
  chat.say(rows());
  const auto before = state(chat.id());

  for (const auto& again : {chat.deciding(domain::post_visitor_message{"same", "second"}), stale}) {
    const auto outcome = submitted(rows(), again);
    BOOST_REQUIRE(std::holds_alternative<duplicate>(outcome));
    const auto& first = std::get<duplicate>(outcome).first;
    BOOST_TEST(first.seq == 1);
    BOOST_TEST(first.body == "first");
    BOOST_TEST(first.client_id == "same");
  }
  BOOST_TEST((state(chat.id()) == before));
  BOOST_TEST(timeline(chat.id()).size() == 2);
}

BOOST_AUTO_TEST_CASE(a_lead_that_is_sent_twice_is_captured_once) {
  auto chat = given_conversation();
  const domain::capture_lead form{
      "form-1", domain::lead_source::form, {"Lou", "lou@example.com", "", {}}};
  BOOST_REQUIRE(stored(chat.run(rows(), form)));

  const auto again = chat.run(rows(), form);

  BOOST_REQUIRE(std::holds_alternative<duplicate>(again));
  BOOST_TEST(std::get<duplicate>(again).first.meta.lead.has_value());
  BOOST_TEST(number("SELECT count(*) FROM jobs") == 2);
  BOOST_TEST(number("SELECT lead_seq FROM workspaces") == 1);
}

BOOST_AUTO_TEST_CASE(the_same_client_id_in_two_conversations_is_two_messages) {
  auto one = given_conversation();
  auto other = given_conversation();

  BOOST_TEST(stored(one.run(rows(), domain::post_visitor_message{"same", "first"})));
  BOOST_TEST(stored(other.run(rows(), domain::post_visitor_message{"same", "second"})));
}

BOOST_AUTO_TEST_CASE(of_two_stores_on_one_database_that_race_to_claim_exactly_one_wins_each_round) {
  constexpr int rounds = 50;
  auto second = opened(url(), ids, clock);
  const auto race = [&](store& through, const conversation_change& claim, commit_outcome& outcome) {
    return std::thread{[&] { outcome = submitted(through, claim); }};
  };

  int won_by_ada = 0;
  for (int round = 0; round < rounds; ++round) {
    const auto chat = given_conversation();
    const auto by_ada = chat.deciding(domain::take_over{ada});
    const auto by_bob = chat.deciding(domain::take_over{bob});
    commit_outcome ada_hears;
    commit_outcome bob_hears;
    auto first = race(rows(), by_ada, ada_hears);
    auto other = race(*second, by_bob, bob_hears);
    first.join();
    other.join();

    BOOST_TEST_REQUIRE(stored(ada_hears) != stored(bob_hears));
    BOOST_TEST(refused_as(stored(ada_hears) ? bob_hears : ada_hears, errc::conflict));
    const auto left = state(chat.id());
    BOOST_REQUIRE(left.claim.has_value());
    BOOST_TEST((left.claim->holder.id == (stored(ada_hears) ? ada.user : bob.user)));
    BOOST_TEST(left.epoch == 1);
    won_by_ada += stored(ada_hears) ? 1 : 0;
  }
  BOOST_TEST_MESSAGE("Ada won " << won_by_ada << " of " << rounds);
  BOOST_TEST(number("SELECT count(*) FROM audit_logs") == rounds);
  BOOST_TEST(number("SELECT count(*) FROM timeline_entries") == rounds);
}

BOOST_AUTO_TEST_SUITE_END()
