/// Accepts connections, spreads them over the shards, bounds and ends them. Owns the acceptor and
/// the connections; no route.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "net/http/client/accounts.hpp"
#include "net/http/client/networks.hpp"
#include "net/http/listening_socket.hpp"
#include "net/http/request_handler.hpp"

namespace takeover::net::http {

struct server_timeouts {
  /// From the first byte of a request (or the connect) to the end of its head
  std::chrono::milliseconds head{10'000};
  std::chrono::milliseconds idle{75'000};  ///< between requests
  std::chrono::milliseconds body{30'000};
  std::chrono::milliseconds write{30'000};
  std::chrono::milliseconds linger{2'000};  ///< for a peer that still sends after an early answer
  /// In a server that stops, for the first request of a client that has just connected
  std::chrono::milliseconds newcomer{250};
  /// The head of a request of a connection over the bound
  std::chrono::milliseconds turned_away{2'000};
};

/// Who moves the server's clock: the shards' ticks, or a test that calls `tick`.
enum class ticking { by_shards, by_hand };

/// Whether trusted proxies announce each connection's client, see client/proxy_protocol.hpp.
enum class proxy_header_use { none, required };

/// For a client's connections (through a trusted proxy: its requests and sockets), and the bytes
/// of bodies, answers and queues that it makes the server hold.
inline constexpr account_bounds default_client_bounds{512, 8'388'608, 134'217'728};

struct server_options {
  /// HTTP and upgraded. Some more are told that the server is full, and closed: 503, or 4100 on a
  /// WebSocket.
  std::size_t max_connections = 20'000;
  /// Outlives the handler's upgraded connections; nullptr: the server makes its own.
  std::shared_ptr<accounts> clients;
  networks trusted_proxies;  ///< whose word about the client is taken
  proxy_header_use proxy_header = proxy_header_use::none;
  server_timeouts timeouts;
  ticking clock = ticking::by_shards;
};

struct server_stats {
  std::size_t connections = 0;
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;  ///< over `max_connections`, or over the bound of their address
  std::uint64_t timed_out = 0;
  std::uint64_t abandoned = 0;  ///< requests whose client hung up before the answer
  std::string trouble{};  ///< why connections cannot be accepted, and what to do; empty if they can
  std::array<std::uint64_t, 6> by_class{};  ///< answers with status 1xx … 5xx at [1] … [5]
};

class server {
 public:
  /// Accepts on `at` from `start` until `stop`. Error: unavailable.
  static domain::result<std::unique_ptr<server>> make(const listening_socket& at,
                                                      std::span<io_shard* const> shards,
                                                      request_handler& handler,
                                                      const server_options& options);
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  void start();
  /// Accepts no more; open connections go on. Blocks; the shards must still run. Not from a shard's
  /// thread. Idempotent.
  void stop_accepting();
  /// Accepts no more, ends idle connections, lets running requests and those of newcomers finish
  /// for `timeout`, then cuts. Blocks; the shards must still run. Not from a shard's thread.
  /// Idempotent.
  void stop(std::chrono::milliseconds timeout);
  /// After `stop`: waits for running requests, at most `timeout`. True if no connection is left.
  bool wait_for_none(std::chrono::milliseconds timeout) const;
  [[nodiscard]] server_stats stats() const;
  /// For `ticking::by_hand`: sets the clock of every shard and ends connections past their
  /// deadline. Blocks.
  void tick(std::chrono::steady_clock::time_point now);

 private:
  struct state;
  explicit server(std::shared_ptr<state> made);
  std::shared_ptr<state> state_;
};

}  // namespace takeover::net::http
