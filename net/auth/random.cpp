#include "net/auth/random.hpp"

#include <sodium.h>

#include "net/crypto/base64.hpp"
#include "storage/digest.hpp"

namespace takeover::net::auth {
namespace {

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

}  // namespace

std::string random_hex(std::size_t bytes) { return storage::random_hex(bytes); }

std::string random_base64url(std::size_t bytes) { return crypto::base64url(random_bytes(bytes)); }

}  // namespace takeover::net::auth
