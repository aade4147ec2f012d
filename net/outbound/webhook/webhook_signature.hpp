/// Signatures that prove to a receiver that a call comes from us. Source: the Standard Webhooks
/// specification, and docs/protocol.md for our own header. Owns no secret.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace takeover::net::outbound {

/// `whsec_` and 32 random bytes in base 64.
[[nodiscard]] std::string new_webhook_secret();

/// The value of `webhook-signature`: `v1,` and the HMAC-SHA256 of `id.unix_time.body` in base 64.
/// Its key are the bytes that the secret's base 64 stands for.
[[nodiscard]] std::string standard_signature(std::string_view secret, std::string_view id,
                                             std::int64_t unix_time, std::string_view body);

/// The value of `X-Takeover-Signature`: `t=unix_time,v1=` and the HMAC-SHA256 of `unix_time.body`
/// in hexadecimal. Its key is the secret as it is shown.
[[nodiscard]] std::string takeover_signature(std::string_view secret, std::int64_t unix_time,
                                             std::string_view body);

}  // namespace takeover::net::outbound
