#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>
#include <future>
#include <optional>
#include <thread>

#include "net/http/server.hpp"

using namespace takeover;
using namespace takeover::net;
using boost::asio::ip::tcp;

namespace {

/// Answers every request alike.
struct polite_handler final : http::request_handler {
  std::unique_ptr<http::connection_state> new_connection() override {
    return std::make_unique<http::connection_state>();
  }
  std::size_t body_limit(const http::request&) override { return 0; }
  boost::asio::awaitable<domain::result<std::size_t>> verified_body_limit(
      io_shard&, const http::request&, http::connection_state&) override {
    co_return 0;
  }
  boost::asio::awaitable<http::response> answer(io_shard&, const http::request& in,
                                                http::connection_state&) override {
    co_return http::text(200, "Welcome " + std::string{in.peer()} + "\n");
  }
  bool wants_upgrade(const http::request&) override { return false; }
  void upgrade(io_shard&, tcp::socket, http::accounts::holder, const http::request&,
               std::string_view, http::capacity) override {}
  [[nodiscard]] std::size_t upgraded() const override { return 0; }
};

struct server_fixture {
  explicit server_fixture(http::server_options with = {}) : options(std::move(with)) {
    server = next_server();
    shard.start();
    server->start();
  }
  ~server_fixture() {
    server->stop(std::chrono::seconds{5});
    shard.stop();
  }
  /// One more on the same socket; its clock stands still.
  std::unique_ptr<http::server> next_server() {
    io_shard* const shards[]{&shard};
    options.clock = http::ticking::by_hand;
    auto made = http::server::make(*listening, shards, handler, options);
    BOOST_REQUIRE(made.has_value());
    return std::move(*made);
  }
  server_fixture(const server_fixture&) = delete;
  server_fixture& operator=(const server_fixture&) = delete;

