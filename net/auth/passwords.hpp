/// Hashes and checks passwords with argon2id. Owns the cost; blocks for tens of milliseconds, so it
/// runs on workers.
#pragma once

#include <string>

#include "domain/errors.hpp"

namespace takeover::net::auth {

inline constexpr std::size_t min_password_bytes = 8;
inline constexpr std::size_t max_password_bytes = 1'024;

/// Argon2id with 19 MiB and 2 passes, in PHC format. Errors: invalid (shorter than 8 or longer than
/// 1,024 bytes), internal (no memory).
[[nodiscard]] domain::result<std::string> hash_password(const std::string& password);
/// True if the password made the hash.
[[nodiscard]] bool password_matches(const std::string& hash, const std::string& password);
/// A hash that no password made: checking against it takes as long as against a real one.
[[nodiscard]] const std::string& dummy_hash();

}  // namespace takeover::net::auth
