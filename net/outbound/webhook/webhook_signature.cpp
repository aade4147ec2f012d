#include "net/outbound/webhook/webhook_signature.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <initializer_list>

#include "net/outbound/base64.hpp"

namespace takeover::net::outbound {
namespace {

constexpr std::string_view prefix = "whsec_";
constexpr std::size_t secret_bytes = 32;

using digest = std::array<unsigned char, crypto_auth_hmacsha256_BYTES>;

digest hmac(std::string_view key, std::initializer_list<std::string_view> parts) {
  const auto bytes = [](std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  };
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes(key), key.size());
  for (const auto part : parts) crypto_auth_hmacsha256_update(&state, bytes(part), part.size());
  digest made{};
  crypto_auth_hmacsha256_final(&state, made.data());
  return made;
}

std::string_view as_text(const digest& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string key_of(std::string_view secret) {
  if (secret.starts_with(prefix)) secret.remove_prefix(prefix.size());
  return from_base64(secret);
}

}  // namespace

std::string new_webhook_secret() {
  std::string bytes(secret_bytes, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return std::string{prefix} + base64(bytes);
}

std::string standard_signature(std::string_view secret, std::string_view id, std::int64_t unix_time,
                               std::string_view body) {
  const auto time = std::to_string(unix_time);
  return "v1," + base64(as_text(hmac(key_of(secret), {id, ".", time, ".", body})));
}

std::string takeover_signature(std::string_view secret, std::int64_t unix_time,
                               std::string_view body) {
  const auto time = std::to_string(unix_time);
  std::string signature = "t=" + time + ",v1=";
  for (const auto byte : hmac(secret, {time, ".", body})) signature += fmt::format("{:02x}", byte);
  return signature;
}

}  // namespace takeover::net::outbound
