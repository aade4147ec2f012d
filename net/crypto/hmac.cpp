#include "net/crypto/hmac.hpp"

#include <sodium.h>

namespace takeover::net::crypto {
namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

storage::digest hmac_sha256(std::string_view key,
                            std::initializer_list<std::string_view> parts) noexcept {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes_of(key), key.size());
  for (const auto part : parts) crypto_auth_hmacsha256_update(&state, bytes_of(part), part.size());
  storage::digest made{};
  static_assert(made.size() == crypto_auth_hmacsha256_BYTES);
  crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(made.data()));
  return made;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace takeover::net::crypto
