/// Calls a webhook once. Owns the headers of the call and what its answer means; makes no body and
/// tries nothing again.
#pragma once

#include "domain/delivery/retry_policy.hpp"
#include "net/outbound/curl_call.hpp"

namespace takeover::net::outbound {

struct webhook_call {
  std::string url;
  std::string secret;
  std::string id;  ///< the same in every try
  std::string body;
  domain::timestamp now{};
};

/// Blocks, for no longer than the limits say. Error: unavailable (told to stop).
[[nodiscard]] domain::result<domain::attempt> call_webhook(const webhook_call& what,
                                                           const call_limits& limits,
                                                           const std::atomic<bool>& stopping);

}  // namespace takeover::net::outbound
