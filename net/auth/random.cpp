#include "net/auth/random.hpp"

#include <sodium.h>

#include <vector>

#include "net/auth/base64url.hpp"

namespace takeover::net::auth {
namespace {

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

}  // namespace

std::string random_hex(std::size_t bytes) {
  const auto raw = random_bytes(bytes);
  std::string text(bytes * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), reinterpret_cast<const unsigned char*>(raw.data()),
                 raw.size());
  text.pop_back();  // the terminating NUL
  return text;
}

std::string random_base64url(std::size_t bytes) { return base64url(random_bytes(bytes)); }

}  // namespace takeover::net::auth
