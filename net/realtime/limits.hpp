/// The bounds and times of the realtime side, and its counters. Owns the defaults of
/// docs/protocol.md; enforces none of them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace takeover::net::realtime {

struct limits {
  /// Of an incoming message; beyond it the socket is closed with 1009
  std::size_t max_frame_bytes = 16'384;
  /// Backpressure: unsent bytes of one connection; beyond it the slow reader is cut
  std::size_t max_queued_bytes = 1'048'576;
  /// The same before the first subscription, when nothing large is sent
  std::size_t max_queued_bytes_of_strangers = 65'536;
  std::size_t max_channels = 1'000;           ///< subscriptions of one socket
  int client_events_per_second = 10;          ///< beyond it: error 4301
  std::chrono::seconds activity_timeout{30};  ///< announced to clients
  /// A socket silent for this long is closed (4201); it is pinged at two thirds of it
  std::chrono::seconds idle_timeout{45};
  /// A socket without a subscription for this long is closed (4202)
  std::chrono::seconds subscription_timeout{30};
  std::chrono::seconds signature_lifetime{60};  ///< of a signed subscription
  /// An event stream whose client reads nothing for this long is ended
  std::chrono::seconds stall_timeout{30};
};

struct socket_stats {
  std::size_t sockets = 0;
  std::size_t subscriptions = 0;
  std::uint64_t frames = 0;
  std::uint64_t bytes = 0;
  std::uint64_t cut_slow = 0;
  std::uint64_t dropped_deltas = 0;  ///< removed from a queue because their epoch ended
};

}  // namespace takeover::net::realtime
