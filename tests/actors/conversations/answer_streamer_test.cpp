// How an answer that is still being written reaches its conversation: pace, whole words, failures
// and cancellation.
#include <boost/test/unit_test.hpp>
#include <functional>
#include <thread>

#include "actors/conversations/answer_streamer.hpp"
#include "tests/actors/fixture.hpp"

namespace takeover::actors::test {
namespace {

/// Does with the stream what its script says, on a thread of its own.
class scripted_answerer final : public answering::answerer {
 public:
  using script = std::function<void(const answering::answer_stream&)>;
  explicit scripted_answerer(script what) : script_(std::move(what)) {}
  ~scripted_answerer() override {
    if (running_.joinable()) running_.join();
  }
  void answer(answering::question, answering::answer_stream to) override {
    if (running_.joinable()) running_.join();
    running_ = std::thread{[this, to = std::move(to)] { script_(to); }};
  }

 private:
  script script_;
  std::thread running_;
};

/// The fixture with an answerer of the test's own.
class scripted_fixture : public actor_fixture {
 public:
  scripted_fixture(double words_per_second, scripted_answerer::script what)
      : actor_fixture([&] {
          tree_options paced;
          paced.words_per_second = words_per_second;
          return paced;
        }()),
        answerer_(std::move(what)) {
    tree->stop();
    tree = std::make_unique<actor_tree>(
        tree_parts{*store, announcements, answerer_, ids, clock, nullptr}, options);
    tree->recover();
  }
  ~scripted_fixture() { stop(); }

  /// The pieces that were announced.
  [[nodiscard]] std::vector<std::string> pieces() const {
    std::vector<std::string> all;
    for (const auto& heard : announcements.all())
      if (const auto* piece = std::get_if<answer_delta>(&heard.what)) all.push_back(piece->text);
    return all;
  }

 private:
  scripted_answerer answerer_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(streaming)

BOOST_AUTO_TEST_CASE(words_that_come_in_pieces_are_relayed_whole) {
  scripted_fixture h{30, [](const answering::answer_stream& to) {
                       for (const auto* piece : {"Hel", "lo wor", "ld. ", "B", "ye"})
                         to.delta(piece);
                       to.done(answering::assessment{0.9, false});
                     }};
  const auto chat = h.given_conversation();
  h.given_listener(chat);
  waiting_reply<answered> answer;
  BOOST_REQUIRE(h.say(chat, "c1", "Hi", &answer).has_value());
  BOOST_TEST(answer.get().value().replies.at(0).body == "Hello world. Bye");
  const std::vector<std::string> expected{"Hello ", "world. ", "Bye"};
  BOOST_TEST(h.pieces() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(without_a_pace_every_piece_is_relayed_as_it_comes) {
  scripted_fixture h{0, [](const answering::answer_stream& to) {
                       to.delta("Hel");
                       to.delta("lo");
                       to.done(answering::assessment{0.9, false});
                     }};
  const auto chat = h.given_conversation();
  h.given_listener(chat);
  waiting_reply<answered> answer;
  BOOST_REQUIRE(h.say(chat, "c1", "Hi", &answer).has_value());
  BOOST_TEST(answer.get().value().replies.at(0).body == "Hello");
  const std::vector<std::string> expected{"Hel", "lo"};
  BOOST_TEST(h.pieces() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(answer_that_fails_half_way_ends_as_an_apology) {
  scripted_fixture h{0, [](const answering::answer_stream& to) {
                       to.delta("Half an ");
                       to.done(domain::fail(domain::errc::unavailable));
                     }};
  const auto chat = h.given_conversation();
  waiting_reply<answered> answer;
  BOOST_REQUIRE(h.say(chat, "c1", "Hi", &answer).has_value());
  const auto reply = answer.get().value().replies.at(0);
  BOOST_TEST(reply.meta.failed);
  BOOST_TEST(reply.body.find("Half an") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(takeover_cancels_the_answerer_and_keeps_what_was_announced) {
  std::promise<void> cancelled;
  scripted_fixture h{
      0, [&](const answering::answer_stream& to) {
        const std::stop_callback tell{to.cancelled(), [&] { cancelled.set_value(); }};
        to.delta("So far ");
        (void)cancelled.get_future().wait_for(wait_timeout);
        to.delta("and no further");
        to.done(answering::assessment{1, false});
      }};
  const auto chat = h.given_conversation();
  h.given_listener(chat);
  waiting_reply<answered> answer;
  BOOST_REQUIRE(h.say(chat, "c1", "Hi", &answer).has_value());
  BOOST_REQUIRE(h.announcements.wait_for_deltas(chat.conversation.value(), 1));
  BOOST_REQUIRE(h.claim(chat, h.member_named("Ada")).has_value());
  const auto outcome = answer.get().value();
  BOOST_TEST(outcome.interrupted);
  BOOST_TEST(outcome.replies.at(0).body == "So far ");
}

BOOST_AUTO_TEST_CASE(piece_is_a_number_of_words_with_the_blanks_after_them) {
  BOOST_TEST(next_piece("one  two three", 1) == "one  ");
  BOOST_TEST(next_piece("one two three", 2) == "one two ");
  BOOST_TEST(next_piece(" one", 1) == " one");
  BOOST_TEST(next_piece("one", 5) == "one");
  BOOST_TEST(next_piece("", 1).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace takeover::actors::test
