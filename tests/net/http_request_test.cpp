// What comes in over HTTP before any handler sees it: heads that are read in one way only, and memory that stays bounded.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "net/http/rate_limit.hpp"
#include "net/http/request.hpp"
#include "net/http/request_parser.hpp"

using namespace takeover;
using namespace takeover::net::http;

namespace {

/// Puts a whole request into a parser.
struct reading {
  explicit reading(std::string_view text) {
    parser.begin(in);
    auto rest = std::span{text.data(), text.size()};
    do {
      step = parser.put(rest);
      rest = rest.subspan(step.used);
      if (step.where == request_parser::progress::head) parser.limit_body(100'000);
    } while (step.where == request_parser::progress::head);
  }
  request in;
  request_parser parser;
  request_parser::step step;
};

const std::string chunked_body = "\r\n\r\n3\r\nabc\r\n0\r\n\r\n";

}  // namespace

BOOST_AUTO_TEST_SUITE(http_requests)

BOOST_AUTO_TEST_CASE(a_chunked_body_is_read) {
  for (const std::string coding : {"chunked", "Chunked", " chunked "}) BOOST_TEST_CONTEXT(coding) {
      const reading got{"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: " + coding + chunked_body};
      BOOST_TEST((got.step.where == request_parser::progress::complete));
      BOOST_TEST(got.in.body() == "abc");
    }
}

const std::vector<std::string> ambiguous{
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity" + chunked_body,
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked" + chunked_body,
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked" + chunked_body,
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked" + chunked_body,
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked" + chunked_body,
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:" + chunked_body,
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3" + chunked_body,
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked" + chunked_body,
    "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked" + chunked_body,
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 4\r\n\r\nabcd",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\nabc",
};

BOOST_DATA_TEST_CASE(a_body_whose_end_could_be_read_in_two_ways_is_refused, ambiguous) {
  const reading got{sample};
  BOOST_TEST((got.step.where == request_parser::progress::failed));
  BOOST_TEST(got.parser.failure().status == 400);
}

BOOST_AUTO_TEST_CASE(the_version_is_known) {
  BOOST_TEST(reading{"GET / HTTP/1.1\r\nHost: a\r\n\r\n"}.in.http11());
  BOOST_TEST(!reading{"GET / HTTP/1.0\r\n\r\n"}.in.http11());
}

BOOST_AUTO_TEST_CASE(a_connection_does_not_keep_the_room_of_a_large_body) {
  request in;
  in.body().assign(90'000, 'x');
  in.clear();
  BOOST_TEST(in.body().capacity() < 20'000U);
  in.body().assign(10'000, 'x');
  const auto room = in.body().capacity();
  in.clear();
  BOOST_TEST(in.body().capacity() == room);
}

BOOST_AUTO_TEST_CASE(a_word_of_a_list_header_is_found_in_any_case) {
  for (const std::string_view list : {"websocket", "WebSocket", "WEBSOCKET", "h2c, websocket", " WebSocket\t,h2c"})
    BOOST_TEST(names(list, "websocket"));
  for (const std::string_view list : {"", "websockets", "web socket", "h2c", ","}) BOOST_TEST(!names(list, "websocket"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(rate_limits)

BOOST_AUTO_TEST_CASE(long_keys_are_told_apart_and_take_little_room) {
  rate_limit once{1};
  const auto now = rate_limit::time_point{} + std::chrono::hours{1};
  const std::string text(100'000, 'k');
  BOOST_TEST(once.take(text + "1", now).has_value());
  BOOST_TEST(once.take(text + "2", now).has_value());
  BOOST_TEST(once.take(text + "1", now).has_error());
  BOOST_TEST(once.take(text, now).has_value());
  BOOST_TEST(once.size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
