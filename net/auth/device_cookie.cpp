#include "net/auth/device_cookie.hpp"

#include "net/auth/random.hpp"
#include "net/crypto/base64.hpp"
#include "net/crypto/hmac.hpp"

namespace takeover::net::auth {
namespace {

constexpr std::size_t nonce_bytes = 16;

std::string signature(std::string_view key, std::string_view signed_part) {
  const auto mac = crypto::hmac_sha256(key, {"device cookie ", signed_part});
  return crypto::base64url(storage::bytes_of(mac));
}

}  // namespace

std::string make_device_cookie(std::string_view key, domain::user_id user) {
  auto cookie = user.str() + '.' + random_hex(nonce_bytes);
  const auto mac = signature(key, cookie);
  return cookie.append(1, '.').append(mac);
}

std::optional<known_device> read_device_cookie(std::string_view key, std::string_view cookie) {
  const auto first = cookie.find('.');
  const auto last = cookie.rfind('.');
  if (first == std::string_view::npos || first == last) return std::nullopt;
  const auto signed_part = cookie.substr(0, last);
  if (!crypto::equal_in_constant_time(cookie.substr(last + 1), signature(key, signed_part)))
    return std::nullopt;
  const auto user = domain::user_id::parse(cookie.substr(0, first));
  if (!user) return std::nullopt;
  return known_device{*user, std::string{signed_part.substr(first + 1)}};
}

}  // namespace takeover::net::auth
