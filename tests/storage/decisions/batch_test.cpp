// Plain changes of many conversations in one transaction: PostgreSQL stores them together, and
// nobody must be able to tell.
#include <boost/test/unit_test.hpp>

#include "storage/conversations/conversation_change.hpp"
#include "storage/conversations/deletion.hpp"
#include "tests/storage/decisions/group_fixture.hpp"
#include "tests/storage/workspace_fixture.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;
using domain::errc;

namespace {

struct batch_fixture : workspace_fixture {
  static constexpr int many = 12;

  batch_fixture() {
    for (int n = 0; n < many; ++n) chats.push_back(given_conversation());
    BOOST_REQUIRE(stored(chats[1].run(rows(), domain::take_over{ada})));
    chats[2].say(rows(), 3);
    BOOST_REQUIRE(stored(chats[3].leave_lead(rows(), "lou@example.com")));
    BOOST_REQUIRE(stored(chats[4].leave_lead(rows(), "lou@example.com")));
  }

  /// Submits one change for each conversation, so that they make one group, and waits.
  std::vector<commit_outcome> in_one_group(const std::vector<conversation_change>& changes) {
    const auto before = rows().stats().commits;
    inbox answers;
    {
      gate held{rows()};
      for (const auto& each : changes) answers.submit(rows(), each);
    }
    auto outcomes = answers.changes();
    BOOST_TEST(rows().stats().commits - before == 2);  // the gate's, and theirs
    return outcomes;
  }
  [[nodiscard]] conversation_change asked(int n, const std::string& body = "a question") const {
    return chats[static_cast<std::size_t>(n)].deciding(
        domain::post_visitor_message{"round" + std::to_string(n), body});
  }
  [[nodiscard]] std::vector<conversation_change> all_asked() const {
    std::vector<conversation_change> changes;
    for (int n = 0; n < many; ++n) changes.push_back(asked(n));
    return changes;
  }
  /// Everybody's change but `odd`'s is stored as it was decided.
  void check_others(const std::vector<commit_outcome>& outcomes,
                    const std::vector<conversation_change>& changes, std::size_t odd) {
    for (std::size_t n = 0; n < changes.size(); ++n) {
      if (n == odd) continue;
      BOOST_TEST_CONTEXT("change " << n) {
        BOOST_TEST(stored(outcomes[n]));
        BOOST_TEST((state(changes[n].decision.next.id) == changes[n].decision.next));
        BOOST_TEST(timeline(changes[n].decision.next.id).back().body ==
                   changes[n].decision.entries.back().body);
      }
    }
  }

