/// Time as the product knows it: UTC in milliseconds, read from an injected clock. Owns no time
/// zone.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace takeover::domain {

using std::chrono::milliseconds;
using timestamp = std::chrono::sys_time<milliseconds>;

/// Where "now" comes from. Thread-safe.
class clock {
 public:
  virtual ~clock() = default;
  [[nodiscard]] virtual timestamp now() const = 0;
  /// How much later `now` is than the machine's clock: more than zero after that one was put back.
  [[nodiscard]] virtual milliseconds ahead() const { return {}; }
};

/// The machine's own clock.
class wall_clock final : public clock {
 public:
  [[nodiscard]] timestamp now() const override;
};

/// A clock that moves when a test says so.
class manual_clock final : public clock {
 public:
  explicit manual_clock(timestamp start) : now_(start.time_since_epoch().count()) {}
  [[nodiscard]] timestamp now() const override { return timestamp{milliseconds{now_.load()}}; }
  void advance(milliseconds by) { now_.fetch_add(by.count()); }

 private:
  std::atomic<milliseconds::rep> now_;
};

/// Milliseconds since 1970, as the database keeps them.
[[nodiscard]] constexpr std::int64_t to_ms(timestamp at) noexcept {
  return at.time_since_epoch().count();
}
[[nodiscard]] constexpr timestamp from_ms(std::int64_t ms) noexcept {
  return timestamp{milliseconds{ms}};
}

/// `2026-11-22T09:30:00.125Z`. Source: RFC 3339, section 5.6.
[[nodiscard]] std::string to_rfc3339(timestamp at);

/// Reads `500ms`, `90s`, `2m`, `24h`. Empty for anything else, also for a negative or overflowing
/// one.
[[nodiscard]] std::optional<milliseconds> parse_duration(std::string_view text);

}  // namespace takeover::domain
