/// One shard's realtime side without a thread of its own: the test runs it and moves its clock.
/// Owns the shard, its hub and loopback connections; requests to conversations are only recorded.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/test/unit_test.hpp>
#include <functional>

#include "actors/presence/presence_service.hpp"
#include "actors/presence/presence_table.hpp"
#include "net/realtime/shard_hub.hpp"
#include "tests/net/wire/wire_samples.hpp"

namespace realtime_tests {

using namespace takeover;
using boost::asio::ip::tcp;

struct recorded_conversations final : actors::conversations {
  domain::result<void> send(domain::conversation_id, actors::conversation_request what) override {
    requests.push_back(std::move(what));
    return {};
  }
  template <class Request>
  [[nodiscard]] std::size_t count() const {
    return static_cast<std::size_t>(std::count_if(
        requests.begin(), requests.end(),
        [](const auto& request) { return std::holds_alternative<Request>(request); }));
  }
  std::vector<actors::conversation_request> requests;
};

struct nobody_online final : actors::presence_service {
  void connected(const actors::listener&, const domain::member&) override { ++connections; }
  void disconnected(const actors::listener&) override { --connections; }
  void join(const actors::listener&, const actors::channel&, const domain::member&) override {}
  void leave(const actors::listener&, const actors::channel&) override {}
  void switched(domain::workspace_id, domain::user_id, domain::member_switch) override {}
  [[nodiscard]] const actors::presence_table& table() const override { return nobody; }
  actors::presence_table nobody;
  int connections = 0;
};

struct realtime_fixture {
  realtime_fixture() {
    shared->conversations = &conversations;
    shared->presence = &presence;
  }
  ~realtime_fixture() { hub.detach_all(); }
  realtime_fixture(const realtime_fixture&) = delete;
  realtime_fixture& operator=(const realtime_fixture&) = delete;

  /// Runs everything that is ready.
  void run() {
    while (shard.context().poll() > 0) {
    }
  }
  /// Runs until `what` holds; the network may take a moment.
  [[nodiscard]] bool run_until(const std::function<bool()>& what) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{5};
    while (!what()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      shard.context().run_one_for(std::chrono::milliseconds{5});
    }
    return true;
  }
  /// Moves the shard's clock.
  void pass(std::chrono::milliseconds time) {
    hub.tick(hub.now() + time);
    run();
  }

  domain::manual_clock clock{samples::at};
  net::io_shard shard{0};
  recorded_conversations conversations;
  nobody_online presence;
  std::shared_ptr<net::realtime::realtime_context> shared =
      std::make_shared<net::realtime::realtime_context>(
          net::realtime::realtime_context{net::realtime::signer{"key", "secret"}, {}, clock});
  net::realtime::shard_hub hub{shard, shared};
};

/// A connection over loopback. The server's end belongs to the fixture's shard; its buffers are
/// small, so that a client that does not read blocks it soon.
struct loopback_connection {
  explicit loopback_connection(realtime_fixture& of) : server(of.shard.context()) {
    tcp::acceptor acceptor{io, tcp::endpoint{boost::asio::ip::address_v4::loopback(), 0}};
    client.open(tcp::v4());
    client.set_option(boost::asio::socket_base::receive_buffer_size{4'096});
    client.connect(acceptor.local_endpoint());
    acceptor.accept(server);
    server.set_option(boost::asio::socket_base::send_buffer_size{4'096});
    server.non_blocking(true);
    client.non_blocking(true);
  }

  /// Reads what is there; false if the server has ended the connection.
  bool read() {
    char room[4'096];
    for (;;) {
      boost::system::error_code ec;
      const auto count = client.read_some(boost::asio::buffer(room), ec);
      if (ec == boost::asio::error::would_block) return true;
      if (ec) return false;
      heard.append(room, count);
    }
  }

  boost::asio::io_context io;
  tcp::socket client{io};
  tcp::socket server;
  std::string heard;
};

}  // namespace realtime_tests
