#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <vector>

#include "net/http/request_parser.hpp"

using namespace takeover::net::http;
using progress = request_parser::progress;

namespace {

struct parsed {
  progress where = progress::need_more;
  int status = 0;    ///< of the refusal
  std::string body;  ///< of the request
  std::string rest;  ///< what was not read
};

/// Reads one request the way a connection does.
parsed parse(std::string_view bytes) {
  request into;
  request_parser parser;
  parser.begin(into);
  for (;;) {
    const auto step = parser.put({bytes.data(), bytes.size()});
    bytes.remove_prefix(step.used);
    if (step.where == progress::head) {
      parser.limit_body(1'000);
      continue;
    }
    const int status = step.where == progress::failed ? parser.failure().status : 0;
    return {step.where, status, into.body(), std::string{bytes}};
  }
}

std::string post(std::string_view version, std::string_view headers, std::string_view body) {
  return "POST /api/session HTTP/" + std::string{version} + "\r\nHost: x\r\n" +
         std::string{headers} + "\r\n" + std::string{body};
}

constexpr std::string_view chunks = "2\r\n{}\r\n0\r\n\r\n";

struct smuggling {
  std::string_view version = "1.1";
  std::string_view headers;
};
std::ostream& operator<<(std::ostream& to, const smuggling& what) {
  return to << what.version << ' ' << what.headers;
}

const std::vector<smuggling> smugglings{
    {"1.1", "Transfer-Encoding: gzip\r\n"},
    {"1.1", "Transfer-Encoding: identity\r\n"},
    {"1.1", "Transfer-Encoding: gzip, chunked\r\n"},
    {"1.1", "Transfer-Encoding: chunked, identity\r\n"},
    {"1.1", "Transfer-Encoding: chunked, chunked\r\n"},
    {"1.1", "Transfer-Encoding: chunked;q=1\r\n"},
    {"1.1", "Transfer-Encoding: \"chunked\"\r\n"},
    {"1.1", "Transfer-Encoding: xchunked\r\n"},
    {"1.1",
     "Transfer-Encoding: \x0B"
     "chunked\r\n"},
    {"1.1", "Transfer-Encoding:\r\n"},
    {"1.1", "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n"},
    {"1.1", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"},
    {"1.1", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"},
    {"1.1", "Transfer-Encoding : chunked\r\n"},
    {"1.1", "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n"},
    {"1.1", "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n"},
    {"1.1", "Transfer-Encoding: identity\r\nContent-Length: 2\r\n"},
    {"1.1", "Content-Length: 2\r\nTransfer-Encoding: gzip\r\n"},
    {"1.0", "Transfer-Encoding: chunked\r\n"},
    {"1.0", "Content-Length: 2\r\nTransfer-Encoding: identity\r\n"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(reading_requests)

BOOST_DATA_TEST_CASE(body_with_an_ambiguous_end_is_refused, smugglings) {
  const auto got = parse(post(sample.version, sample.headers, chunks));
  BOOST_TEST((got.where == progress::failed));
  BOOST_TEST(got.status == 400);
}

BOOST_DATA_TEST_CASE(chunked_is_read_in_any_case,
                     (std::vector<std::string>{"chunked", "Chunked", "CHUNKED", "  chunked\t"})) {
  const auto got = parse(post("1.1", "Transfer-Encoding: " + sample + "\r\n",
                              std::string{chunks} + "GET / HTTP/1.1\r\n"));
  BOOST_TEST((got.where == progress::complete));
  BOOST_TEST(got.body == "{}");
  BOOST_TEST(got.rest == "GET / HTTP/1.1\r\n");
}

BOOST_AUTO_TEST_CASE(body_of_no_chunks_is_read_byte_by_byte) {
  request into;
  request_parser parser;
  parser.begin(into);
  const auto bytes = post("1.1", "Transfer-Encoding: chunked\r\n", "0\r\n\r\n");
  std::string unread;
  auto where = progress::need_more;
  for (const char byte : bytes) {
    BOOST_REQUIRE((where != progress::complete));
    unread += byte;
    const auto step = parser.put({unread.data(), unread.size()});
    where = step.where;
    unread.erase(0, step.used);
    if (where == progress::head) parser.limit_body(0);
  }
  BOOST_TEST((where == progress::complete));
}

BOOST_AUTO_TEST_CASE(target_with_a_nul_is_refused) {
  request in;
  BOOST_TEST(!in.set_target(method::get, std::string_view{"/a\0b", 4}));
  BOOST_TEST(!in.set_target(method::get, "/a%00b"));
}

BOOST_AUTO_TEST_CASE(trailers_are_ignored) {
  const auto got =
      parse(post("1.1", "Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\nX-Sum: 1\r\n\r\n"));
  BOOST_TEST((got.where == progress::complete));
  BOOST_TEST(got.body == "{}");
}

BOOST_AUTO_TEST_CASE(a_header_that_goes_on_in_the_next_line_is_refused) {
  for (const std::string_view folded :
       {"Transfer-Encoding:\r\n chunked\r\n", "X-Any: a\r\n\tb\r\n", " X-Any: a\r\n"}) {
    const auto got = parse(post("1.1", folded, "0\r\n\r\n"));
    BOOST_TEST((got.where == progress::failed), "folded: " << folded);
    BOOST_TEST(got.status == 400);
  }
}

BOOST_AUTO_TEST_CASE(a_head_that_comes_in_one_piece_has_the_same_limit) {
  const auto with = [](std::size_t bytes) {
    return parse(post("1.1", "X-Any: " + std::string(bytes, 'x') + "\r\n", ""));
  };
  BOOST_TEST((with(16'000).where == progress::complete));
  BOOST_TEST(with(16'400).status == 431);
  BOOST_TEST(with(24'000).status == 431);
}

BOOST_AUTO_TEST_CASE(what_is_no_request_is_the_clients_fault) {
  for (const std::string_view wrong :
       {"\x16\x03\x01\x02\r\n\r\n", "GET / HTTP/3.0\r\nHost: x\r\n\r\n", "GET /\r\n\r\n",
        "GET / HTTP/1.1 x\r\nHost: x\r\n\r\n", "hello\r\n\r\n"}) {
    const auto got = parse(wrong);
    BOOST_TEST(got.status == 400, wrong);
  }
}

BOOST_AUTO_TEST_CASE(a_path_may_not_hide_what_it_names) {
  const auto status = [](std::string_view path) {
    return parse("GET " + std::string{path} + " HTTP/1.1\r\nHost: x\r\n\r\n").status;
  };
  for (const std::string_view hidden : {"/%6detrics", "/metric%73", "/a/%2e%2e/b", "/%2E", "/%7Ea"})
    BOOST_TEST(status(hidden) == 400, hidden);
  for (const std::string_view fair : {"/metrics", "/a%20b", "/caf%C3%A9", "/a%2Fb", "/a?b=%6d"})
    BOOST_TEST(status(fair) == 0, fair);
}

BOOST_AUTO_TEST_CASE(several_lines_of_forwarding_headers_are_one_list) {
  request into;
  request_parser parser;
  parser.begin(into);
  const std::string_view bytes =
      "GET / HTTP/1.1\r\nHost: x\r\nx-forwarded-for: 192.0.2.1\r\nX-Forwarded-For: "
      "192.0.2.2\r\nForwarded: for=192.0.2.3\r\nX-FORWARDED-PROTO: https\r\n\r\n";
  BOOST_TEST((parser.put({bytes.data(), bytes.size()}).where == progress::complete));
  BOOST_TEST(into.get(header::forwarded_for) == "192.0.2.1, 192.0.2.2");
  BOOST_TEST(into.get(header::forwarded) == "for=192.0.2.3");
  BOOST_TEST(into.get(header::forwarded_proto) == "https");
}

BOOST_AUTO_TEST_CASE(announced_body_reserves_no_memory) {
  request into;
  request_parser parser;
  parser.begin(into);
  const auto head = post("1.1", "Content-Length: 500000\r\n", "");
  BOOST_REQUIRE((parser.put({head.data(), head.size()}).where == progress::head));
  parser.limit_body(524'288);
  BOOST_REQUIRE((parser.put({"{", 1}).where == progress::need_more));
  BOOST_TEST(into.body().capacity() <= 16'384U);
}

BOOST_AUTO_TEST_CASE(idle_connection_releases_the_memory_of_a_large_body) {
  request waiting;
  waiting.body().assign(500'000, 'x');
  waiting.clear();
  BOOST_TEST(waiting.body().capacity() < 100U);
  waiting.body().assign(10'000, 'x');
  waiting.clear();
  BOOST_TEST(waiting.body().capacity() >= 10'000U);
}

BOOST_AUTO_TEST_CASE(token_is_found_in_a_list_ignoring_case) {
  for (const std::string_view list :
       {"websocket", "WEBSOCKET", "WebSocket", "h2c, websocket", " h2c ,\tWebsocket "})
    BOOST_TEST(has_token(list, "websocket"), list);
  for (const std::string_view list :
       {"", ",", "websockets", "xwebsocket", "web socket", "websocket/13"})
    BOOST_TEST(!has_token(list, "websocket"), list);
}

BOOST_AUTO_TEST_SUITE_END()
