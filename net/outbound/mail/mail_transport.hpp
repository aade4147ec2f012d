/// Where finished mails go: a mail server, or the demo's list. Owns no text and no retry.
#pragma once

#include <atomic>
#include <string_view>

#include "domain/delivery/retry_policy.hpp"
#include "net/outbound/curl_call.hpp"

namespace takeover::net::outbound {

/// Who a server is told the mail is from and for: plain addresses. Source: RFC 5321,
/// section 2.3.1.
struct mail_envelope {
  std::string_view from;
  std::string_view to;
};

/// Thread-safe.
class mail_transport {
 public:
  virtual ~mail_transport() = default;

  /// Passes a whole message on to one address. Blocks, for no longer than the limits say. Error:
  /// unavailable (told to stop).
  [[nodiscard]] virtual domain::result<domain::attempt> send(const mail_envelope& envelope,
                                                             std::string_view message,
                                                             const call_limits& limits,
                                                             const std::atomic<bool>& stopping) = 0;
};

}  // namespace takeover::net::outbound
