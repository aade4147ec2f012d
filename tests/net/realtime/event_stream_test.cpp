#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>

#include "net/realtime/sse/stream_connection.hpp"
#include "tests/net/realtime/realtime_fixture.hpp"

using namespace takeover;
using namespace takeover::net::realtime;
using namespace realtime_tests;
using std::chrono::seconds;

namespace {

struct stream_fixture : realtime_fixture {
  /// Opens a stream whose client is at the other end, and writes its head.
  void open(net::http::body_framing framing) {
    stream = make_stream(hub, samples::on_conversation, framing);
    boost::asio::co_spawn(shard.context(), stream->write(wire.server, "X-Test: yes\r\n"),
                          [this](std::exception_ptr, bool usable) { ended = usable; });
    run();
  }
  void tell(const shared_frame& what) {
    hub.tell(stream->id().number, samples::on_conversation, actors::listener_kind::visitor_stream,
             what);
    run();
  }
  [[nodiscard]] bool hears(std::string_view end) {
    return run_until([&] {
      wire.read();
      return wire.heard.ends_with(end);
    });
  }

  loopback_connection wire{*this};
  std::unique_ptr<event_stream> stream;
  std::optional<bool> ended;  ///< whether the connection may serve more
};

const std::string much(600'000, 'x');

}  // namespace

BOOST_AUTO_TEST_SUITE(realtime_stream)

BOOST_FIXTURE_TEST_CASE(stream_is_ended_when_its_client_reads_nothing_for_too_long,
                        stream_fixture) {
  open(net::http::body_framing::chunked);
  tell(event_chunk("delta", much));
  pass(seconds{29});
  BOOST_TEST(!ended.has_value());
  pass(seconds{2});
  BOOST_TEST((ended == false));
  BOOST_TEST(hub.stats().cut_slow == 1U);
  BOOST_TEST(conversations.count<actors::leave_request>() == 1U);
}

BOOST_FIXTURE_TEST_CASE(slow_reader_that_makes_progress_keeps_its_stream, stream_fixture) {
  open(net::http::body_framing::chunked);
  tell(event_chunk("delta", much));
  for (int i = 0; i < 4; ++i) {
    pass(seconds{20});
    const auto before = hub.stats().bytes;
    BOOST_REQUIRE(run_until([&] {
      wire.read();
      return hub.stats().bytes > before;
    }));
  }
  BOOST_TEST(!ended.has_value());
}

BOOST_FIXTURE_TEST_CASE(stream_without_events_is_not_ended, stream_fixture) {
  open(net::http::body_framing::chunked);
  tell(event_chunk("delta", "{}"));
  pass(seconds{600});
  BOOST_TEST(!ended.has_value());
}

BOOST_FIXTURE_TEST_CASE(a_client_of_http_1_1_gets_chunks_and_keeps_its_connection, stream_fixture) {
  open(net::http::body_framing::chunked);
  tell(event_chunk("accepted", "{}"));
  tell(event_chunk("done", "{}", {}, stream_end::here));
  BOOST_TEST(
      hears("\r\n\r\n1a\r\nevent: accepted\ndata: {}\n\n\r\n16\r\nevent: done\ndata: "
            "{}\n\n\r\n0\r\n\r\n"));
  BOOST_TEST(wire.heard.find("Transfer-Encoding: chunked\r\n") != std::string::npos);
  BOOST_TEST((ended == true));
}

BOOST_FIXTURE_TEST_CASE(a_client_of_http_1_0_gets_events_alone_until_the_connection_ends,
                        stream_fixture) {
  stream = make_stream(hub, samples::on_conversation, net::http::body_framing::until_close);
  tell(event_chunk("accepted", "{}"));  // before the head is written
  boost::asio::co_spawn(shard.context(), stream->write(wire.server, ""),
                        [this](std::exception_ptr, bool usable) { ended = usable; });
  tell(event_chunk("done", "{}", {}, stream_end::here));
  BOOST_TEST(hears("\r\n\r\nevent: accepted\ndata: {}\n\nevent: done\ndata: {}\n\n"));
  BOOST_TEST(wire.heard.find("Transfer-Encoding") == std::string::npos);
  BOOST_TEST(wire.heard.find("Connection: close\r\n") != std::string::npos);
  BOOST_TEST((ended == false));
}

BOOST_FIXTURE_TEST_CASE(stream_ends_with_its_conversation_even_before_it_is_admitted,
                        stream_fixture) {
  open(net::http::body_framing::chunked);
  hub.close(samples::on_conversation, actors::announcer::ending::rejoin);
  run();
  BOOST_TEST((ended == false));
}

BOOST_FIXTURE_TEST_CASE(visitor_who_disconnects_early_leaves_the_conversation, stream_fixture) {
  open(net::http::body_framing::chunked);
  wire.client.close();
  BOOST_REQUIRE(run_until([&] { return ended.has_value(); }));
  BOOST_TEST(conversations.count<actors::leave_request>() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
