/// How much each workspace may send in an hour. Owns what they have used up; sends nothing. The
/// arithmetic is that of the generic cell rate algorithm (ITU-T I.371).
#pragma once

#include <algorithm>
#include <unordered_map>

#include "domain/ids.hpp"
#include "domain/time.hpp"

namespace takeover::actors {

class hourly_allowance {
 public:
  /// 0: no limit.
  explicit hourly_allowance(int per_hour) : per_hour_(per_hour) {}

  /// How long the workspace has to wait for the next one; 0: it has taken one.
  [[nodiscard]] domain::milliseconds take(domain::workspace_id of, domain::timestamp now) {
    using domain::milliseconds;
    if (per_hour_ <= 0) return milliseconds{0};
    constexpr milliseconds hour = std::chrono::hours{1};
    const milliseconds interval{std::max<milliseconds::rep>(1, hour.count() / per_hour_)};
    auto& full_again = full_again_.try_emplace(of, now).first->second;
    // A clock that was put back must not keep a workspace waiting.
    if (full_again > now + hour) full_again = now + hour;
    const auto after = std::max(full_again, now) + interval;
    if (after - now > hour) return after - now - hour;
    full_again = after;
    return milliseconds{0};
  }

 private:
  int per_hour_;
  std::unordered_map<domain::workspace_id, domain::timestamp> full_again_;
};

}  // namespace takeover::actors
