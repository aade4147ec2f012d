/// Recently ended sessions (tombstones), so that signatures made for them before are refused. Owns
/// how many are kept; not for how long.
#pragma once

#include <chrono>
#include <deque>
#include <unordered_set>

#include "domain/ids.hpp"

namespace takeover::net::realtime {

class ended_sessions {
 public:
  using steady_time = std::chrono::steady_clock::time_point;

  /// Idempotent. At the bound the oldest is forgotten.
  void add(const domain::session_id& session, steady_time now);
  [[nodiscard]] bool contains(const domain::session_id& session) const {
    return known_.contains(session);
  }
  /// Forgets those added before `when`.
  void forget_before(steady_time when);
  [[nodiscard]] std::size_t size() const noexcept { return known_.size(); }

  static constexpr std::size_t max_size = 65'536;

 private:
  struct row {
    steady_time at{};
    domain::session_id session;
  };

  std::deque<row> in_order_;
  std::unordered_set<domain::session_id> known_;
};

}  // namespace takeover::net::realtime
