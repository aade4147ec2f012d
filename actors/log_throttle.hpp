/// Which repeated log lines are written: one a minute of each kind, with the number of those that
/// were left out. Owns no log.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace takeover {

/// Thread-safe. A kind is a name in the program, never what a caller sends: none is forgotten.
class log_throttle {
 public:
  using time_point = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::minutes every{1};

  /// nullopt: leave the line out. Otherwise how many of its kind were left out since the last one
  /// that was not.
  [[nodiscard]] std::optional<std::uint64_t> admit(
      std::string_view kind, time_point now = std::chrono::steady_clock::now());

 private:
  struct past {
    time_point written;
    std::uint64_t left_out = 0;
  };
  std::mutex mutex_;
  std::map<std::string, past, std::less<>> kinds_;
};

}  // namespace takeover
