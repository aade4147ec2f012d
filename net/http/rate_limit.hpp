/// Limits how often a key (an address, a token, an account) may act within a period. Owns the
/// buckets, in bounded memory; knows no meaning of a key.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "domain/errors.hpp"

namespace takeover::net::http {

/// Thread-safe token buckets, refilled evenly over the period. The arithmetic is that of the
/// generic cell rate algorithm (ITU-T I.371), which keeps one time for each key.
class rate_limit {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  /// `tokens` per `period`; 0: no limit. At `max_keys` a key whose bucket is nearest to full is
  /// forgotten.
  explicit rate_limit(int tokens, std::chrono::nanoseconds period = std::chrono::minutes{1},
                      std::size_t max_keys = 65'536);

  /// Takes `count` tokens, of which a full bucket always has enough. Error: too_many_requests with
  /// `retry_after`, and nothing is taken.
  [[nodiscard]] domain::result<void> take(std::string_view key, int count = 1,
                                          time_point now = std::chrono::steady_clock::now());
  /// For all keys, from now on; what they have used up stays used. Thread-safe.
  void set_rate(int tokens) noexcept;
  /// How many keys have a bucket.
  [[nodiscard]] std::size_t size() const;

 private:
  static constexpr std::size_t parts = 16;
  struct hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  struct part {
    mutable std::mutex mutex;
    /// When the key's bucket is full again
    std::unordered_map<std::string, time_point, hash, std::equal_to<>> full_again;
  };

  static void make_room(part& in, time_point now);

  std::atomic<int> tokens_;  // 0: no limit
  const std::chrono::nanoseconds period_;
  const std::size_t max_keys_per_part_;
  std::array<part, parts> parts_;
};

/// The key of a bucket: the text itself, or its hash if it is long, since callers may choose it.
[[nodiscard]] std::string bucket_key(std::string_view key);

/// An address as a key: of an IPv6 address its /64 network, since a host has that many addresses.
[[nodiscard]] std::string address_key(std::string_view address);

}  // namespace takeover::net::http
