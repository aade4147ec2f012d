#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include "net/http/server.hpp"

using namespace takeover;
using namespace takeover::net;
using boost::asio::ip::tcp;

namespace {

/// Answers every request alike.
struct polite_site final : http::site {
  std::unique_ptr<http::connection_memory> new_connection() override { return std::make_unique<http::connection_memory>(); }
  std::size_t body_limit(const http::request&) override { return 0; }
  boost::asio::awaitable<http::response> answer(io_shard&, const http::request&, http::connection_memory&) override {
    co_return http::text(200, "Welcome\n");
  }
  bool adopts(const http::request&) override { return false; }
  void adopt(io_shard&, tcp::socket, const http::request&, std::string_view) override {}
  [[nodiscard]] std::size_t adopted() const override { return 0; }
};

struct server_fixture {
  server_fixture() {
    io_shard* const shards[]{&shard};
    auto listening = http::server::listen(shards, site, {});
    BOOST_REQUIRE(listening.has_value());
    server = std::move(*listening);
    shard.start();
    server->start();
  }
  ~server_fixture() {
    server->stop(std::chrono::seconds{5});
    shard.stop();
  }
  server_fixture(const server_fixture&) = delete;
  server_fixture& operator=(const server_fixture&) = delete;

  [[nodiscard]] boost::system::error_code connect(tcp::socket& from) const {
    boost::system::error_code ec;
    from.connect({boost::asio::ip::address_v4::loopback(), server->port()}, ec);
    return ec;
  }
  /// Whether a request on this connection is answered.
  static bool is_served(tcp::socket& on) {
    boost::asio::write(on, boost::asio::buffer(std::string_view{"GET / HTTP/1.1\r\nHost: x\r\n\r\n"}));
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

  polite_site site;
  io_shard shard{0};
  std::unique_ptr<http::server> server;
  boost::asio::io_context io;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(http_server)

BOOST_FIXTURE_TEST_CASE(a_server_that_accepts_no_more_serves_who_is_there, server_fixture) {
  tcp::socket early{io};
  BOOST_REQUIRE(!connect(early));
  BOOST_TEST(is_served(early));
  server->stop_accepting();
  tcp::socket late{io};
  BOOST_TEST((connect(late) == boost::asio::error::connection_refused));
  BOOST_TEST(is_served(early));
  server->stop_accepting();
}

BOOST_AUTO_TEST_SUITE_END()
