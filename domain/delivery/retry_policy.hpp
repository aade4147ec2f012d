/// Handing news to others: how often it is tried, when again, and when it is given up. Owns no
/// queue and no wire.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/errors.hpp"

namespace takeover::domain {

/// What a job hands over.
enum class job_kind { mail, webhook };
[[nodiscard]] std::string_view name_of(job_kind kind) noexcept;
[[nodiscard]] std::optional<job_kind> parse_job_kind(std::string_view text) noexcept;

/// What a webhook can be told of. `ping` goes to every webhook, when a member asks for it.
enum class webhook_event { lead_captured, ping };
[[nodiscard]] std::string_view name_of(webhook_event event) noexcept;
[[nodiscard]] std::optional<webhook_event> parse_webhook_event(std::string_view text) noexcept;

/// How a delivery stands.
enum class delivery_state { waiting, delivered, failed };
[[nodiscard]] std::string_view name_of(delivery_state state) noexcept;
[[nodiscard]] std::optional<delivery_state> parse_delivery_state(std::string_view text) noexcept;

struct retry_policy {
  int tries = 10;                             ///< the first one included
  milliseconds first_wait{10'000};            ///< then four times as long each time
  milliseconds longest_wait{6 * 3'600'000L};  ///< but no longer
};

/// What one try came to.
struct attempt {
  /// `permanent_failure`: another try would end the same. `not_made`: we broke it off, which says
  /// nothing of the receiver.
  enum class fate { delivered, transient_failure, permanent_failure, not_made };
  fate outcome = fate::transient_failure;
  /// One sentence without addresses or secrets; empty when delivered
  std::string detail;
  std::optional<int> status_code;  ///< of an HTTP answer, if one came
  /// How long the receiver wants to be left alone.
  std::optional<milliseconds> retry_after = std::nullopt;
};

/// When the next try is due after `tries` of them failed; none: no more. `chance`: 0 up to 1,
/// spreads the wait by a fifth to either side, so that what failed together does not come back
/// together. Not before the receiver's `retry_after` is over, of which six hours count at most.
[[nodiscard]] std::optional<timestamp> next_try(
    const retry_policy& policy, int tries, timestamp now, double chance,
    std::optional<milliseconds> retry_after = std::nullopt) noexcept;

}  // namespace takeover::domain
