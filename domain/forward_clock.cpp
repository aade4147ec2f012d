#include "domain/forward_clock.hpp"

#include <algorithm>
#include <ctime>
#include <utility>

namespace takeover::domain {
namespace {

/// Counts while the machine sleeps, unlike std::chrono::steady_clock. Source: clock_gettime(2).
std::chrono::nanoseconds since_boot() {
  timespec at{};
  ::clock_gettime(CLOCK_BOOTTIME, &at);
  return std::chrono::seconds{at.tv_sec} + std::chrono::nanoseconds{at.tv_nsec};
}

}  // namespace

forward_clock::forward_clock() : forward_clock([] { return wall_clock{}.now(); }, since_boot) {}

forward_clock::forward_clock(std::function<timestamp()> machine,
                             std::function<std::chrono::nanoseconds()> passed)
    : machine_(std::move(machine)),
      passed_(std::move(passed)),
      now_(machine_()),
      read_at_(passed_()) {}

forward_clock::precise forward_clock::advance() const {
  const auto passed = passed_();
  const precise machine = machine_();
  now_ += (passed - std::exchange(read_at_, passed)) / 2;
  if (machine > now_ || now_ - machine > max_ahead) now_ = machine;
  return machine;
}

timestamp forward_clock::now() const {
  const std::lock_guard guard{mutex_};
  (void)advance();
  return std::chrono::floor<milliseconds>(now_);
}

milliseconds forward_clock::ahead() const {
  const std::lock_guard guard{mutex_};
  const auto machine = advance();
  return std::chrono::floor<milliseconds>(now_ - machine);
}

bool forward_clock::start_from(timestamp at) {
  const std::lock_guard guard{mutex_};
  if (at - advance() > max_ahead) return false;
  now_ = std::max(now_, precise{at});
  return true;
}

}  // namespace takeover::domain
