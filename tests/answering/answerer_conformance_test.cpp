// What every answerer keeps to, run on the built-in one and on one that is scripted, well and
// badly.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <functional>
#include <thread>

#include "answering/builtin/builtin_answerer.hpp"
#include "tests/answering/demo_shop.hpp"
#include "tests/answering/recording_sink.hpp"

namespace takeover::answering::test {
namespace {

/// Does with the stream what its script says, on a thread of its own.
class scripted_answerer final : public answerer {
 public:
  using script = std::function<void(const answer_stream&)>;
  explicit scripted_answerer(script what) : script_(std::move(what)) {}
  ~scripted_answerer() override { join(); }

  void answer(question, answer_stream to) override {
    join();
    running_ = std::thread{[this, to = std::move(to)] {
      try {
        script_(to);
      } catch (const std::exception& problem) {
        to.done(domain::fail(domain::errc::internal, problem.what()));
      }
    }};
  }
  void join() {
    if (running_.joinable()) running_.join();
  }

 private:
  script script_;
  std::thread running_;
};

void three_words(const answer_stream& to) {
  to.delta("one ");
  to.delta("");
  to.delta("two ");
  to.cite({1, "A page", "/a"});
  to.delta("three [1]");
  to.done(assessment{0.8, false});
}

/// Holds for a question that gets an answer.
void check_answer(answerer& agent, const question& asked, const std::string& text) {
  recorder heard;
  agent.answer(asked, heard.stream());
  const auto all = heard.whole();
  BOOST_TEST(all.text == text);
  BOOST_TEST(all.ends == 1);
  BOOST_TEST(!all.went_on_after_the_end);
  BOOST_REQUIRE(all.outcome->has_value());
  const auto sure = **all.outcome;
  BOOST_TEST((sure.confidence >= 0 && sure.confidence <= 1));
  for (const auto& cited : all.citations)
    BOOST_TEST(all.text.find("[" + std::to_string(cited.n) + "]") != std::string::npos);
}

/// Holds for any question: whoever cancelled before it was asked hears nothing.
void check_cancelled(answerer& agent, const question& asked) {
  std::stop_source cancellation;
  cancellation.request_stop();
  recorder heard;
  agent.answer(asked, heard.stream(cancellation.get_token()));
  recorder after;  // answers in order, so the first one is over when this one is
  agent.answer(asked, after.stream());
  (void)after.whole();
  BOOST_TEST(heard.so_far().deltas == 0);
  BOOST_TEST(heard.so_far().ends == 0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(answerer_conformance)

BOOST_FIXTURE_TEST_CASE(deltas_of_the_built_in_answerer_are_its_text, demo_shop) {
  builtin_answerer agent{knowledge()};
  for (const auto* message : {"How long is the warranty?", "Hi!", "Who won the world cup in 2018?",
                              "Can I pay with Klarna? And where is my order?"})
    BOOST_TEST_CONTEXT(message)
  check_answer(agent, asking({message}), ask(message).text);
}

BOOST_AUTO_TEST_CASE(deltas_of_a_scripted_answerer_are_its_text) {
  scripted_answerer agent{three_words};
  check_answer(agent, {}, "one two three [1]");
}

BOOST_FIXTURE_TEST_CASE(built_in_answerer_says_nothing_after_a_cancellation, demo_shop) {
  builtin_answerer agent{knowledge()};
  check_cancelled(agent, asking({"How long is the warranty?"}));
}

BOOST_AUTO_TEST_CASE(scripted_answerer_says_nothing_after_a_cancellation) {
  scripted_answerer agent{three_words};
  check_cancelled(agent, {});
}

BOOST_AUTO_TEST_CASE(cancellation_in_the_middle_ends_the_stream) {
  std::stop_source cancellation;
  bool was_told = false;
  scripted_answerer agent{[&](const answer_stream& to) {
    const std::stop_callback abort{to.cancelled(), [&] { was_told = true; }};
    to.delta("one ");
    cancellation.request_stop();
    BOOST_TEST(to.is_cancelled());
    to.delta("two ");
    to.cite({1, "A page", "/a"});
    to.done(assessment{1, false});
  }};
  recorder heard;
  agent.answer({}, heard.stream(cancellation.get_token()));
  agent.join();
  BOOST_TEST(was_told);
  BOOST_TEST(heard.so_far().text == "one ");
  BOOST_TEST(heard.so_far().citations.empty());
  BOOST_TEST(heard.so_far().ends == 0);
}

BOOST_AUTO_TEST_CASE(nothing_comes_after_the_end) {
  scripted_answerer agent{[](const answer_stream& to) {
    to.done(domain::fail(domain::errc::overloaded));
    to.delta("late");
    to.cite({1, "late", "/late"});
    to.done(assessment{1, false});
  }};
  recorder heard;
  agent.answer({}, heard.stream());
  agent.join();
  BOOST_TEST(heard.so_far().ends == 1);
  BOOST_TEST(!heard.so_far().went_on_after_the_end);
  BOOST_TEST((heard.so_far().outcome->error() == domain::errc::overloaded));
}

BOOST_AUTO_TEST_CASE(exception_ends_the_stream_once) {
  scripted_answerer agent{[](const answer_stream& to) {
    to.delta("one ");
    throw std::runtime_error{"the provider went away"};
  }};
  recorder heard;
  agent.answer({}, heard.stream());
  BOOST_TEST((heard.whole().outcome->error() == domain::errc::internal));
  BOOST_TEST(heard.so_far().ends == 1);
}

BOOST_AUTO_TEST_CASE(stream_that_is_dropped_ends_as_unavailable) {
  scripted_answerer agent{[](const answer_stream& to) { to.delta("one "); }};
  recorder heard;
  agent.answer({}, heard.stream());
  agent.join();
  BOOST_TEST((heard.whole().outcome->error() == domain::errc::unavailable));
  BOOST_TEST(heard.so_far().ends == 1);
}

BOOST_FIXTURE_TEST_CASE(built_in_answerer_ends_with_an_error_for_an_unknown_agent, demo_shop) {
  builtin_answerer agent{knowledge()};
  auto asked = asking({"How long is the warranty?"});
  asked.agent = {};
  recorder heard;
  agent.answer(asked, heard.stream());
  BOOST_TEST((heard.whole().outcome->error() == domain::errc::not_found));
  BOOST_TEST(heard.so_far().deltas == 0);
}

BOOST_FIXTURE_TEST_CASE(built_in_answerer_ends_once_when_the_store_has_stopped, demo_shop) {
  builtin_answerer agent{knowledge()};
  knowledge().stop();
  recorder heard;
  agent.answer(asking({"How long is the warranty?"}), heard.stream());
  BOOST_TEST(!heard.whole().outcome->has_value());
  BOOST_TEST(heard.so_far().ends == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace takeover::answering::test
