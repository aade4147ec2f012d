/// What a connection gets of an answer that a claim ends.
#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>

#include "net/realtime/sse/stream_connection.hpp"
#include "tests/net/realtime/realtime_fixture.hpp"

using namespace takeover;
using namespace takeover::net::realtime;
using namespace realtime_tests;

namespace {

constexpr auto kind = actors::listener_kind::visitor_stream;

struct fence_fixture : realtime_fixture {
  fence_fixture() {
    boost::asio::co_spawn(shard.context(), stream->write(wire.server, ""),
                          [](std::exception_ptr, bool) {});
    hub.admit(stream->id().number, samples::on_conversation, kind, nullptr, nullptr);
    run();
  }
  /// Nothing is written before the round ends, with `run`.
  void deliver(shared_frame what, domain::epoch_t begins = 0) {
    broadcast message;
    message.channel = samples::on_conversation;
    message.frames[static_cast<std::size_t>(kind)] = std::move(what);
    message.begins_epoch = begins;
    hub.deliver(message);
  }
  void write(const std::string& text, domain::epoch_t epoch) {
    deliver(event_chunk("delta", text, delta_mark{samples::conversation.value(), epoch}));
  }
  void claim(domain::epoch_t epoch) { deliver(event_chunk("claimed", "{}"), epoch); }
  [[nodiscard]] bool hears_the_claim() {
    return run_until([&] {
      wire.read();
      return wire.heard.find("event: claimed") != std::string::npos;
    });
  }
  [[nodiscard]] bool heard(std::string_view text) const {
    return wire.heard.find(text) != std::string::npos;
  }

  loopback_connection wire{*this};
  std::unique_ptr<event_stream> stream =
      make_stream(hub, samples::on_conversation, net::http::body_framing::chunked);
};

}  // namespace

BOOST_AUTO_TEST_SUITE(realtime_fence)

BOOST_FIXTURE_TEST_CASE(deltas_of_the_round_of_a_claim_are_written_before_it, fence_fixture) {
  write("one", 1);
  write("two", 1);
  claim(2);
  BOOST_REQUIRE(hears_the_claim());
  BOOST_TEST(heard("one"));
  BOOST_TEST(heard("two"));
  BOOST_TEST(wire.heard.find("two") < wire.heard.find("event: claimed"));
  BOOST_TEST(hub.stats().dropped_deltas == 0U);
}

BOOST_FIXTURE_TEST_CASE(claim_drops_deltas_that_a_slow_client_has_no_room_for, fence_fixture) {
  write(std::string(600'000, 'x'), 1);
  write("late", 1);
  claim(2);
  write("later", 1);
  BOOST_REQUIRE(hears_the_claim());
  BOOST_TEST(!heard("late"));
  BOOST_TEST(hub.stats().dropped_deltas == 2U);
}

BOOST_FIXTURE_TEST_CASE(the_next_answer_is_written_after_the_claim, fence_fixture) {
  claim(2);
  write("mine", 2);
  BOOST_REQUIRE(run_until([&] {
    wire.read();
    return heard("mine");
  }));
  BOOST_TEST(wire.heard.find("event: claimed") < wire.heard.find("mine"));
}

BOOST_AUTO_TEST_SUITE_END()
