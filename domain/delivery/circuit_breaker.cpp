#include "domain/delivery/circuit_breaker.hpp"

namespace takeover::domain {

webhook_health after_attempt(const webhook_health& before, const attempt& made,
                             const breaker_policy& policy, timestamp now) {
  if (made.outcome == attempt::fate::not_made) return before;
  if (made.outcome == attempt::fate::delivered) return {};
  auto after = before;
  ++after.failures;
  if (!after.paused_at && policy.pause_after > 0 && after.failures >= policy.pause_after) {
    after.paused_at = now;
    after.pause_reason = made.detail;
  }
  return after;
}

}  // namespace takeover::domain
