/// Visitors who write as fast as they are answered, and one realtime listener for each
/// conversation. Owns the connections and the clock readings; measures nothing of the server.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "bench/support/shop.hpp"

namespace takeover::bench {

/// Latencies of one window, in the order they were measured.
struct load_result {
  std::uint64_t acknowledged = 0;
  std::uint64_t delivered = 0;
  std::chrono::nanoseconds wall{};
  /// From the write of the request to its whole answer
  std::vector<std::chrono::nanoseconds> until_acknowledged;
  /// From there to the frame on the listener's socket
  std::vector<std::chrono::nanoseconds> until_delivered;
  /// Who was acknowledged, one after the other
  std::vector<const visitor*> order;
};

struct load_plan {
  std::size_t connections = 1;
  std::size_t conversations = 1;  ///< the first so many are written in; all have their listeners
  std::chrono::milliseconds warm_up{1'000};
  std::chrono::milliseconds window{5'000};
  std::function<void()> window_begins;  ///< for readings of the server
  std::function<void()> window_ends;
};

/// Throws std::runtime_error when the server refuses something, or a message is acknowledged and
/// never delivered.
class chat_load {
 public:
  /// Opens one listener for each visitor's conversation, as the owner, and waits until all have
  /// joined.
  chat_load(const server_process& server, const shop& place, std::span<const visitor> visitors);
  ~chat_load();

  load_result run(const load_plan& plan);

 private:
  class listener;
  class poster;
  struct window_state;

  boost::asio::io_context context_{1};
  std::uint16_t port_;
  std::span<const visitor> visitors_;
  std::unique_ptr<window_state> window_;
  std::vector<std::unique_ptr<listener>> listeners_;
};

/// The value below which `share` (0…1) of the samples lie. Reorders them; zero without samples.
[[nodiscard]] std::chrono::nanoseconds percentile(std::vector<std::chrono::nanoseconds>& samples,
                                                  double share);

}  // namespace takeover::bench
