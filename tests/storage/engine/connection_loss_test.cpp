#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

#include "storage/conversations/conversation_change.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/people/workspaces.hpp"
#include "storage/sql/db_errors.hpp"
#include "storage/sql/sql_session.hpp"
#include "tests/storage/workspace_fixture.hpp"
#include "tests/support/storage/postgresql_server.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;
using domain::errc;

namespace {

/// Writes into one conversation, one message after another, and sends every one again until it is
/// known to be stored.
class insistent_visitor {
 public:
  insistent_visitor(workspace_fixture& in, talk chat) : shop_(in), chat_(std::move(chat)) {}

  /// Until told to stop. `acknowledged` counts up.
  void run(const std::atomic<bool>& over, std::atomic<int>& acknowledged) {
    while (!over) {
      const auto number = sent_ + 1;
      const auto change = chat_.deciding(domain::post_visitor_message{
          "c" + std::to_string(number), "message " + std::to_string(number)});
      const auto outcome = submitted(shop_.rows(), change);
      if (stored(outcome)) {
        chat_.follow(change);
      } else if (std::holds_alternative<duplicate>(outcome)) {
        ++settled_by_retry_;
        reread();
      } else {
        ++refused_;
        reread();
        continue;
      }
      sent_ = number;
      ++acknowledged;
    }
  }
  [[nodiscard]] int sent() const { return sent_; }
  [[nodiscard]] domain::conversation_id id() const { return chat_.id(); }
  [[nodiscard]] int refused() const { return refused_; }

 private:
  /// Asks until the database answers.
  void reread() {
    for (;;) {
      std::optional<domain::conversation_view> found;
      try {
        read_and_wait(shop_.rows(), [&](reader& from) {
          found = storage::conversations::view(from, chat_.id());
        });
      } catch (const db_error&) {
        continue;
      }
      chat_ = talk{found.value().state, shop_.ids};
      return;
    }
  }

