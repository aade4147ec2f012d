/// A clock that follows the machine's, and does not go back when that one is put back.
#pragma once

#include <functional>
#include <mutex>

#include "domain/time.hpp"

namespace takeover::domain {

/// Everything that waits (holds, leases, sessions, retries) compares times that were written
/// earlier with now. If now went back by an hour, all of it would last an hour longer. So, while
/// the machine's clock is behind, time passes at half its speed until that clock has caught up; a
/// clock that is ahead is followed at once. Thread-safe.
class forward_clock final : public clock {
 public:
  /// By how much it may be ahead. A clock that was wrong by more is followed back, too: dates would
  /// be wrong for days.
  static constexpr std::chrono::hours max_ahead{24};

  forward_clock();
  /// `machine` is the clock to follow; `passed` is the time since any fixed moment, and goes on
  /// while the machine sleeps.
  forward_clock(std::function<timestamp()> machine,
                std::function<std::chrono::nanoseconds()> passed);

  [[nodiscard]] timestamp now() const override;
  [[nodiscard]] milliseconds ahead() const override;
  /// From here on it is not before `at`, unless that is more than `max_ahead` ahead: false.
  bool start_from(timestamp at);

 private:
  using precise = std::chrono::sys_time<std::chrono::nanoseconds>;
  precise advance() const;  ///< with the mutex held

  std::function<timestamp()> machine_;
  std::function<std::chrono::nanoseconds()> passed_;
  mutable std::mutex mutex_;
  mutable precise now_;
  mutable std::chrono::nanoseconds read_at_;  ///< what `passed_` gave for `now_`
};

}  // namespace takeover::domain
