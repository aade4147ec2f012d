#include "net/auth/visitor_token.hpp"

#include <algorithm>

#include "net/auth/token_claims.hpp"
#include "net/crypto/base64.hpp"
#include "net/crypto/hmac.hpp"

namespace takeover::net::auth {
namespace {

constexpr std::string_view header_text = R"({"alg":"HS256","typ":"JWT"})";
constexpr std::size_t max_token_bytes = 1'024;

using crypto::base64url;
using crypto::from_base64url;

domain::error not_ours() {
  return domain::fail(domain::errc::unauthenticated, "This token is not valid.");
}

domain::timestamp at_second(std::int64_t seconds) {
  return domain::timestamp{std::chrono::seconds{seconds}};
}

}  // namespace

std::string visitor_tokens::issue(const domain::visitor_identity& who,
                                  domain::timestamp now) const {
  const auto issued = std::chrono::floor<std::chrono::seconds>(now);
  const token_claims claims{who, (issued + lifetime).time_since_epoch().count()};
  auto token = base64url(header_text) + "." +
               base64url(write_token_claims(claims, issued.time_since_epoch().count()));
  return token + "." + base64url(sign(token));
}

domain::result<visitor_pass> visitor_tokens::verify(std::string_view token,
                                                    domain::timestamp now) const {
  if (token.size() > max_token_bytes || !looks_like_visitor_token(token)) return not_ours();
  const auto first = token.find('.');
  const auto second = token.find('.', first + 1);
  const auto signature = from_base64url(token.substr(second + 1));
  const auto expected = sign(token.substr(0, second));
  if (!signature || !crypto::equal_in_constant_time(*signature, expected)) return not_ours();
  const auto header = from_base64url(token.substr(0, first));
  if (!header || read_token_algorithm(*header) != "HS256") return not_ours();
  const auto payload = from_base64url(token.substr(first + 1, second - first - 1));
  const auto claims = payload ? read_token_claims(*payload) : std::nullopt;
  // A time that milliseconds cannot hold is none of ours.
  if (!claims || claims->expires < 0 || claims->expires > 253'402'300'799) return not_ours();
  const auto expires_at = at_second(claims->expires);
  if (now >= expires_at)
    return domain::fail(domain::errc::token_expired,
                        "This token has expired. Start again with init.");
  return visitor_pass{claims->who, expires_at};
}

std::string visitor_tokens::sign(std::string_view text) const {
  return std::string{storage::bytes_of(crypto::hmac_sha256(key_, {text}))};
}

bool looks_like_visitor_token(std::string_view token) noexcept {
  return std::count(token.begin(), token.end(), '.') == 2;
}

}  // namespace takeover::net::auth
