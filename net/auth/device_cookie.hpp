/// Marks a browser in which somebody has signed in before, so that guesses from elsewhere do not
/// slow its sign-ins down. Proves no identity. Source: OWASP, "Slow Down Online Guessing Attacks
/// with Device Cookies".
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "domain/ids.hpp"

namespace takeover::net::auth {

inline constexpr std::string_view device_cookie_name = "takeover_device";
inline constexpr std::chrono::hours device_cookie_lifetime{24 * 180};

struct known_device {
  domain::user_id user;  ///< who signed in there last
  std::string nonce;     ///< tells their devices apart
};

/// `key`: the installation's secret.
[[nodiscard]] std::string make_device_cookie(std::string_view key, domain::user_id user);
/// nullopt for anything that `make_device_cookie` has not made with this key.
[[nodiscard]] std::optional<known_device> read_device_cookie(std::string_view key,
                                                             std::string_view cookie);

}  // namespace takeover::net::auth
