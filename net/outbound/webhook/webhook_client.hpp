/// Calls a webhook once. Owns the headers of the call and what its answer means; renders no body
/// and retries nothing.
#pragma once

#include "domain/delivery/retry_policy.hpp"
#include "net/outbound/curl_call.hpp"
#include "net/outbound/delivery_channel.hpp"

namespace takeover::net::outbound {

/// `now`: part of what is signed. Blocks, for no longer than the limits say. Error: unavailable
/// (told to stop).
[[nodiscard]] domain::result<domain::attempt> call_webhook(const outgoing_message& message,
                                                           domain::timestamp now,
                                                           const call_limits& limits,
                                                           const std::atomic<bool>& stopping);

}  // namespace takeover::net::outbound
