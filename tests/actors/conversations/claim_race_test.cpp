#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <thread>

#include "tests/actors/fixture.hpp"

using namespace takeover;
using namespace takeover::actors;
using namespace takeover::actors::test;
using domain::errc;

namespace {

#if defined(__SANITIZE_THREAD__)
constexpr int rounds = 320;  // each is as good at showing a race, and takes fifty times as long
#else
constexpr int rounds = 10'000;
#endif
constexpr int members = 8;
constexpr int claims_each = 8;
/// Each so many-th race of a conversation begins when the agent's answer is under way, the others
/// wherever it is.
constexpr int seen_streaming_every = 20;
constexpr int drivers =
    16;  // conversations that race at the same time, so that their commits share groups

/// What one round left: who won, and what was wrong, if anything.
struct outcome {
  std::optional<domain::user_id> winner;
  std::string wrong;
};

/// 64 claims at once; the winner is told so by all of their claims, the others who it is.
outcome race(actor_fixture& h, const domain::visitor_identity& chat,
             const std::vector<domain::member>& people) {
  std::vector<std::pair<const domain::member*, waiting_reply<shared_view>>> all(members *
                                                                                claims_each);
  for (std::size_t n = 0; n < all.size(); ++n) {
    all[n].first = &people[n % members];
    const auto sent = h.tree->conversations().send(
        chat.conversation,
        requests::claim(*all[n].first, domain::takeover_mode::ask, all[n].second.promise()));
    if (!sent) return {std::nullopt, "a claim was not taken"};
  }
  outcome out;
  std::vector<std::pair<const domain::member*, domain::result<shared_view>>> answers;
  for (auto& [who, waiting] : all) answers.emplace_back(who, waiting.get());
  for (const auto& [who, answer] : answers) {
    if (!answer) continue;
    if (out.winner && *out.winner != who->user) out.wrong = "two members won";
    out.winner = who->user;
  }
  if (!out.winner) return {std::nullopt, "nobody won"};
  for (const auto& [who, answer] : answers) {
    if (who->user == *out.winner) {
      if (!answer) out.wrong = "the winner was refused";
    } else if (answer || answer.error().code != errc::already_claimed || !answer.error().holder ||
               answer.error().holder->id != *out.winner) {
      out.wrong = "a loser was not told who holds";
    }
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(
    of_64_claims_by_8_members_one_wins_in_each_of_10000_rounds_while_the_agent_streams) {
  tree_options options;
  options.words_per_second = 200;  // the answer takes two seconds: a claim that was sent in the
                                   // middle of it comes in the middle of it
  actor_fixture h{options};
  std::vector<domain::member> people;
  for (int n = 0; n < members; ++n) people.push_back(h.member_named("Member " + std::to_string(n)));
  std::vector<domain::visitor_identity> chats;
  for (int n = 0; n < drivers; ++n) chats.push_back(h.given_conversation());

  std::vector<std::vector<outcome>> results(drivers);
  std::vector<std::thread> threads;
  for (std::size_t n = 0; n < drivers; ++n) {
    threads.emplace_back([&, n] {
      const auto& chat = chats[n];
      auto& mine = results[n];
      const auto id = chat.conversation.value();
      std::size_t heard = 0;         // of the answer before this one
      (void)h.given_listener(chat);  // who listens makes the agent's words be announced
      (void)h.say(chat, "question", actor_fixture::story_question);
      for (int round = 0; round < rounds / drivers; ++round) {
        if (round % seen_streaming_every == 0 && !h.announcements.wait_for_deltas(id, heard + 1))
          return;
        mine.push_back(race(h, chat, people));
        if (!mine.back().winner) return;
        heard = h.announcements.deltas(
            id);  // after the claim, so that there are no more of that answer
        const auto holder = std::find_if(people.begin(), people.end(), [&](const auto& m) {
          return m.user == *mine.back().winner;
        });
        if (!h.release(chat, *holder))
          mine.back().wrong = "the holder could not release";  // and the agent streams again
      }
    });
  }
  for (auto& t : threads) t.join();

  std::map<std::string, int> wrong;
  std::map<std::string, int> won;
  int total = 0;
  for (const auto& list : results) {
    for (const auto& one : list) {
      ++total;
      if (!one.wrong.empty()) ++wrong[one.wrong];
      if (one.winner) ++won[one.winner->str()];
    }
  }
  BOOST_TEST(total == rounds);
  for (const auto& [what, times] : wrong) BOOST_ERROR(what << ", " << times << " times");

  // One audit row for each claim that won, and one for each release; each epoch has its entry.
  std::map<std::string, int> audited;
  for (const auto& row : h.audit()) ++audited[row.action];
  BOOST_TEST(audited["conversation.claim"] == rounds);
  BOOST_TEST(audited["conversation.release"] == rounds);
  std::size_t cut_in_the_middle = 0;
  for (const auto& chat : chats) {
    const auto rows = h.timeline(chat);
    domain::seq_t seq = 0;
    domain::epoch_t epoch = 0;
    for (const auto& e : rows) {
      BOOST_REQUIRE_EQUAL(e.seq, ++seq);
      if (e.meta.epoch) BOOST_REQUIRE_EQUAL(*e.meta.epoch, ++epoch);
      if (!e.meta.interrupted) continue;
      // A claim may come between the last word and the whole: then all of it was shown, and all of
      // it is kept.
      BOOST_REQUIRE(actor_fixture::story().starts_with(e.body));
      if (e.body.size() < actor_fixture::story().size()) ++cut_in_the_middle;
    }
    BOOST_TEST(epoch == 2 * rounds / drivers);
  }
  BOOST_TEST_MESSAGE(cut_in_the_middle << " of " << rounds << " claims cut an answer");
  BOOST_TEST(cut_in_the_middle >= rounds / seen_streaming_every / 2U);
}
