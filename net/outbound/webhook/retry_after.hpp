/// The header Retry-After. Source: RFC 9110, section 10.2.3. Decides no wait: see retry_policy.hpp.
#pragma once

#include <optional>
#include <string>

#include "domain/time.hpp"

namespace takeover::net::outbound {

/// How long after `now` the receiver wants to be left alone: seconds, or an HTTP date. nullopt for
/// anything else, and for a date that is over.
[[nodiscard]] std::optional<domain::milliseconds> parse_retry_after(const std::string& value,
                                                                    domain::timestamp now);

}  // namespace takeover::net::outbound
