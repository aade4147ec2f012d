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
  boost::asio::awaitable<http::response> answer(io_shard&, const http::request&,
                                                http::connection_state&) override {
    co_return http::text(200, "Welcome\n");
  }
  bool wants_upgrade(const http::request&) override { return false; }
  void upgrade(io_shard&, tcp::socket, const http::request&, std::string_view) override {}
  [[nodiscard]] std::size_t upgraded() const override { return 0; }
};

struct server_fixture {
  server_fixture() {
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
    http::server_options options;
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
    boost::asio::write(on,
                       boost::asio::buffer(std::string_view{"GET / HTTP/1.1\r\nHost: x\r\n\r\n"}));
    std::string heard;
    char room[1'024];
    while (!heard.ends_with("Welcome\n")) {
      boost::system::error_code ec;
      const auto count = on.read_some(boost::asio::buffer(room), ec);
      if (ec) return false;
      heard.append(room, count);
    }
    return heard.starts_with("HTTP/1.1 200 OK\r\n");
  }

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

}  // namespace

BOOST_AUTO_TEST_SUITE(http_server)

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
