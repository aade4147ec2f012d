/// Visitors' tokens, and Base 64. Input: a token; also a header and claims in two lines, which are
/// then signed, since no input can guess a signature.
#include "net/auth/visitor_token.hpp"

#include "net/auth/token_claims.hpp"
#include "net/crypto/base64.hpp"
#include "net/crypto/hmac.hpp"
#include "tests/fuzz/fuzzing.hpp"

namespace {

using namespace takeover;
namespace crypto = net::crypto;

constexpr std::string_view key = "the installation's secret";
const net::auth::visitor_tokens tokens{std::string{key}};

void check(std::string_view token) {
  const domain::timestamp now{std::chrono::seconds{1'000}};
  const auto pass = tokens.verify(token, now);
  if (!pass) {
    fuzz::require(pass.error() == domain::errc::unauthenticated ||
                      pass.error() == domain::errc::token_expired,
                  "a token is refused as one");
    return;
  }
  fuzz::require(pass->expires_at > now, "an expired token is refused");
  const auto issued_at = pass->expires_at - net::auth::visitor_tokens::lifetime;
  const auto again = tokens.verify(tokens.issue(pass->who, issued_at), now);
  fuzz::require(
      again && again->expires_at == pass->expires_at && again->who.visitor == pass->who.visitor &&
          again->who.conversation == pass->who.conversation &&
          again->who.agent == pass->who.agent && again->who.workspace == pass->who.workspace,
      "a token that verifies can be issued again");
  auto changed = std::string{token};
  changed[changed.size() / 2] ^= 1;
  fuzz::require(!tokens.verify(changed, now), "no other text has the same signature");
}

void check_base64(std::string_view text) {
  fuzz::require(crypto::from_base64(crypto::base64(text)) == text, "Base 64 reads as it was");
  fuzz::require(crypto::from_base64url(crypto::base64url(text)) == text,
                "Base 64 of URLs reads as it was");
  if (const auto bytes = crypto::from_base64url(text))
    fuzz::require(crypto::base64url(*bytes) == text, "bytes have one spelling");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto rest = fuzz::text_of(data, size);
  check(rest);
  check_base64(rest);
  (void)net::auth::read_token_claims(rest);
  const auto header = fuzz::take_until(rest);
  const auto text = crypto::base64url(header) + "." + crypto::base64url(rest);
  const auto signature = crypto::hmac_sha256(key, {text});
  check(text + "." + crypto::base64url(storage::bytes_of(signature)));
  return 0;
}
