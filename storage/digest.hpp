/// SHA-256, and bytes as hexadecimal text: for the audit chain, for secrets and for whatever stores
/// a hash instead of a token. Owns no key. Signatures by a secret: net/crypto/hmac.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace takeover::storage {

/// The 32 bytes of a SHA-256 or of what is built on it.
using digest = std::array<char, 32>;
[[nodiscard]] constexpr std::string_view bytes_of(const digest& value) noexcept {
  return {value.data(), value.size()};
}

/// Source: FIPS 180-4.
[[nodiscard]] digest sha256(std::string_view bytes) noexcept;
/// Two lower-case digits a byte.
[[nodiscard]] std::string to_hex(std::string_view bytes);
/// So many bytes from the system's generator, in hexadecimal.
[[nodiscard]] std::string random_hex(std::size_t bytes);

}  // namespace takeover::storage
