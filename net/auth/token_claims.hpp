/// The JSON inside a visitor's token: header and claims of its JWT. Owns the claims' names; signs
/// and verifies nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/people/people.hpp"

namespace takeover::net::auth {

struct token_claims {
  domain::visitor_identity who;
  std::int64_t expires = 0;  ///< seconds since 1970
};
/// `issued`: seconds since 1970.
[[nodiscard]] std::string write_token_claims(const token_claims& claims, std::int64_t issued);
/// nullopt for anything that `write_token_claims` did not write; additional claims are ignored.
[[nodiscard]] std::optional<token_claims> read_token_claims(std::string_view text);
/// The `alg` of a token's header; empty if it cannot be read.
[[nodiscard]] std::string read_token_algorithm(std::string_view text);

}  // namespace takeover::net::auth
