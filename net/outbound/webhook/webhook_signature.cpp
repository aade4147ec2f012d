#include "net/outbound/webhook/webhook_signature.hpp"

#include <sodium.h>

#include "net/crypto/base64.hpp"
#include "net/crypto/hmac.hpp"
#include "storage/digest.hpp"

namespace takeover::net::outbound {
namespace {

constexpr std::string_view prefix = "whsec_";
constexpr std::size_t secret_bytes = 32;

std::string key_of(std::string_view secret) {
  if (secret.starts_with(prefix)) secret.remove_prefix(prefix.size());
  return crypto::from_base64(secret);
}

}  // namespace

std::string new_webhook_secret() {
  std::string bytes(secret_bytes, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return std::string{prefix} + crypto::base64(bytes);
}

std::string standard_signature(std::string_view secret, std::string_view id, std::int64_t unix_time,
                               std::string_view body) {
  const auto time = std::to_string(unix_time);
  return "v1," + crypto::base64(storage::bytes_of(
                     crypto::hmac_sha256(key_of(secret), {id, ".", time, ".", body})));
}

std::string takeover_signature(std::string_view secret, std::int64_t unix_time,
                               std::string_view body) {
  const auto time = std::to_string(unix_time);
  return "t=" + time + ",v1=" +
         storage::to_hex(storage::bytes_of(crypto::hmac_sha256(secret, {time, ".", body})));
}

}  // namespace takeover::net::outbound