  [[nodiscard]] boost::system::error_code connect(tcp::socket& from) const {
    boost::system::error_code ec;
    from.connect({boost::asio::ip::address_v4::loopback(), port}, ec);
    return ec;
  }
  /// Whether a request on this connection is answered.
  static bool is_served(tcp::socket& on) {
    return answer_to(on, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").starts_with("HTTP/1.1 200 OK\r\n");
  }
  /// The whole answer to these bytes; what came of it if the connection ended.
  static std::string answer_to(tcp::socket& on, std::string_view bytes) {
    boost::system::error_code ec;
    boost::asio::write(on, boost::asio::buffer(bytes), ec);
    std::string heard;
    char room[1'024];
    while (!heard.ends_with("\n") || heard.find("\r\n\r\n") + 4 >= heard.size()) {
      const auto count = on.read_some(boost::asio::buffer(room), ec);
      if (ec) break;
      heard.append(room, count);
    }
    return heard;
  }

  http::server_options options;
  polite_handler handler;
  io_shard shard{0};
  std::optional<http::listening_socket> listening{
      std::move(*http::listening_socket::open("127.0.0.1", 0))};
  const std::uint16_t port = listening->port();
  std::unique_ptr<http::server> server;
  boost::asio::io_context io;
};

/// It has begun to stop, with somebody there who has not said anything yet.
struct stopping_server : server_fixture {
  stopping_server() {
    BOOST_REQUIRE(!connect(idle));
    BOOST_REQUIRE(is_served(idle));
    BOOST_REQUIRE(!connect(newcomer));
    while (server->stats().connections < 2) std::this_thread::yield();
    server->tick(began);
    stopped = std::async(std::launch::async, [this] { server->stop(std::chrono::minutes{5}); });
    // Idle connections are ended when it begins.
    char ignored = 0;
    boost::system::error_code ec;
    idle.read_some(boost::asio::buffer(&ignored, 1), ec);
    BOOST_REQUIRE((ec == boost::asio::error::eof));
  }

  const std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
  tcp::socket idle{io};
  tcp::socket newcomer{io};
  std::future<void> stopped;
};

http::server_options behind_a_proxy(http::proxy_header_use header) {
  http::server_options options;
  options.trusted_proxies = *http::networks::parse("127.0.0.0/8");
  options.proxy_header = header;
  options.clients = std::make_shared<http::accounts>(http::account_bounds{2, 0, 0});
  return options;
}

struct proxied_server : server_fixture {
  proxied_server() : server_fixture(behind_a_proxy(http::proxy_header_use::none)) {}
};
struct proxy_header_server : server_fixture {
  proxy_header_server() : server_fixture(behind_a_proxy(http::proxy_header_use::required)) {}
};

/// What a TCP proxy at 127.0.0.1 sends first for a client at 198.51.100.7.
const std::string proxy_header{
    "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0C\xC6\x33\x64\x07\x7F\0\0\x01\x12\x34\x1F\x90", 28};

}  // namespace

BOOST_AUTO_TEST_SUITE(http_server)

BOOST_FIXTURE_TEST_CASE(each_request_behind_a_proxy_has_a_client_of_its_own, proxied_server) {
  tcp::socket proxy{io};
  BOOST_REQUIRE(!connect(proxy));
  const auto asked_for = [&](std::string_view header) {
    return answer_to(proxy, "GET / HTTP/1.1\r\nHost: x\r\n" + std::string{header} + "\r\n");
  };
  BOOST_TEST(asked_for("X-Forwarded-For: 198.51.100.7\r\n").ends_with("Welcome 198.51.100.7\n"));
  BOOST_TEST(asked_for("").ends_with("Welcome 127.0.0.1\n"));
  BOOST_TEST(asked_for("Forwarded: for=\"[2001:db8::1]\"\r\n").ends_with("Welcome 2001:db8::1\n"));
}

BOOST_FIXTURE_TEST_CASE(connections_of_a_proxy_are_not_bounded_as_those_of_one_address,
                        proxied_server) {
  std::vector<tcp::socket> open;
  for (int i = 0; i < 5; ++i) {
    auto& one_more = open.emplace_back(io);
    BOOST_REQUIRE(!connect(one_more));
    BOOST_TEST(is_served(one_more));
  }
}

BOOST_FIXTURE_TEST_CASE(a_proxy_header_names_the_client_of_the_whole_connection,
                        proxy_header_server) {
  tcp::socket proxy{io};
  BOOST_REQUIRE(!connect(proxy));
  const auto first = answer_to(proxy, proxy_header + "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  BOOST_TEST(first.ends_with("Welcome 198.51.100.7\n"));
  // It is a client, and no proxy whose word counts.
  const auto second =
      answer_to(proxy, "GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n");
  BOOST_TEST(second.ends_with("Welcome 198.51.100.7\n"));
}

BOOST_FIXTURE_TEST_CASE(a_proxy_that_sends_no_header_where_one_must_come_is_cut_off,
                        proxy_header_server) {
  tcp::socket proxy{io};
  BOOST_REQUIRE(!connect(proxy));
  BOOST_TEST(!is_served(proxy));
}

BOOST_FIXTURE_TEST_CASE(clients_of_a_proxy_header_are_bounded_by_their_address,
                        proxy_header_server) {
  std::vector<tcp::socket> open;
  for (int i = 0; i < 3; ++i) {
    auto& one_more = open.emplace_back(io);
    BOOST_REQUIRE(!connect(one_more));
    const auto answer = answer_to(one_more, proxy_header + "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    BOOST_TEST(answer.ends_with("Welcome 198.51.100.7\n") == (i < 2));
  }
}

BOOST_FIXTURE_TEST_CASE(server_that_stopped_accepting_serves_open_connections, server_fixture) {
  tcp::socket early{io};
  BOOST_REQUIRE(!connect(early));
  BOOST_TEST(is_served(early));
  listening.reset();
  server->stop_accepting();
  tcp::socket late{io};
  BOOST_TEST((connect(late) == boost::asio::error::connection_refused));
  BOOST_TEST(is_served(early));
  server->stop_accepting();
}

BOOST_FIXTURE_TEST_CASE(connection_made_between_two_servers_is_served_by_the_next, server_fixture) {
  server->stop(std::chrono::seconds{5});
  tcp::socket between{io};
  BOOST_REQUIRE(!connect(between));
  server = next_server();
  server->start();
  BOOST_TEST(is_served(between));
}

BOOST_FIXTURE_TEST_CASE(stopping_server_answers_the_first_request_of_a_new_connection,
                        stopping_server) {
  BOOST_TEST(is_served(newcomer));
  stopped.get();
}

BOOST_FIXTURE_TEST_CASE(silent_new_connection_does_not_delay_the_stop, stopping_server) {
  server->tick(began + http::server_timeouts{}.newcomer);
  stopped.get();
  BOOST_TEST(server->stats().timed_out == 1U);
  BOOST_TEST(!is_served(newcomer));
}

BOOST_AUTO_TEST_SUITE_END()
