#include "actors/log_throttle.hpp"

#include <utility>

namespace takeover {

std::optional<std::uint64_t> log_throttle::admit(std::string_view kind, time_point now) {
  const std::lock_guard lock{mutex_};
  const auto known = kinds_.find(kind);
  if (known == kinds_.end()) {
    kinds_.emplace(std::string{kind}, past{now});
    return 0;
  }
  auto& [written, left_out] = known->second;
  if (now - written < every) {
    ++left_out;
    return std::nullopt;
  }
  written = now;
  return std::exchange(left_out, 0);
}

}  // namespace takeover
