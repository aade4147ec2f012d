// Two actor trees on one PostgreSQL: to the database, and to each other, they are two processes.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>

#include "storage/conversations/conversations.hpp"
#include "storage/people/heartbeats.hpp"
#include "storage/people/sessions.hpp"
#include "storage/tokens.hpp"
#include "tests/actors/fixture.hpp"

using namespace takeover;
using namespace takeover::actors;
using namespace takeover::actors::test;
using domain::errc;

namespace {

constexpr std::chrono::milliseconds grace{1'200};
/// Less than what a heartbeat counts for.
constexpr auto step = grace / 6;

tree_options quick(double words_per_second = 0) {
  tree_options out;
  out.words_per_second = words_per_second;
  out.claim_grace = grace;
  out.sweep_every = std::chrono::milliseconds{20};
  return out;
}

struct two_processes {
  explicit two_processes(double words_per_second = 0)
      : a{quick(words_per_second), &clock, shared_database()}, b{a, quick(words_per_second)} {}

  /// Ada is connected to the first, and both know.
  domain::member given_ada_at_the_first() {
    auto ada = a.member_named("Ada");
    a.tree->presence().connected(at_a, ada);
    BOOST_REQUIRE(
        eventually([&] { return b.tree->presence().table().is_online(b.shop, ada.user); }));
    return ada;
  }
  /// Another process says that it sees them, and never says so again.
  void given_beat_of_a_dead_process(const domain::member& who) {
    const auto done =
        storage::write_and_wait(*a.store, [&](storage::writer& rows) -> domain::result<void> {
          storage::heartbeats::record(rows, "dead", {who}, clock.now());
          return {};
        });
    BOOST_REQUIRE(done.has_value());
    BOOST_REQUIRE(
        eventually([&] { return b.tree->presence().table().is_online(b.shop, who.user); }));
  }
  std::optional<domain::timestamp> seen(const domain::member& who) {
    std::optional<domain::timestamp> out;
    storage::read_and_wait(*a.store, [&](storage::reader& rows) {
      out = storage::heartbeats::last(rows, a.shop, who.user, {});
    });
    return out;
  }
  /// Every claim without a deadline gets one that has passed, whether its holder is online or not.
  void given_deadlines_that_passed() {
    const auto done =
        storage::write_and_wait(*b.store, [&](storage::writer& rows) -> domain::result<void> {
          storage::conversations::start_claim_grace(rows, clock.now(), std::chrono::seconds{-1},
                                                    clock.now() + std::chrono::hours{1});
          return {};
        });
    BOOST_REQUIRE(done.has_value());
  }

  domain::manual_clock clock{domain::wall_clock{}.now()};
  actor_fixture a;
  actor_fixture b;
  const listener at_a{0, 500};
};

struct two_fast_answering_processes : two_processes {
  two_fast_answering_processes() : two_processes(2'000) {}
};
/// The answer takes a second: a claim that is sent at its first piece comes in its middle.
struct two_slow_answering_processes : two_processes {
  two_slow_answering_processes() : two_processes(400) {}
};
struct two_very_slow_answering_processes : two_processes {
  two_very_slow_answering_processes() : two_processes(20) {}
};

/// The number of the answer of which the first piece was heard.
domain::generation_t first_number(const recording_announcer& from) {
  for (const auto& one : from.all())
    if (const auto* piece = std::get_if<answer_delta>(&one.what)) return piece->generation;
  return 0;
}

std::size_t count(const std::vector<domain::entry>& all, domain::entry_kind kind,
                  domain::message_role role = domain::message_role::none) {
  return static_cast<std::size_t>(
      std::ranges::count_if(all, [&](const auto& e) { return e.kind == kind && e.role == role; }));
}

bool heard_body(const std::vector<heard>& all, const std::string& body) {
  return std::ranges::any_of(all, [&](const heard& h) {
    const auto* e = std::get_if<entry_added>(&h.what);
    return e != nullptr && e->entry.body == body;
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(two_processes)

BOOST_FIXTURE_TEST_CASE(
    claim_outlives_many_grace_times_while_its_holder_is_connected_to_the_other_process,
    two_processes) {
  const auto ada = given_ada_at_the_first();
  const auto chat = a.given_conversation();
  BOOST_REQUIRE(a.claim(chat, ada).has_value());

  for (auto passed = std::chrono::milliseconds{0}; passed < 4 * grace; passed += step) {
    given_deadlines_that_passed();
    BOOST_REQUIRE(eventually([&] { return !a.state(chat).deadline_at; }));
    clock.advance(step);
    BOOST_REQUIRE(eventually([&] { return seen(ada) == clock.now(); }));
  }

  BOOST_TEST(a.state(chat).claim.has_value());
  BOOST_TEST(a.timeline(chat).size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_claim_lapses_the_grace_after_its_holder_left_the_last_process,
                        two_processes) {
  const auto ada = given_ada_at_the_first();
  b.tree->presence().connected({0, 600}, ada);
  const auto chat = a.given_conversation();
  BOOST_REQUIRE(b.claim(chat, ada).has_value());

  b.tree->presence().disconnected({0, 600});
  BOOST_REQUIRE(b.answer(chat, ada, "r1", "Still here, by the other one").has_value());
  BOOST_TEST(!b.state(chat).deadline_at.has_value());
  a.tree->presence().disconnected(at_a);
  BOOST_REQUIRE(eventually([&] { return a.state(chat).deadline_at.has_value(); }));
  BOOST_TEST((a.state(chat).deadline_at == clock.now() + grace));
  clock.advance(grace);

  BOOST_TEST(eventually([&] { return !a.state(chat).claim; }));
  BOOST_TEST(count(a.timeline(chat), domain::entry_kind::lapsed) == 1U);
}

BOOST_FIXTURE_TEST_CASE(claim_lapses_when_the_process_of_its_holder_was_killed, two_processes) {
  const auto ada = a.member_named("Ada");
  given_beat_of_a_dead_process(ada);
  const auto chat = a.given_conversation();
  BOOST_REQUIRE(b.claim(chat, ada).has_value());
  BOOST_TEST(!b.state(chat).deadline_at.has_value());

  clock.advance(grace);
  BOOST_REQUIRE(eventually([&] { return b.state(chat).deadline_at.has_value(); }));
  BOOST_TEST(b.state(chat).claim.has_value());
  clock.advance(grace);

  BOOST_TEST(eventually([&] { return !b.state(chat).claim; }));
  BOOST_TEST(eventually([&] { return !b.tree->presence().table().is_online(b.shop, ada.user); }));
}

BOOST_FIXTURE_TEST_CASE(orderly_stop_leaves_no_heartbeat, two_processes) {
  const auto ada = given_ada_at_the_first();
  a.stop();

  BOOST_TEST(eventually([&] { return !b.tree->presence().table().is_online(b.shop, ada.user); }));
}

BOOST_FIXTURE_TEST_CASE(change_by_the_other_process_is_known_before_a_refusal, two_processes) {
  const auto ada = given_ada_at_the_first();
  const auto bob = b.member_named("Bob");
  const auto chat = a.given_conversation();
  b.given_listener(chat);

  BOOST_REQUIRE(a.claim(chat, ada).has_value());
  const auto late = b.claim(chat, bob);
  const auto again = b.claim(chat, ada);
  const auto replied = b.answer(chat, ada, "r1", "By the other one");
  BOOST_REQUIRE(a.release(chat, ada).has_value());
  const auto gone = b.answer(chat, ada, "r2", "Too late");

  BOOST_TEST((late.error() == errc::already_claimed));
  BOOST_TEST((late.error().holder->id == ada.user));
  BOOST_TEST((again.value()->view.state.claim->holder.id == ada.user));
  BOOST_TEST(replied.has_value());
  BOOST_TEST((gone.error() == errc::not_holder));
  BOOST_TEST(!gone.error().holder.has_value());
  BOOST_TEST(count(a.timeline(chat), domain::entry_kind::claimed) == 1U);
}

BOOST_FIXTURE_TEST_CASE(listeners_are_sent_what_the_other_process_stored, two_processes) {
  const auto ada = given_ada_at_the_first();
  const auto chat = a.given_conversation();
  b.given_listener(chat);
  BOOST_REQUIRE(a.claim(chat, ada).has_value());
  BOOST_REQUIRE(a.answer(chat, ada, "r1", "By the first").has_value());

  BOOST_REQUIRE(b.say(chat, "c1", "By the second").has_value());

  const auto heard = b.announcements.all();
  std::vector<domain::seq_t> seqs;
  for (const auto& one : heard)
    if (const auto* e = std::get_if<entry_added>(&one.what)) seqs.push_back(e->entry.seq);
  BOOST_TEST((seqs == std::vector<domain::seq_t>{1, 2, 3}));
  BOOST_TEST(heard_body(heard, "By the first"));
  // A new listener starts from the stored state, too.
  BOOST_REQUIRE(a.answer(chat, ada, "r2", "Once more").has_value());
  b.given_listener(chat);
  BOOST_TEST(b.announcements.admitted().back().second.last_seq == 4);
}

BOOST_FIXTURE_TEST_CASE(one_claim_wins_each_epoch_across_processes, two_processes) {
  constexpr int members = 6;
  constexpr int rounds = 25;
  const auto chat = a.given_conversation();
  std::vector<domain::member> people;
  for (int n = 0; n < members; ++n)
    people.push_back(a.member_named("M" + std::to_string(n), domain::role::admin));
  std::set<domain::epoch_t> won;
  std::mutex mutex;

  std::vector<std::thread> threads;
  for (int n = 0; n < members; ++n) {
    threads.emplace_back([&, n] {
      auto& through = n % 2 == 0 ? a : b;
      const auto& me = people[static_cast<std::size_t>(n)];
      for (int round = 0; round < rounds; ++round) {
        const auto claimed = through.claim(
            chat, me, round % 3 == 0 ? domain::takeover_mode::force : domain::takeover_mode::ask);
        if (!claimed) continue;
        {
          const std::lock_guard lock{mutex};
          if ((*claimed)->view.state.claim->holder.id == me.user)
            won.insert((*claimed)->view.state.epoch);
        }
        (void)through.answer(chat, me, "r" + std::to_string(n) + "-" + std::to_string(round),
                             "Mine");
        (void)through.release(chat, me);
      }
    });
  }
  for (auto& thread : threads) thread.join();

  const auto timeline = a.timeline(chat);
  domain::epoch_t epoch = 0;
  std::optional<domain::user_id> holder;
  std::set<domain::epoch_t> claimed;
  for (std::size_t n = 0; n < timeline.size(); ++n) {
    const auto& e = timeline[n];
    BOOST_TEST_REQUIRE(e.seq == static_cast<domain::seq_t>(n + 1));
    if (e.kind == domain::entry_kind::message) BOOST_TEST((holder == e.author->id));
    if (!e.meta.epoch) continue;
    BOOST_TEST(*e.meta.epoch == ++epoch);
    holder = e.kind == domain::entry_kind::claimed ? std::optional{e.author->id} : std::nullopt;
    if (holder) claimed.insert(epoch);
  }
  BOOST_TEST(won.size() > 5U);
  BOOST_TEST(std::ranges::includes(claimed, won));
}

BOOST_FIXTURE_TEST_CASE(answer_overtaken_by_a_claim_of_the_other_process_is_refused,
                        two_slow_answering_processes) {
  const auto ada = given_ada_at_the_first();
  const auto chat = b.given_conversation();
  b.given_listener(chat);
  waiting_reply<answered> done;
  BOOST_REQUIRE(b.say(chat, "c1", actor_fixture::story_question, &done).has_value());
  BOOST_REQUIRE(b.announcements.wait_for_deltas(chat.conversation.value(), 1));

  BOOST_REQUIRE(a.claim(chat, ada).has_value());
  const auto outcome = done.get();

  BOOST_TEST(outcome.value().interrupted);
  BOOST_TEST(count(a.timeline(chat), domain::entry_kind::message, domain::message_role::agent) ==
             0U);
  // Counted by the actor after it has answered who waited.
  BOOST_TEST(eventually([&] { return b.tree->stats().stale_outputs >= 1U; }));
  BOOST_TEST(a.state(chat).claim.has_value());
}

BOOST_FIXTURE_TEST_CASE(answers_of_two_processes_to_one_question_stay_apart,
                        two_very_slow_answering_processes) {
  const auto chat = a.given_conversation();
  a.given_listener(chat);
  BOOST_REQUIRE(a.say(chat, "c1", actor_fixture::story_question).has_value());
  b.given_listener(chat);  // who joins has it read the rows, and take up the question, in the same
                           // millisecond of this clock

  BOOST_REQUIRE(a.announcements.wait_for_deltas(chat.conversation.value(), 1));
  BOOST_REQUIRE(b.announcements.wait_for_deltas(chat.conversation.value(), 1));

  BOOST_TEST(first_number(a.announcements) != first_number(b.announcements));
}

BOOST_FIXTURE_TEST_CASE(question_answered_by_both_processes_has_one_answer,
                        two_fast_answering_processes) {
  const auto chat = a.given_conversation();
  waiting_reply<answered> done;
  BOOST_REQUIRE(a.say(chat, "c1", actor_fixture::story_question, &done).has_value());
  b.given_listener(chat);

  BOOST_REQUIRE(done.get().has_value());
  BOOST_REQUIRE(eventually(
      [&] { return a.tree->stats().running_answers + b.tree->stats().running_answers == 0; }));

  BOOST_TEST(count(a.timeline(chat), domain::entry_kind::message, domain::message_role::agent) ==
             1U);
}

BOOST_FIXTURE_TEST_CASE(session_ended_by_the_other_process_hears_nothing_more, two_processes) {
  const auto ada = a.member_named("Ada");
  const auto bob = a.member_named("Bob");
  const auto sign_in = [&](const domain::member& who, const std::string& hash) {
    const auto done =
        storage::write_and_wait(*a.store, [&](storage::writer& rows) -> domain::result<void> {
          storage::people::create_session(rows, {who.session, who.user, who.workspace, hash,
                                                 clock.now(), clock.now() + std::chrono::hours{1}});
          return {};
        });
    BOOST_REQUIRE(done.has_value());
  };
  sign_in(ada, "hash of ada");
  sign_in(bob, "hash of bob");
  b.tree->presence().connected({0, 700}, ada);
  b.tree->presence().connected({0, 701}, bob);
  BOOST_REQUIRE(eventually([&] { return a.tree->presence().table().is_online(a.shop, bob.user); }));
  BOOST_TEST(b.announcements.ended_sessions().empty());

  const auto done =
      storage::write_and_wait(*a.store, [](storage::writer& rows) -> domain::result<void> {
        storage::people::delete_session(rows, "hash of ada");
        return {};
      });
  BOOST_REQUIRE(done.has_value());

  BOOST_REQUIRE(eventually([&] { return !b.announcements.ended_sessions().empty(); }));
  BOOST_TEST((b.announcements.ended_sessions().front() == ada.session));
}

BOOST_FIXTURE_TEST_CASE(
    conversation_deleted_by_the_other_process_loses_its_listeners_and_its_queue_position,
    two_processes) {
  const auto ada = a.member_named("Ada", domain::role::admin);
  const auto chat = a.given_conversation();
  b.given_listener(chat);
  waiting_reply<std::monostate> gone;
  BOOST_REQUIRE(a.tree->conversations()
                    .send(chat.conversation, delete_request{ada, gone.promise()})
                    .has_value());
  BOOST_REQUIRE(gone.get().has_value());

  BOOST_TEST((b.say(chat, "c1", "Still there?").error() == errc::deleted));
  BOOST_TEST(b.announcements.wait_until([](const std::vector<heard>& all) {
    return std::ranges::any_of(all, [](const heard& one) {
      return std::holds_alternative<conversation_removed>(one.what);
    });
  }));
}

BOOST_AUTO_TEST_SUITE_END()
