#include <boost/test/unit_test.hpp>
#include <future>
#include <set>
#include <thread>

#include "storage/audit/audit.hpp"
#include "storage/conversations/conversation_change.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/conversations/deletion.hpp"
#include "storage/knowledge/knowledge.hpp"
#include "storage/people/users.hpp"
#include "storage/sql/sql_session.hpp"
#include "tests/storage/workspace_fixture.hpp"
#include "tests/support/storage/postgresql_server.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;
using domain::errc;

namespace {

/// A second store on the same database: to the database it is another process.
struct two_processes_fixture : workspace_fixture {
  two_processes_fixture() : second(opened(url(), ids, clock)) {}

  store& either(int n) { return n % 2 == 0 ? rows() : *second; }
  /// Runs `work(n)` for n = 0 … count - 1, each on a thread of its own.
  static void at_once(int count, const std::function<void(int)>& work) {
    std::vector<std::thread> threads;
    for (int n = 0; n < count; ++n) threads.emplace_back([&, n] { work(n); });
    for (auto& thread : threads) thread.join();
  }
  domain::conversation seen_by(store& from, domain::conversation_id id) {
    return read(from, [&](reader& rows) { return storage::conversations::view(rows, id); })
        .value()
        .state;
  }
  bool chain_holds() {
    const auto whole = read(
        rows(), [&](reader& from) { return storage::audit::check(from, workspace, 0, 10'000); });
    return !whole.fault && whole.checked == whole.length;
  }

  std::unique_ptr<store> second;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(two_processes_on_one_database, two_processes_fixture)

BOOST_AUTO_TEST_CASE(
    of_many_claims_through_both_one_wins_each_epoch_and_the_losers_reread_and_see_it) {
  constexpr int rounds = 12;
  constexpr int members = 8;
  auto chat = given_conversation();
  std::vector<domain::member> staff;
  for (int n = 0; n < members; ++n)
    staff.push_back(person("M" + std::to_string(n), domain::role::admin));

  for (int round = 0; round < rounds; ++round) {
    std::vector<commit_outcome> outcomes(members);
    std::vector<domain::conversation> reread(members);
    at_once(members, [&](int n) {
      const auto who = static_cast<std::size_t>(n);
      const auto claim = chat.deciding(domain::take_over{staff[who], domain::takeover_mode::force});
      outcomes[who] = submitted(either(n), claim);
      reread[who] = seen_by(either(n), chat.id());
    });

    int winner = -1;
    for (int n = 0; n < members; ++n) {
      const auto& outcome = outcomes[static_cast<std::size_t>(n)];
      if (stored(outcome)) {
        BOOST_TEST_REQUIRE(winner == -1);
        winner = n;
      } else {
        BOOST_TEST((refusal(outcome) == errc::conflict));
      }
    }
    BOOST_TEST_REQUIRE(winner >= 0);
    for (const auto& seen : reread) {
      BOOST_TEST(seen.epoch == chat.now().epoch + 1);
      BOOST_REQUIRE(seen.claim.has_value());
      BOOST_TEST((seen.claim->holder.id == staff[static_cast<std::size_t>(winner)].user));
    }
    chat = talk{state(chat.id()), ids};
    BOOST_REQUIRE(stored(chat.run(either(round), domain::release{olga})));
  }
  BOOST_TEST(chain_holds());
}

BOOST_AUTO_TEST_CASE(what_was_made_under_an_older_epoch_is_refused_by_the_other_process) {
  auto chat = given_conversation();
  chat.say(rows());
  const auto answer = chat.deciding(domain::post_note{bob, "n1", "decided before the claim"});
  BOOST_REQUIRE(stored(talk{chat}.run(*second, domain::take_over{ada})));

  BOOST_TEST((refusal(submitted(rows(), answer)) == errc::conflict));
  BOOST_TEST(timeline(chat.id()).size() == 2);
}

BOOST_AUTO_TEST_CASE(
    messages_through_both_stand_in_one_sequence_without_holes_and_none_is_stored_twice) {
  constexpr int visitors = 6;
  constexpr int each = 25;
  auto chat = given_conversation();

  at_once(visitors, [&](int n) {
    for (int m = 0; m < each; ++m) {
      // The same message is sent through both, as a client does that heard no answer.
      const domain::post_visitor_message message{"c" + std::to_string(n) + "-" + std::to_string(m),
                                                 "hello"};
      for (int tries = 0, told = 0; told < 2; ++tries) {
        auto& through = either(n + tries);
        auto outcome = talk{seen_by(through, chat.id()), ids}.run(through, message);
        told += stored(outcome) || std::holds_alternative<duplicate>(outcome) ? 1 : 0;
      }
    }
  });

  const auto entries = timeline(chat.id());
  BOOST_TEST_REQUIRE(entries.size() == static_cast<std::size_t>(visitors * each));
  std::set<std::string> known;
  for (std::size_t n = 0; n < entries.size(); ++n) {
    BOOST_TEST(entries[n].seq == static_cast<domain::seq_t>(n) + 1);
    BOOST_TEST(known.insert(entries[n].client_id).second);
  }
  BOOST_TEST(state(chat.id()).last_seq == visitors * each);
}

BOOST_AUTO_TEST_CASE(groups_that_meet_in_the_same_conversations_come_to_them_in_one_order,
                     *boost::unit_test::precondition(on_postgresql)) {
  constexpr int conversations = 60;
  std::vector<talk> chats;
  for (int n = 0; n < conversations; ++n) chats.push_back(given_conversation());
  const auto deadlocks = [] { return postgresql_server::instance().logged("deadlock detected"); };
  const auto before = deadlocks();

  // Both writers wait until a whole group stands behind them, of which each second change needs the
  // workspace, too.
  std::promise<void> begin;
  const auto begun = begin.get_future().share();
  std::vector<std::future<commit_outcome>> outcomes;
  for (int process = 0; process < 2; ++process) {
    auto& through = either(process);
    through.write(
        [begun](writer&) -> domain::result<void> {
          begun.wait();
          return {};
        },
        [](const domain::result<void>&) {});
    for (int n = 0; n < conversations; ++n) {
      const auto at = static_cast<std::size_t>(process == 0 ? n : conversations - 1 - n);
      const auto& who = process == 0 ? ada : bob;
      const auto change = at % 2 == 0 ? chats[at].deciding(domain::take_over{who})
                                      : chats[at].deciding(domain::post_visitor_message{
                                            "c" + std::to_string(process), "Hello"});
      auto answer = std::make_shared<std::promise<commit_outcome>>();
      outcomes.push_back(answer->get_future());
      through.submit(change, [answer](commit_outcome out) { answer->set_value(std::move(out)); });
    }
  }
  begin.set_value();

  int kept = 0;
  for (auto& one : outcomes) kept += stored(one.get()) ? 1 : 0;
  BOOST_TEST(kept == conversations);
  BOOST_TEST(deadlocks() == before);
  BOOST_TEST(chain_holds());
}

BOOST_AUTO_TEST_CASE(
    leads_through_both_are_counted_without_holes_and_seen_in_the_order_of_their_numbers) {
  constexpr int visitors = 6;
  constexpr int each = 20;
  std::vector<talk> chats;
  for (int n = 0; n < visitors; ++n) chats.push_back(given_conversation());
  std::atomic<bool> over = false;
  // Whoever sees a number sees all before it.
  auto watching = std::async(std::launch::async, [&] {
    sql_session past{place(), storage::access::read_only};
    bool in_order = true;
    while (!over) {
      long long count = 0;
      long long highest = 0;
      if (past.query_one("SELECT count(*), coalesce(max(feed_seq), 0) FROM leads", out(count),
                         out(highest)))
        in_order = in_order && count == highest;
    }
    return in_order;
  });

  std::atomic<int> kept = 0;
  at_once(visitors, [&](int n) {
    auto& chat = chats[static_cast<std::size_t>(n)];
    for (int m = 0; m < each; ++m) {
      // Every second address comes from two visitors at once.
      const auto email =
          m % 2 == 0 ? "v" + std::to_string(n) + "-" + std::to_string(m) + "@example.com"
                     : "v" + std::to_string(n / 2) + "-" + std::to_string(m) + "@example.com";
      kept += stored(chat.leave_lead(either(n), email)) ? 1 : 0;
    }
  });
  over = true;

  BOOST_TEST(watching.get());
  BOOST_TEST(kept == visitors * each);
  constexpr int leads = visitors * each / 2 + visitors * each / 4;
  BOOST_TEST(number("SELECT count(*) FROM leads") == leads);
  BOOST_TEST(number("SELECT lead_seq FROM workspaces") == leads);
  BOOST_TEST(number("SELECT max(feed_seq) FROM leads") == leads);
  BOOST_TEST(number("SELECT count(DISTINCT feed_seq) FROM leads") == leads);
  BOOST_TEST(number("SELECT count(*) FROM jobs") == 2 * leads);  // for the admin and the owner
}

BOOST_AUTO_TEST_CASE(audit_rows_through_both_make_one_chain_whatever_else_is_written) {
  constexpr int threads = 6;
  constexpr int each = 15;
  std::vector<talk> chats;
  for (int n = 0; n < threads; ++n) chats.push_back(given_conversation());
  auto shared = given_conversation();

  at_once(threads, [&](int n) {
    auto& chat = chats[static_cast<std::size_t>(n)];
    for (int m = 0; m < each; ++m) {
      (void)chat.run(either(n), domain::take_over{ada});
      (void)talk{seen_by(either(n), shared.id()), ids}.run(
          either(n), domain::post_visitor_message{std::to_string(n * each + m), "hello"});
      (void)chat.run(either(n), domain::release{ada});
    }
  });

  BOOST_TEST(number("SELECT count(*) FROM audit_logs") == threads * each * 2);
  BOOST_TEST(chain_holds());
}

BOOST_AUTO_TEST_CASE(a_user_a_document_and_a_deletion_that_both_begin_are_done_once) {
  constexpr int rounds = 8;
  for (int round = 0; round < rounds; ++round) {
    const auto name = std::to_string(round);
    auto chat = given_conversation();
    std::vector<domain::result<void>> users(2);
    std::vector<domain::result<void>> deletions(2);
    std::vector<domain::result<void>> documents(2);
    at_once(6, [&](int n) {
      const auto who = static_cast<std::size_t>(n % 2);
      auto& through = either(n);
      if (n < 2)
        users[who] =
            write_and_wait(through, [&, id = ids.make<domain::user_id>(at(0))](writer& to) {
              return storage::people::create_user(
                  to, {id, "Zoe", "zoe" + name + "@shop.example", "hash"}, at(0));
            });
      else if (n < 4)
        deletions[who] = write_and_wait(through, [&](writer& to) {
          return storage::conversations::remove(to, chat.id(), olga, at(9), domain::deletion::any);
        });
      else
        documents[who] = write_and_wait(
            through,
            [&, id = ids.make<domain::document_id>(at(0))](writer& to) -> domain::result<void> {
              storage::knowledge::put_document(to, agent, {id, "Page " + name, "", "Tea."}, at(0));
              return {};
            });
    });

    BOOST_TEST(users[0].has_value() != users[1].has_value());
    BOOST_TEST(((users[0] ? users[1] : users[0]).error() == errc::invalid));
    BOOST_TEST(deletions[0].has_value() != deletions[1].has_value());
    BOOST_TEST(((deletions[0] ? deletions[1] : deletions[0]).error() == errc::deleted));
    BOOST_TEST(documents[0].has_value());
    BOOST_TEST(documents[1].has_value());
  }
  BOOST_TEST(number("SELECT count(*) FROM documents") == rounds);
  BOOST_TEST(number("SELECT count(*) FROM passages") == rounds);
  BOOST_TEST(number("SELECT count(*) FROM audit_logs") == rounds);
  BOOST_TEST(chain_holds());
}

BOOST_AUTO_TEST_CASE(
    a_message_to_a_conversation_that_the_other_one_deletes_hears_that_it_is_deleted) {
  constexpr int rounds = 10;
  for (int round = 0; round < rounds; ++round) {
    auto chat = given_conversation();
    commit_outcome outcome;
    at_once(2, [&](int n) {
      if (n == 0)
        write(rows(), [&](writer& to) {
          storage::conversations::remove(to, chat.id(), olga, at(9), domain::deletion::any).value();
        });
      else
        outcome = submitted(*second, chat.deciding(domain::post_visitor_message{"c", "hello"}));
    });

    BOOST_TEST((stored(outcome) || refusal(outcome) == errc::deleted));
  }
  BOOST_TEST(number("SELECT count(*) FROM timeline_entries") == 0);
}

BOOST_AUTO_TEST_SUITE_END()
