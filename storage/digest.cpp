#include "storage/digest.hpp"

#include <sodium.h>

namespace takeover::storage {

digest sha256(std::string_view bytes) noexcept {
  digest made{};
  static_assert(made.size() == crypto_hash_sha256_BYTES);
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(made.data()),
                     reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return made;
}

std::string to_hex(std::string_view bytes) {
  std::string text(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                 bytes.size());
  text.pop_back();  // the terminating NUL
  return text;
}

std::string random_hex(std::size_t bytes) {
  std::string raw(bytes, '\0');
  randombytes_buf(raw.data(), raw.size());
  return to_hex(raw);
}

}  // namespace takeover::storage
