/// The circuit breaker of a webhook: when a receiver that only fails is left in peace, and when it
/// is called again. Owns no row and no clock.
#pragma once

#include "domain/delivery/retry_policy.hpp"

namespace takeover::domain {

struct breaker_policy {
  int pause_after = 100;                ///< failed calls in a row; 0: never
  milliseconds probe_every{3'600'000};  ///< while paused, one call is made this often
};

/// How the calls of a webhook have gone lately.
struct webhook_health {
  int failures = 0;                    ///< in a row
  std::optional<timestamp> paused_at;  ///< the circuit is open
  std::string pause_reason;            ///< what the last call before the pause came to

  bool operator==(const webhook_health&) const = default;
};

/// A success closes the circuit, also that of a probe. A failure at the bound opens it. An attempt
/// that was not made changes nothing.
[[nodiscard]] webhook_health after_attempt(const webhook_health& before, const attempt& made,
                                           const breaker_policy& policy, timestamp now);

}  // namespace takeover::domain
