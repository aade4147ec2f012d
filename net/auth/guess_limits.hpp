/// How many passwords may be tried: per account and address, per address, and per account from
/// browsers that nobody has signed in with. Checks no password. See
/// docs/decisions/0006-two-rate-limits-for-sign-in.md.
#pragma once

#include <string>
#include <string_view>

#include "net/auth/device_cookie.hpp"
#include "net/http/rate_limit.hpp"

namespace takeover::net::auth {

class guess_limits {
 public:
  /// `per_minute`: for one account from one address; 0: no limit.
  explicit guess_limits(int per_minute);

  /// From the next try on. Thread-safe.
  void set(int per_minute) noexcept;

  struct guess {
    std::string_view address;  ///< as `http::address_key` makes it
    std::string_view email;
    /// Of the browser; known only once it is known whose account this is.
    const known_device* device = nullptr;
  };
  /// Counts a try. What counts for a known device is its own bucket, so that guesses from elsewhere
  /// neither slow it down nor lock it out. Error: too_many_requests.
  [[nodiscard]] domain::result<void> take(const guess& what);

 private:
  http::rate_limit pairs_;      ///< of account and address
  http::rate_limit addresses_;  ///< over all accounts, against one password tried on many
  http::rate_limit accounts_;   ///< over all addresses, against many machines
  http::rate_limit devices_;
};

}  // namespace takeover::net::auth
