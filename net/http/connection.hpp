/// One HTTP connection: reads requests, has them answered in order, writes responses. Owns its
/// socket, buffers and deadline.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "net/http/client/accounts.hpp"
#include "net/http/client/networks.hpp"
#include "net/http/request_parser.hpp"
#include "net/http/server.hpp"

namespace takeover::net::http {

class connection;

/// How clients are told apart and bounded; the same for all shards.
struct client_rules {
  std::shared_ptr<accounts> counted;
  networks trusted_proxies;
  proxy_header_use proxy_header = proxy_header_use::none;
};

/// The other end of a connection.
struct peer {
  boost::asio::ip::address address;
  bool is_proxy = false;       ///< a trusted one: its requests say whose they are
  accounts::holder account{};  ///< of nobody if it is a proxy, or lost by now
};
/// nullopt: its address has as many connections as it may have.
[[nodiscard]] std::optional<peer> peer_of(const boost::asio::ip::tcp::socket& socket,
                                          const client_rules& rules);

/// The connections of one shard, and the clock they share. Touched on the shard's thread only,
/// except for the counters.
struct shard_connections {
  using time_point = std::chrono::steady_clock::time_point;

  shard_connections(io_shard& on, request_handler& serves, const server_timeouts& allowed,
                    std::shared_ptr<const client_rules> rules)
      : io(on), handler(serves), timeouts(allowed), clients(std::move(rules)) {}

  io_shard& io;
  request_handler& handler;
  const server_timeouts timeouts;
  const std::shared_ptr<const client_rules> clients;
  std::vector<connection*> open;
  time_point now = std::chrono::steady_clock::now();  ///< moves with the ticks
  time_point next_sweep{};
  std::string date;  ///< the value of the header Date
  bool stopping = false;

  std::atomic<std::size_t> count{0};  ///< also those that have not started yet
  std::atomic<std::uint64_t> timed_out{0};
  std::atomic<std::uint64_t> abandoned{0};
  std::array<std::atomic<std::uint64_t>, 6> by_class{};
  std::atomic<bool> is_shedding{false};  ///< `shed_idle` is on its way

  void set_date();
  /// Moves the clock; ends connections past their deadline.
  void tick(time_point to, ticking how);
  /// Ends idle connections; the others end after their current request, or one that has arrived but
  /// is not read yet. A client that has just connected gets a moment for its first request.
  void begin_stop();
  void cut_all();
  /// Ends a part of the connections that wait for a next request, those that wait longest.
  void shed_idle();
};

class connection : public std::enable_shared_from_this<connection> {
 public:
  /// `left`: with `full` its request is answered with 503, or upgraded to be told so.
  connection(boost::asio::ip::tcp::socket socket, peer from, capacity left,
             std::shared_ptr<shard_connections> shard);
  ~connection();
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  /// On the shard's thread, once.
  void start();

 private:
  friend struct shard_connections;
  enum class phase { busy, idle, head, body, writing, lingering };
  enum class next { read_on, ended };

  boost::asio::awaitable<void> run();
  /// The header of a trusted proxy, if it must come first. False if the connection ended.
  boost::asio::awaitable<bool> read_proxy_header();
  boost::asio::awaitable<next> serve_one();
  /// Reads until the request is complete. False if the connection ended.
  boost::asio::awaitable<bool> read_request();
  /// Whose request it is, once its head was read. False: that client has too many under way.
  [[nodiscard]] bool identify_client();
  boost::asio::awaitable<bool> begin_body();
  boost::asio::awaitable<bool> fill();
  boost::asio::awaitable<response> answer();
  boost::asio::awaitable<bool> respond(const response& what, after follows);
  boost::asio::awaitable<bool> respond_without_room(after follows);
  boost::asio::awaitable<bool> write(std::string_view head, std::string_view body);
  /// Answers early, then lets the peer finish sending, so that it reads the answer (RFC 9112, 9.6).
  boost::asio::awaitable<void> reject(response what);

  void enter(phase now);
  void end_if_late();
  /// Stops waiting for the answer to a GET whose client has hung up.
  void give_up_if_abandoned();
  void end_soon();
  void close();
  [[nodiscard]] std::span<const char> unread() const {
    return {buffer_.data() + begin_, end_ - begin_};
  }

  [[nodiscard]] accounts::holder& account() noexcept {
    return peer_.is_proxy ? proxied_ : peer_.account;
  }

  boost::asio::ip::tcp::socket socket_;
  std::shared_ptr<shard_connections> shard_;
  peer peer_;
  const capacity capacity_;
  std::unique_ptr<connection_state> state_;
  boost::asio::cancellation_signal give_up_;
  std::size_t index_ = 0;  // in shard_->open
  bool listed_ = false;
  phase phase_ = phase::head;
  shard_connections::time_point deadline_{};
  bool served_ = false;         // at least one request
  accounts::holder proxied_;    // of this request's client, behind a proxy
  bool is_reading_ = false;     // it waits for the answer to a GET
  bool is_identified_ = false;  // this request's client
  std::size_t max_growth_ = 0;  // of the buffer, for this request's body
  request request_;
  request_parser parser_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::string head_;  // of the answer
};

}  // namespace takeover::net::http
