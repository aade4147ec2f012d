#include "net/auth/guess_limits.hpp"

#include "domain/text/email_address.hpp"

namespace takeover::net::auth {
namespace {

constexpr int accounts_at_an_address = 10;
constexpr int addresses_of_an_account = 10;

}  // namespace

guess_limits::guess_limits(int per_minute)
    : pairs_(per_minute),
      addresses_(per_minute * accounts_at_an_address),
      accounts_(per_minute * addresses_of_an_account),
      devices_(per_minute) {}

void guess_limits::set(int per_minute) noexcept {
  pairs_.set_rate(per_minute);
  addresses_.set_rate(per_minute * accounts_at_an_address);
  accounts_.set_rate(per_minute * addresses_of_an_account);
  devices_.set_rate(per_minute);
}

domain::result<void> guess_limits::take(const guess& what) {
  if (what.device != nullptr) return devices_.take(what.device->nonce);
  const auto account = domain::normal_email(what.email);
  if (auto ok = addresses_.take(what.address); !ok) return ok;
  if (auto ok = pairs_.take(std::string{what.address} + ' ' + account); !ok) return ok;
  return accounts_.take(account);
}

}  // namespace takeover::net::auth
