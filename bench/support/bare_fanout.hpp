/// The least that telling many sockets the same thing can cost: one non-blocking send() for each,
/// nothing else.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

namespace takeover::bench {

/// TCP connections over 127.0.0.1 with both ends in this process. Nobody waits to read while it
/// writes, so that no write has to wake anybody: that makes it cheaper than any server can be.
class bare_fanout {
 public:
  explicit bare_fanout(boost::asio::io_context& context);
  ~bare_fanout();

  /// Connects as many as are missing to `count`. Throws boost::system::system_error.
  void grow_to(std::size_t count);

  /// Writes `bytes` to every socket, then reads them all, so many times. Gives the user and system
  /// time of the writing. Throws std::runtime_error if a write does not fit, or does not arrive in
  /// time.
  [[nodiscard]] std::chrono::nanoseconds run(std::size_t rounds, std::size_t bytes);

 private:
  class pair;

  boost::asio::io_context& context_;
  std::vector<std::unique_ptr<pair>> pairs_;
  std::uint64_t arrived_ = 0;  ///< bytes
};

}  // namespace takeover::bench
