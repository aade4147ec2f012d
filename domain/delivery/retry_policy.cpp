#include "domain/delivery/retry_policy.hpp"

#include <algorithm>

namespace takeover::domain {
namespace {

constexpr int growth = 4;
constexpr double spread = 0.2;
constexpr milliseconds longest_retry_after{6 * 3'600'000L};

template <class Enum, std::size_t Count>
std::optional<Enum> find_name(const Enum (&all)[Count], std::string_view text) noexcept {
  for (const auto value : all)
    if (name_of(value) == text) return value;
  return std::nullopt;
}

}  // namespace

std::string_view name_of(job_kind kind) noexcept {
  return kind == job_kind::mail ? "mail" : "webhook";
}

std::optional<job_kind> parse_job_kind(std::string_view text) noexcept {
  return find_name({job_kind::mail, job_kind::webhook}, text);
}

std::string_view name_of(webhook_event event) noexcept {
  return event == webhook_event::lead_captured ? "lead.captured" : "ping";
}

std::optional<webhook_event> parse_webhook_event(std::string_view text) noexcept {
  return find_name({webhook_event::lead_captured, webhook_event::ping}, text);
}

std::string_view name_of(delivery_state state) noexcept {
  switch (state) {
    case delivery_state::waiting: return "waiting";
    case delivery_state::delivered: return "delivered";
    case delivery_state::failed: break;
  }
  return "failed";
}

std::optional<delivery_state> parse_delivery_state(std::string_view text) noexcept {
  return find_name({delivery_state::waiting, delivery_state::delivered, delivery_state::failed},
                   text);
}

std::optional<timestamp> next_try(const retry_policy& policy, int tries, timestamp now,
                                  double chance, std::optional<milliseconds> retry_after) noexcept {
  if (tries >= policy.tries) return std::nullopt;
  auto wait = std::min(policy.first_wait, policy.longest_wait);
  for (int n = 1; n < tries && wait < policy.longest_wait; ++n)
    wait = std::min(wait * growth, policy.longest_wait);
  const double factor = 1 + spread * (2 * std::clamp(chance, 0.0, 1.0) - 1);
  const milliseconds spread_wait{
      static_cast<milliseconds::rep>(static_cast<double>(wait.count()) * factor)};
  const auto asked_for = std::min(retry_after.value_or(milliseconds{0}), longest_retry_after);
  return now + std::max(spread_wait, asked_for);
}

}  // namespace takeover::domain
