#include "net/outbound/webhook/retry_after.hpp"

#include <curl/curl.h>

#include <charconv>

namespace takeover::net::outbound {
namespace {

/// What is longer counts as this: it is bounded later anyway, and must not overflow.
constexpr std::chrono::hours longest{24 * 365};

}  // namespace

std::optional<domain::milliseconds> parse_retry_after(const std::string& value,
                                                      domain::timestamp now) {
  if (!value.empty() && value.find_first_not_of("0123456789") == std::string::npos) {
    std::int64_t seconds = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (read.ec != std::errc{} || std::chrono::seconds{seconds} > longest) return longest;
    return std::chrono::seconds{seconds};
  }
  const auto unix_time = curl_getdate(value.c_str(), nullptr);
  if (unix_time < 0) return std::nullopt;
  const auto wait = domain::from_ms(static_cast<std::int64_t>(unix_time) * 1'000) - now;
  if (wait <= domain::milliseconds{0}) return std::nullopt;
  return std::chrono::duration_cast<domain::milliseconds>(wait);
}

}  // namespace takeover::net::outbound
