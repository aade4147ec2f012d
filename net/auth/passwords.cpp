#include "net/auth/passwords.hpp"

#include <sodium.h>

#include <array>

#include "net/auth/random.hpp"

namespace takeover::net::auth {
namespace {

// Source for the cost: OWASP, Password Storage Cheat Sheet (19 MiB, 2 passes, 1 lane).
constexpr unsigned long long passes = 2;
constexpr std::size_t memory_bytes = 19'456 * 1'024;

domain::result<std::string> hash(const std::string& password) {
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), passes, memory_bytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    return domain::fail(domain::errc::internal, "There is not enough memory to hash a password.");
  return std::string{text.data()};
}

}  // namespace

domain::result<std::string> hash_password(const std::string& password) {
  if (password.size() < min_password_bytes || password.size() > max_password_bytes)
    return domain::fail(domain::errc::invalid, "A password must be 8 to 1024 bytes long.");
  return hash(password);
}

bool password_matches(const std::string& hash, const std::string& password) {
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

const std::string& dummy_hash() {
  static const std::string made = hash(random_hex(16)).value();
  return made;
}

}  // namespace takeover::net::auth
