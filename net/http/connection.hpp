/// One HTTP connection: reads requests, has them answered in order, writes responses. Owns its
/// socket, buffers and deadline.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "net/http/request_parser.hpp"
#include "net/http/server.hpp"

namespace takeover::net::http {

class connection;

/// The connections of one shard, and the clock they share. Touched on the shard's thread only,
/// except for the counters.
struct shard_connections {
  using time_point = std::chrono::steady_clock::time_point;

  shard_connections(io_shard& on, request_handler& serves, const server_timeouts& allowed)
      : io(on), handler(serves), timeouts(allowed) {}

  io_shard& io;
  request_handler& handler;
  const server_timeouts timeouts;
  std::vector<connection*> open;
  time_point now = std::chrono::steady_clock::now();  ///< moves with the ticks
  time_point next_sweep{};
  std::string date;  ///< the value of the header Date
  bool stopping = false;

  std::atomic<std::size_t> count{0};  ///< also those that have not started yet
  std::atomic<std::uint64_t> timed_out{0};
  std::array<std::atomic<std::uint64_t>, 6> by_class{};

  /// Moves the clock; ends connections past their deadline.
  void tick(time_point to, ticking how);
  /// Ends idle connections; the others end after their current request, or one that has arrived but
  /// is not read yet. A client that has just connected gets a moment for its first request.
  void begin_stop();
  void cut_all();
};

class connection : public std::enable_shared_from_this<connection> {
 public:
  connection(boost::asio::ip::tcp::socket socket, std::shared_ptr<shard_connections> shard);
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
  boost::asio::awaitable<next> serve_one();
  /// Reads until the request is complete. False if the connection ended.
  boost::asio::awaitable<bool> read_request();
  boost::asio::awaitable<bool> begin_body();
  boost::asio::awaitable<bool> fill();
  boost::asio::awaitable<response> answer();
  boost::asio::awaitable<bool> respond(const response& what, after follows);
  boost::asio::awaitable<bool> write(std::string_view head, std::string_view body);
  /// Answers early, then lets the peer finish sending, so that it reads the answer (RFC 9112, 9.6).
  boost::asio::awaitable<void> reject(response what);

  void enter(phase now);
  void end_if_late();
  void end_soon();
  void close();
  [[nodiscard]] std::span<const char> unread() const {
    return {buffer_.data() + begin_, end_ - begin_};
  }

  boost::asio::ip::tcp::socket socket_;
  std::shared_ptr<shard_connections> shard_;
  std::unique_ptr<connection_state> state_;
  std::size_t index_ = 0;  // in shard_->open
  bool listed_ = false;
  phase phase_ = phase::head;
  shard_connections::time_point deadline_{};
  bool served_ = false;  // at least one request
  request request_;
  request_parser parser_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::string head_;  // of the answer
};

}  // namespace takeover::net::http