  /// As they were found by now. Nobody may be connected.
  [[nodiscard]] std::int64_t deadlocks() const {
    while (number("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                  "pid <> pg_backend_pid()") > 0) {
    }
    return number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
  }

  std::vector<talk> chats;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(changes_of_one_group, batch_fixture)

BOOST_AUTO_TEST_CASE(a_batch_stores_each_change_as_it_would_be_stored_alone) {
  auto changes = all_asked();
  const std::string odd_letters =
      "\"quoted\" \\ \t \n \xE2\x80\xAE\xF0\x9F\x98\x80 {\"id\": null} :name $1";
  changes[5] = asked(5, odd_letters);
  changes[6] = asked(6, std::string{"del \x7F letter"});
  changes[7] = asked(7, std::string(domain::max_body_bytes, 'x'));
  changes[1] = chats[1].deciding(domain::post_reply{ada, "reply", "a reply"});
  changes[2] = chats[2].deciding(domain::finish_answer{
      1, chats[2].now().epoch, chats[2].now().last_question_seq, "an answer", {}});

  const auto outcomes = in_one_group(changes);

  check_others(outcomes, changes, changes.size());
  for (const auto& change : changes) {
    const auto entries = timeline(change.decision.next.id);
    const auto& wanted = change.decision.entries.back();
    const auto& found = entries.back();
    BOOST_TEST(entries.size() == static_cast<std::size_t>(change.decision.next.last_seq));
    BOOST_TEST(found.seq == wanted.seq);
    BOOST_TEST((found.kind == wanted.kind));
    BOOST_TEST((found.role == wanted.role));
    BOOST_TEST(found.client_id == wanted.client_id);
    BOOST_TEST((found.created_at == wanted.created_at));
    BOOST_TEST((found.author == wanted.author));
  }
  const auto latest =
      std::max(domain::to_ms(chats[3].deciding(domain::post_visitor_message{"x", "x"}).now),
               domain::to_ms(chats[4].deciding(domain::post_visitor_message{"x", "x"}).now));
  BOOST_TEST(number("SELECT last_activity_at FROM leads") == latest);
}

BOOST_AUTO_TEST_CASE(a_repeated_client_id_gets_the_first_entry_and_the_others_are_stored) {
  BOOST_REQUIRE(stored(chats[8].run(rows(), domain::post_visitor_message{"round8", "the first"})));
  const auto changes = all_asked();

  const auto outcomes = in_one_group(changes);

  BOOST_REQUIRE(std::holds_alternative<duplicate>(outcomes[8]));
  BOOST_TEST(std::get<duplicate>(outcomes[8]).first.body == "the first");
  BOOST_TEST((state(chats[8].id()) == chats[8].now()));
  check_others(outcomes, changes, 8);
}

BOOST_AUTO_TEST_CASE(a_late_change_is_a_conflict_and_the_others_are_stored) {
  const auto changes = all_asked();
  chats[8].say(rows());

  const auto outcomes = in_one_group(changes);

  BOOST_TEST((refusal(outcomes[8]) == errc::conflict));
  BOOST_TEST((state(chats[8].id()) == chats[8].now()));
  check_others(outcomes, changes, 8);
}

BOOST_AUTO_TEST_CASE(a_change_of_the_former_holder_is_a_conflict_and_leaves_no_entry) {
  auto changes = all_asked();
  --changes[1].expected_epoch;

  const auto outcomes = in_one_group(changes);

  BOOST_TEST((refusal(outcomes[1]) == errc::conflict));
  BOOST_TEST((state(chats[1].id()) == chats[1].now()));
  BOOST_TEST(timeline(chats[1].id()).size() == static_cast<std::size_t>(chats[1].now().last_seq));
  check_others(outcomes, changes, 1);
}

BOOST_AUTO_TEST_CASE(a_change_of_a_deleted_conversation_is_refused_and_the_others_are_stored) {
  const auto changes = all_asked();
  write(rows(), [&](writer& to) {
    storage::conversations::remove(to, chats[8].id(), olga, at(5)).value();
  });

  const auto outcomes = in_one_group(changes);

  BOOST_TEST((refusal(outcomes[8]) == errc::deleted));
  check_others(outcomes, changes, 8);
}

BOOST_AUTO_TEST_CASE(batchable_other_and_successive_changes_of_one_group_are_all_stored) {
  auto changes = all_asked();
  changes[9] = chats[9].deciding(domain::take_over{ada});
  changes[10] = chats[10].deciding(
      domain::capture_lead{"lead", domain::lead_source::form, {"Ann", "ann@example.com", "", {}}});
  auto next = chats[11];
  next.follow(changes[11]);
  changes.push_back(next.deciding(domain::post_visitor_message{"next", "and another one"}));
  auto after_claim = chats[9];
  after_claim.follow(changes[9]);
  changes.push_back(after_claim.deciding(domain::post_visitor_message{"after", "who is here?"}));

  const auto outcomes = in_one_group(changes);

  for (const auto& outcome : outcomes) BOOST_TEST(stored(outcome));
  BOOST_TEST((state(chats[11].id()) == changes[12].decision.next));
  BOOST_TEST((state(chats[9].id()) == changes[13].decision.next));
  BOOST_TEST(number("SELECT count(*) FROM audit_logs") == 2);
  BOOST_TEST(number("SELECT count(*) FROM leads") == 2);
}

// One writes it in a batch, the other by itself.
BOOST_AUTO_TEST_CASE(two_processes_that_meet_in_a_conversation_do_not_wait_for_each_other,
                     *boost::unit_test::precondition(on_postgresql)) {
  constexpr int rounds = 100;
  close();
  const auto before = deadlocks();
  reopen();
  auto rival = opened(url(), ids, clock);
  auto& shared = chats[7];

  for (int round = 0; round < rounds; ++round) {
    inbox together;
    inbox alone;
    const auto body = std::to_string(round);
    {
      gate held{rows()};
      for (auto& chat : chats) {
        const auto change = chat.deciding(domain::post_visitor_message{"a" + body, body});
        together.submit(rows(), change);
        if (&chat != &shared) chat.follow(change);
      }
      alone.submit(*rival, shared.deciding(domain::post_visitor_message{"b" + body, body}));
    }
    const auto outcomes = together.changes();
    BOOST_TEST_REQUIRE(stored(outcomes[7]) != stored(alone.changes().front()));
    for (std::size_t n = 0; n < outcomes.size(); ++n) BOOST_TEST((n == 7 || stored(outcomes[n])));
    shared = talk{state(shared.id()), ids};
  }

  rival.reset();
  close();
  BOOST_TEST(deadlocks() == before);
  reopen();
}

BOOST_AUTO_TEST_SUITE_END()
