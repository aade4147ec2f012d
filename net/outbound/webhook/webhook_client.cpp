#include "net/outbound/webhook/webhook_client.hpp"

#include <fmt/format.h>

#include "net/outbound/webhook/retry_after.hpp"
#include "net/outbound/webhook/webhook_signature.hpp"

namespace takeover::net::outbound {
namespace {

using fate = domain::attempt::fate;

/// 410 says that the receiver is gone for good. Source: the Standard Webhooks specification.
constexpr int gone = 410;

constexpr int too_many_requests = 429;
constexpr int service_unavailable = 503;

domain::attempt attempt_of(CURLcode code, const curl_call& call, domain::timestamp now) {
  const auto status = static_cast<int>(call.status());
  const auto known_status = status > 0 ? std::optional{status} : std::nullopt;
  if (status >= 200 && status < 300) return {fate::delivered, {}, known_status};
  if (status == gone)
    return {fate::permanent_failure, "The receiver answered 410: it no longer accepts deliveries.",
            known_status};
  if (status >= 300 && status < 400)
    return {fate::transient_failure,
            fmt::format("The receiver answered {}; redirects are not followed.", status),
            known_status};
  if (status == too_many_requests || status == service_unavailable)
    return {fate::transient_failure, fmt::format("The receiver answered {}.", status), known_status,
            parse_retry_after(call.header("Retry-After"), now)};
  if (status > 0)
    return {fate::transient_failure, fmt::format("The receiver answered {}.", status),
            known_status};
  if (call.was_refused())
    return {fate::permanent_failure,
            "The host name points to a private address, which the server's settings do not allow.",
            {}};
  return {fate::transient_failure, curl_easy_strerror(code), {}};
}

}  // namespace

domain::result<domain::attempt> call_webhook(const outgoing_message& message, domain::timestamp now,
                                             const call_limits& limits,
                                             const std::atomic<bool>& stopping) {
  const auto time =
      std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  curl_call call{limits, stopping};
  call.set(CURLOPT_URL, message.to.c_str());
  call.set(CURLOPT_PROTOCOLS_STR, "http,https");
  call.set(CURLOPT_POST, 1L);
  call.set(CURLOPT_POSTFIELDS, message.body.c_str());
  call.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(message.body.size()));
  call.add_line("Content-Type: application/json");
  call.add_line("User-Agent: Takeover-Webhooks/1");
  call.add_line("Expect:");
  call.add_line("webhook-id: " + message.id);
  call.add_line("webhook-timestamp: " + std::to_string(time));
  call.add_line("webhook-signature: " +
                standard_signature(message.secret, message.id, time, message.body));
  call.add_line("X-Takeover-Signature: " + takeover_signature(message.secret, time, message.body));
  call.use_list(CURLOPT_HTTPHEADER);
  const auto code = call.run();
  if (code == CURLE_ABORTED_BY_CALLBACK && call.was_stopped())
    return domain::fail(domain::errc::unavailable);
  return attempt_of(code, call, now);
}

}  // namespace takeover::net::outbound
