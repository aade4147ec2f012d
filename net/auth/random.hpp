/// Secrets from the operating system's generator. Owns no state.
#pragma once

#include <cstddef>
#include <string>

namespace takeover::net::auth {

/// `bytes` random bytes in hexadecimal.
[[nodiscard]] std::string random_hex(std::size_t bytes);
/// `bytes` random bytes in base 64 for URLs, without padding.
[[nodiscard]] std::string random_base64url(std::size_t bytes);

}  // namespace takeover::net::auth