  workspace_fixture& shop_;
  talk chat_;
  int sent_ = 0;
  int refused_ = 0;
  int settled_by_retry_ = 0;
};

/// Waits for an answer of the store without a time limit of its own.
bool becomes(store& of, bool healthy) {
  for (;;) {
    if (of.stats().healthy == healthy) return true;
    std::this_thread::yield();
  }
}

struct server_fixture : workspace_fixture {
  static postgresql_server& server() { return postgresql_server::instance(); }
  /// A job that nothing guards: each run makes another row.
  std::function<domain::result<void>(writer&)> making_a_workspace(int& runs) {
    return [this, &runs](writer& to) -> domain::result<void> {
      ++runs;
      storage::people::create_workspace(to, {ids.make<domain::workspace_id>(at(0)), "Once"}, at(0));
      return {};
    };
  }
  /// Runs visitors while `break_it` does its work, each time after some more acknowledgements. All
  /// of them are stored once.
  void survive(const std::function<void()>& break_it, int times) {
    constexpr std::size_t visitors = 4;
    constexpr int between = 120;
    std::vector<insistent_visitor> all;
    for (std::size_t n = 0; n < visitors; ++n) all.emplace_back(*this, given_conversation());
    std::atomic<bool> over = false;
    std::atomic<int> acknowledged = 0;
    std::vector<std::thread> threads;
    for (auto& one : all) threads.emplace_back([&] { one.run(over, acknowledged); });
    const auto wait_for_more = [&] {
      for (const int goal = acknowledged + between; acknowledged < goal;) std::this_thread::yield();
    };
    for (int n = 0; n < times; ++n) {
      wait_for_more();
      break_it();
    }
    wait_for_more();
    over = true;
    for (auto& thread : threads) thread.join();

    for (auto& one : all) {
      const auto entries = timeline(one.id());
      BOOST_TEST(entries.size() == static_cast<std::size_t>(one.sent()));
      for (std::size_t n = 0; n < entries.size(); ++n) {
        BOOST_TEST(entries[n].seq == static_cast<domain::seq_t>(n) + 1);
        BOOST_TEST(entries[n].client_id == "c" + std::to_string(n + 1));
      }
      // A short loss is hidden by the store: nobody heard of it.
      BOOST_TEST(one.refused() == 0);
    }
    // A connection that nobody needed meanwhile is found to be lost, and made anew, when it is
    // looked at.
    BOOST_TEST(becomes(rows(), true));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(connection_loss, server_fixture,
                         *boost::unit_test::precondition(on_postgresql))

BOOST_AUTO_TEST_CASE(connections_that_are_cut_in_mid_work_lose_nothing_and_store_nothing_twice) {
  survive([] { server().drop_connections(); }, 12);
}

BOOST_AUTO_TEST_CASE(
    a_server_that_is_restarted_in_mid_work_loses_nothing_and_stores_nothing_twice) {
  survive(
      [] {
        server().stop();
        server().start();
      },
      3);
}

BOOST_AUTO_TEST_CASE(a_commit_that_the_server_undid_as_the_connection_broke_is_run_again) {
  // Ends the connection of the first commit that made a workspace, before it is done. A sequence is
  // not rolled back.
  tamper(
      "CREATE SEQUENCE commits; CREATE FUNCTION break_first() RETURNS trigger LANGUAGE plpgsql AS "
      "$$ BEGIN "
      "IF nextval('commits') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM "
      "pg_sleep(60); END IF; RETURN NULL; END $$;"
      "CREATE CONSTRAINT TRIGGER break_first AFTER INSERT ON workspaces DEFERRABLE INITIALLY "
      "DEFERRED "
      "FOR EACH ROW EXECUTE FUNCTION break_first()");
  int runs = 0;

  const auto outcome = write_and_wait(rows(), making_a_workspace(runs));

  BOOST_TEST(outcome.has_value());
  BOOST_TEST(runs == 2);
  BOOST_TEST(number("SELECT count(*) FROM workspaces WHERE name = 'Once'") == 1);
  BOOST_TEST(number("SELECT last_value FROM commits") == 2);
}

BOOST_AUTO_TEST_CASE(a_commit_that_was_done_as_its_answer_was_lost_is_not_run_again) {
  // A commit waits, done, for a standby that never comes.
  sql_session other{parse_database_url(server().url("public")).value(),
                    storage::access::read_write};
  other.run_script("SET synchronous_commit = local");
  other.run_script("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
  other.run_script("SELECT pg_reload_conf()");
  int asked = 0;
  int runs = 0;
  for (bool cut = false; !cut; ++asked) {
    auto outcome = std::async(std::launch::async,
                              [&] { return write_and_wait(rows(), making_a_workspace(runs)); });
    while (!cut && outcome.wait_for(std::chrono::seconds{0}) != std::future_status::ready) {
      long long waiting = 0;
      BOOST_REQUIRE(
          other.query_one("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE "
                          "wait_event = 'SyncRep'",
                          out(waiting)));
      if (waiting == 0) continue;
      cut = true;
      other.run_script("ALTER SYSTEM RESET synchronous_standby_names");
      other.run_script("SELECT pg_reload_conf()");
    }
    BOOST_TEST(outcome.get().has_value());
  }

  BOOST_TEST(runs == asked);
  BOOST_TEST(number("SELECT count(*) FROM workspaces WHERE name = 'Once'") == asked);
}

BOOST_AUTO_TEST_CASE(a_question_after_a_loss_is_answered) {
  auto chat = given_conversation();
  chat.say(rows());
  for (int n = 0; n < 8; ++n) {
    server().drop_connections();
    BOOST_TEST(state(chat.id()).last_seq == 1);
  }
}

BOOST_AUTO_TEST_CASE(a_store_without_work_notices_the_loss_and_the_return_by_itself) {
  BOOST_TEST(rows().stats().healthy);
  server().stop();
  BOOST_TEST(becomes(rows(), false));

  server().start();
  BOOST_TEST(becomes(rows(), true));
}

BOOST_AUTO_TEST_CASE(while_the_server_is_away_the_store_stops_at_once_and_refuses_what_waits) {
  auto chat = given_conversation();
  server().stop();
  auto outcome = std::async(std::launch::async, [&] {
    return submitted(rows(), chat.deciding(domain::post_visitor_message{"c1", "hello"}));
  });
  BOOST_TEST(becomes(rows(), false));
  rows().stop();

  const auto refused = refusal(outcome.get());
  server().start();

  BOOST_TEST((refused == errc::overloaded));
  reopen();
  BOOST_TEST(timeline(chat.id()).empty());
}

BOOST_AUTO_TEST_CASE(a_transaction_that_another_one_holds_up_is_stored_when_that_ends) {
  auto chat = given_conversation();
  sql_session other{place(), storage::access::read_write};
  other.begin_write();
  const auto id = chat.id();
  BOOST_TEST(other.run("UPDATE conversations SET page_url = page_url WHERE id = :id", in(id)) == 1);

  auto outcome = std::async(std::launch::async, [&] {
    return submitted(rows(), chat.deciding(domain::post_visitor_message{"c1", "hello"}));
  });
  long long waiting = 0;
  while (waiting == 0)
    BOOST_REQUIRE(other.query_one("SELECT count(*) FROM pg_locks WHERE NOT granted", out(waiting)));
  other.commit();

  BOOST_TEST(stored(outcome.get()));
}

BOOST_AUTO_TEST_CASE(a_deadlock_is_tried_again_and_both_are_stored) {
  auto one = given_conversation();
  auto two = given_conversation();
  const auto first = one.id();
  const auto next = two.id();
  sql_session other{place(), storage::access::read_write};
  other.run_script("SET deadlock_timeout = '60s'");  // so that the store's one is chosen
  other.begin_write();
  BOOST_TEST(other.run("UPDATE conversations SET page_url = page_url WHERE id = :id", in(next)) ==
             1);
  const auto both = [&](writer& to) -> domain::result<void> {
    if (!stored(storage::apply(to, one.deciding(domain::post_visitor_message{"c1", "hello"}))))
      return domain::fail(errc::conflict);
    if (!stored(storage::apply(to, two.deciding(domain::post_visitor_message{"c1", "hello"}))))
      return domain::fail(errc::conflict);
    return {};
  };
  auto outcome = std::async(std::launch::async, [&] { return write_and_wait(rows(), both); });
  long long waiting = 0;
  while (waiting == 0)
    BOOST_REQUIRE(other.query_one("SELECT count(*) FROM pg_locks WHERE NOT granted", out(waiting)));
  // The store holds the first one and waits for the second: now we wait for the first.
  BOOST_TEST(other.run("UPDATE conversations SET page_url = page_url WHERE id = :id", in(first)) ==
             1);
  other.commit();

  BOOST_TEST(outcome.get().has_value());
  BOOST_TEST(timeline(first).size() == 1);
  BOOST_TEST(timeline(next).size() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
