// What is left of a conversation whose actor ends by an exception.
#include <boost/test/unit_test.hpp>

#include "tests/actors/unreliable_store.hpp"

using namespace takeover;
using namespace takeover::actors;
using namespace takeover::actors::test;
using domain::errc;

namespace {

std::vector<std::string> bodies(const std::vector<domain::entry>& entries) {
  std::vector<std::string> out;
  for (const auto& e : entries)
    if (e.kind == domain::entry_kind::message) out.push_back(e.body);
  return out;
}

/// Ada holds two conversations; their visitors and a member listen to both.
struct two_chats {
  unreliable_store_fixture h;
  domain::member ada = h.member_named("Ada");
  domain::visitor_identity chat = h.given_conversation();
  domain::visitor_identity other = h.given_conversation();

  two_chats() {
    for (const auto& each : {chat, other}) {
      h.given_listener(each);
      h.given_listener(each, listener_kind::visitor);
      BOOST_REQUIRE(h.claim(each, ada).has_value());
    }
  }
  waiting_reply<posted> begin_to_say(const std::string& client_id) {
    waiting_reply<posted> said;
    BOOST_REQUIRE(h.tree->conversations().send(
        chat.conversation,
        requests::visitor_message(chat, {client_id, client_id}, said.promise())));
    return said;
  }
  bool heard_of(const domain::visitor_identity& which, const std::string& body) {
    return h.announcements.wait_until([&](const auto& all) {
      return std::any_of(all.begin(), all.end(), [&](const heard& news) {
        const auto* e = std::get_if<entry_added>(&news.what);
        return news.where.id == which.conversation.value() && e != nullptr && e->entry.body == body;
      });
    });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(crashes, two_chats)

BOOST_AUTO_TEST_CASE(
    who_waits_for_a_conversation_that_crashes_is_answered_and_who_listens_is_told_to_come_again) {
  h.unreliable.throw_after(1);
  held_writer writer{*h.store};
  auto before = begin_to_say("before");
  auto in_hand = begin_to_say("in-hand");
  auto behind = begin_to_say("behind");
  writer.let_go();

  BOOST_TEST(before.get().has_value());
  BOOST_TEST((in_hand.get().error() == errc::unavailable));
  BOOST_TEST((behind.get().error() == errc::unavailable));
  const auto closed = h.announcements.closed();
  BOOST_TEST_REQUIRE(closed.size() == 1U);
  BOOST_TEST((closed[0].first == channel{channel_kind::conversation, chat.conversation.value()}));
  BOOST_TEST((closed[0].second == announcer::ending::rejoin));
  BOOST_TEST(eventually([&] {
    return h.tree->presence().table().visitor_of(chat.conversation).now == domain::presence::away;
  }));
  BOOST_TEST(eventually([&] { return h.tree->stats().live_conversations == 1U; }));
}

BOOST_AUTO_TEST_CASE(next_request_resumes_a_crashed_conversation_from_its_rows) {
  BOOST_REQUIRE(h.say(chat, "stored", "stored").has_value());
  h.unreliable.throw_after(0);
  BOOST_TEST((h.say(chat, "lost", "lost").error() == errc::unavailable));

  const auto again = h.say(chat, "lost", "sent again");

  BOOST_TEST_REQUIRE(again.has_value());
  BOOST_TEST(!again->repeated);
  BOOST_TEST(h.say(chat, "stored", "stored").value().repeated);
  BOOST_TEST(bodies(h.timeline(chat)) == (std::vector<std::string>{"stored", "sent again"}),
             boost::test_tools::per_element());
  BOOST_TEST(h.answer(chat, ada, "r1", "Ada still holds it").has_value());
  h.given_listener(chat, listener_kind::visitor);
  BOOST_TEST(h.announcements.admitted().back().second.last_seq == h.state(chat).visitor_seq);
  BOOST_TEST(eventually([&] {
    return h.tree->presence().table().visitor_of(chat.conversation).now ==
           domain::presence::connected;
  }));
  BOOST_TEST(h.answer(chat, ada, "r2", "Welcome back").has_value());
  BOOST_TEST(heard_of(chat, "Welcome back"));
}

BOOST_AUTO_TEST_CASE(crash_leaves_other_conversations_alone) {
  h.unreliable.throw_after(0);
  BOOST_REQUIRE(!h.say(chat, "c1", "lost"));

  BOOST_TEST(h.say(other, "c1", "Are you there?").has_value());
  BOOST_TEST(heard_of(other, "Are you there?"));
  BOOST_TEST(h.answer(other, ada, "r1", "I am").has_value());
  BOOST_TEST(heard_of(other, "I am"));
  BOOST_TEST((h.tree->presence().table().visitor_of(other.conversation).now ==
              domain::presence::connected));
  BOOST_TEST(h.announcements.closed().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(
    an_answer_that_was_being_written_when_the_conversation_crashed_is_written_anew) {
  tree_options options;
  options.words_per_second = 400;
  unreliable_store_fixture h{options};
  const auto chat = h.given_conversation();
  h.given_listener(chat);
  waiting_reply<answered> first;
  BOOST_REQUIRE(h.say(chat, "c1", actor_fixture::story_question, &first).has_value());
  BOOST_REQUIRE(h.announcements.wait_for_deltas(chat.conversation.value(), 1));
  h.unreliable.throw_after(0);
  BOOST_REQUIRE(!h.say(chat, "c2", "Go on"));
  BOOST_TEST((first.get().error() == errc::unavailable));
  BOOST_TEST(h.tree->stats().running_answers == 0U);

  // Who sends the message again, as the widget does, waits for the answer that is due.
  waiting_reply<answered> again;
  BOOST_REQUIRE(h.say(chat, "c1", actor_fixture::story_question, &again).value().repeated);

  const auto replies = again.get().value().replies;
  BOOST_TEST_REQUIRE(replies.size() == 1U);
  BOOST_TEST(replies[0].body == actor_fixture::story());
  BOOST_TEST(bodies(h.timeline(chat)) ==
                 (std::vector<std::string>{actor_fixture::story_question, actor_fixture::story()}),
             boost::test_tools::per_element());
}
