/// The visitor's token: a JWT (HS256) that is bound to one conversation. Owns its signature and its
/// life; stores nothing.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "domain/errors.hpp"
#include "domain/people/people.hpp"

namespace takeover::net::auth {

struct visitor_pass {
  domain::visitor_identity who;
  domain::timestamp expires_at{};
};

/// Source: RFC 7519, RFC 7515, RFC 8725 (the algorithm is fixed).
class visitor_tokens {
 public:
  static constexpr std::chrono::minutes lifetime{60};

  /// `key`: the installation's secret.
  explicit visitor_tokens(std::string key) : key_(std::move(key)) {}

  [[nodiscard]] std::string issue(const domain::visitor_identity& who, domain::timestamp now) const;
  /// Errors: token_expired (ours, but past its time), unauthenticated (anything else that is not
  /// right).
  [[nodiscard]] domain::result<visitor_pass> verify(std::string_view token,
                                                    domain::timestamp now) const;

 private:
  [[nodiscard]] std::string sign(std::string_view text) const;

  const std::string key_;
};

/// A token of this kind has two dots; a member's session token has none.
[[nodiscard]] bool looks_like_visitor_token(std::string_view token) noexcept;

}  // namespace takeover::net::auth
