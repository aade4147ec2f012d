/// Base 64 for URLs without padding. Source: RFC 4648, section 5.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace takeover::net::auth {

[[nodiscard]] std::string base64url(std::string_view bytes);
/// Empty for anything that `base64url` would not have written.
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

}  // namespace takeover::net::auth
