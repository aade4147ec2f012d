#include <boost/test/unit_test.hpp>
#include <future>
#include <thread>

#include "storage/conversations/conversation_change.hpp"
#include "storage/engine/group_commit.hpp"
#include "storage/people/memberships.hpp"
#include "storage/people/users.hpp"
#include "storage/people/workspaces.hpp"
#include "storage/sql/sql_session.hpp"
#include "tests/storage/decisions/group_fixture.hpp"
#include "tests/storage/workspace_fixture.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;
using domain::errc;

namespace {

/// Refused by the database: its author is nobody.
conversation_change poisoned(const talk& chat, const workspace_fixture& s) {
  auto change = chat.deciding(domain::take_over{s.ada});
  change.decision.audits.clear();
  change.decision.entries.front().author->id = domain::user_id{chat.id().value()};
  return change;
}

bool contiguous(const std::vector<domain::entry>& entries) {
  for (std::size_t n = 0; n < entries.size(); ++n)
    if (entries[n].seq != static_cast<domain::seq_t>(n) + 1) return false;
  return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(group_commit)

BOOST_FIXTURE_TEST_CASE(what_waits_is_stored_in_one_transaction_up_to_256_at_a_time,
                        workspace_fixture) {
  auto chat = given_conversation();
  inbox answers;
  gate held{rows()};
  for (int n = 1; n <= 300; ++n) {
    const auto change = chat.deciding(message(n));
    answers.submit(rows(), change);
    chat.follow(change);
  }
  const auto before = rows().stats();
  held.open();

  for (const auto& outcome : answers.changes()) BOOST_TEST(stored(outcome));
  BOOST_TEST(rows().stats().commits - before.commits == 3);  // the gate, 256, 44
  BOOST_TEST(timeline(chat.id()).size() == 300);
  BOOST_TEST(contiguous(timeline(chat.id())));
}

BOOST_FIXTURE_TEST_CASE(every_acknowledged_change_of_many_submitters_is_there_once_and_in_order,
                        workspace_fixture) {
  constexpr int submitters = 8;
  constexpr int each = 60;
  std::vector<talk> chats;
  for (int n = 0; n < submitters; ++n) chats.push_back(given_conversation());
  auto shared = given_conversation();

  std::atomic<int> shared_stored = 0;
  std::vector<std::thread> threads;
  for (int who = 0; who < submitters; ++who)
    threads.emplace_back([&, who] {
      auto& own = chats[static_cast<std::size_t>(who)];
      for (int n = 0; n < each; ++n) {
        (void)own.run(rows(), message(n));
        // Decides on what may be old: the fence lets one of them through.
        auto view = talk{state(shared.id()), ids};
        shared_stored += stored(view.run(rows(), message(who * each + n))) ? 1 : 0;
      }
    });
  for (auto& thread : threads) thread.join();

  for (const auto& own : chats) {
    const auto entries = timeline(own.id());
    BOOST_TEST(entries.size() == static_cast<std::size_t>(each));
    BOOST_TEST(contiguous(entries));
    BOOST_TEST((state(own.id()) == own.now()));
  }
  BOOST_TEST(timeline(shared.id()).size() == static_cast<std::size_t>(shared_stored));
  BOOST_TEST(contiguous(timeline(shared.id())));
}

BOOST_FIXTURE_TEST_CASE(a_failing_job_fails_alone_and_the_others_of_the_group_are_stored_once,
                        workspace_fixture) {
  auto before_it = given_conversation();
  auto bad = given_conversation();
  auto after_it = given_conversation();
  const auto made = [&](const std::string& name) {
    return [&, user = user_record{ids.make<domain::user_id>(at(1)), name, name + "@example.com",
                                  "hash"}](writer& to) {
      return storage::people::create_user(to, user, at(1));
    };
  };
  inbox answers;
  gate held{rows()};
  answers.submit(rows(), before_it.deciding(message(1)));
  answers.write(rows(), made("good"));
  answers.submit(rows(), poisoned(bad, *this));
  answers.write(rows(), [&](writer& to) -> domain::result<void> {
    made("thrown")(to).value();
    throw std::runtime_error{"a defect"};
  });
  answers.write(rows(), [&](writer& to) -> domain::result<void> {
    made("odd")(to).value();
    throw 42;
  });
  answers.write(rows(), [&](writer& to) -> domain::result<void> {
    made("changed-its-mind")(to).value();
    return domain::fail(errc::not_found);
  });
  answers.write(rows(), [&](writer& to) -> domain::result<void> {
    storage::people::put_membership(to, workspace, ids.make<domain::user_id>(at(1)),
                                    domain::role::member,
                                    at(1));  // of nobody
    return {};
  });
  answers.submit(rows(), after_it.deciding(message(1)));
  answers.write(rows(), made("last"));
  held.open();

  const auto changes = answers.changes();
  const auto jobs = answers.jobs();

  BOOST_TEST(stored(changes[0]));
  BOOST_TEST((refusal(changes[1]) == errc::internal));
  BOOST_TEST(stored(changes[2]));
  BOOST_TEST(jobs[0].has_value());
  BOOST_TEST((jobs[1].error() == errc::internal));
  BOOST_TEST(jobs[1].error().detail == "a defect");
  BOOST_TEST((jobs[2].error() == errc::internal));
  BOOST_TEST((jobs[3].error() == errc::not_found));
  BOOST_TEST((jobs[4].error() == errc::internal));
  BOOST_TEST(jobs[5].has_value());
  BOOST_TEST(number("SELECT count(*) FROM users WHERE email LIKE '%@example.com'") == 2);
  BOOST_TEST(timeline(before_it.id()).size() == 1);
  BOOST_TEST((state(bad.id()) == bad.now()));
  BOOST_TEST(timeline(after_it.id()).size() == 1);
  BOOST_TEST(rows().stats().healthy);
}

BOOST_FIXTURE_TEST_CASE(the_detail_of_a_failure_names_no_value, workspace_fixture) {
  auto bad = given_conversation();
  auto change = poisoned(bad, *this);
  change.decision.entries.front().body = "my secret";

  const auto outcome = submitted(rows(), change);

  BOOST_REQUIRE((refusal(outcome) == errc::internal));
  BOOST_TEST(std::get<domain::error>(outcome).detail.find("secret") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(
    at_the_bound_of_the_queue_a_change_is_refused_at_once_and_later_ones_are_taken_again) {
  workspace_fixture s{4};
  auto chat = s.given_conversation();
  inbox answers;
  gate held{s.rows()};  // waits as the first of four
  for (int n = 1; n <= 3; ++n) {
    const auto change = chat.deciding(message(n));
    answers.submit(s.rows(), change);
    chat.follow(change);
  }

  const auto refused = submitted(s.rows(), chat.deciding(message(4)));
  const auto refused_job =
      write_and_wait(s.rows(), [](writer&) -> domain::result<void> { return {}; });
  held.open();
  const auto taken = answers.changes();

  BOOST_TEST((refusal(refused) == errc::overloaded));
  BOOST_TEST((refused_job.error() == errc::overloaded));
  for (const auto& outcome : taken) BOOST_TEST(stored(outcome));
  BOOST_TEST(stored(chat.run(s.rows(), message(4))));
  BOOST_TEST(s.timeline(chat.id()).size() == 4);
}

BOOST_AUTO_TEST_CASE(at_the_bound_of_the_readers_queue_a_question_is_refused) {
  constexpr int readers = 2;
  constexpr int bound = 4;
  workspace_fixture s{bound};
  std::promise<void> opens;
  const auto open = opens.get_future().share();
  std::vector<std::shared_ptr<std::promise<void>>> begun;
  std::atomic<int> answered = 0;
  for (int n = 0; n < readers; ++n) {
    begun.push_back(std::make_shared<std::promise<void>>());
    BOOST_REQUIRE(s.rows().read([&answered, open, reached = begun.back()](reader&) {
      reached->set_value();
      open.wait();
      ++answered;
    }));
  }
  for (auto& one : begun) one->get_future().wait();

  for (int n = 0; n < bound; ++n) BOOST_TEST(s.rows().read([&](reader&) { ++answered; }));
  BOOST_TEST(!s.rows().read([&](reader&) { ++answered; }));
  opens.set_value();
  s.rows().stop();

  BOOST_TEST(answered == readers + bound);
}

BOOST_FIXTURE_TEST_CASE(stop_commits_what_is_queued_and_refuses_what_comes_later,
                        workspace_fixture) {
  auto chat = given_conversation();
  inbox answers;
  gate held{rows()};
  for (int n = 1; n <= 10; ++n) {
    const auto change = chat.deciding(message(n));
    answers.submit(rows(), change);
    chat.follow(change);
  }
  std::thread stopping{[&] { rows().stop(); }};
  held.open();
  stopping.join();

  for (const auto& outcome : answers.changes()) BOOST_TEST(stored(outcome));
  BOOST_TEST((refusal(submitted(rows(), chat.deciding(message(11)))) == errc::overloaded));
  BOOST_TEST((write_and_wait(rows(), [](writer&) -> domain::result<void> { return {}; }).error() ==
              errc::overloaded));
  BOOST_TEST(!rows().read([](reader&) {}));
  rows().stop();
  reopen();
  BOOST_TEST(timeline(chat.id()).size() == 10);
}

BOOST_FIXTURE_TEST_CASE(a_job_reads_what_it_wrote_and_nobody_else_does_before_the_commit,
                        workspace_fixture) {
  const user_record zoe{ids.make<domain::user_id>(at(1)), "Zoe", "zoe@example.com", "hash"};
  const auto known = [&](reader& from) {
    return storage::people::user_by_email(from, "zoe@example.com").has_value();
  };
  bool seen_within = false;
  bool seen_outside = true;

  write(rows(), [&](writer& to) {
    storage::people::create_user(to, zoe, at(1)).value();
    seen_within = known(to);
    seen_outside = read(rows(), known);
  });

  BOOST_TEST(seen_within);
  BOOST_TEST(!seen_outside);
  BOOST_TEST(read(rows(), known));
}

BOOST_FIXTURE_TEST_CASE(heavy_reads_hold_up_no_other_read, workspace_fixture) {
  std::promise<void> begun;
  std::promise<void> let_go;
  std::promise<void> done;
  BOOST_REQUIRE(rows().read_heavy([&](reader&) {
    begun.set_value();
    let_go.get_future().wait();
  }));
  begun.get_future().wait();
  for (int n = 0; n < 2; ++n)
    BOOST_REQUIRE(rows().read_heavy([&done, n](reader&) {
      if (n == 1) done.set_value();
    }));

  const auto workspaces =
      read(rows(), [](reader& from) { return storage::people::workspaces(from); });

  BOOST_TEST(workspaces.size() == 1U);
  BOOST_TEST(rows().stats().waiting_reads == 2U);
  let_go.set_value();
  done.get_future().wait();
}

BOOST_FIXTURE_TEST_CASE(a_reader_that_throws_ends_no_thread, workspace_fixture) {
  for (int n = 0; n < 10; ++n)
    BOOST_REQUIRE(rows().read([](reader&) { throw std::runtime_error{"a defect"}; }));

  BOOST_TEST(read(rows(), [&](reader& from) {
    return storage::people::workspace(from, workspace).has_value();
  }));
}

BOOST_FIXTURE_TEST_CASE(
    while_another_process_holds_the_lock_changes_are_refused_and_not_stored_later,
    workspace_fixture, *boost::unit_test::precondition(on_sqlite)) {
  auto chat = given_conversation();
  sql_session other{place(), storage::access::read_write};
  other.begin_write();

  const auto refused = submitted(rows(), chat.deciding(message(1)));
  const bool healthy_meanwhile = rows().stats().healthy;
  other.roll_back();
  const auto taken = chat.run(rows(), message(2));

  BOOST_TEST((refusal(refused) == errc::overloaded));
  BOOST_TEST(!healthy_meanwhile);
  BOOST_TEST(stored(taken));
  BOOST_TEST(rows().stats().healthy);
  BOOST_TEST(timeline(chat.id()).size() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
