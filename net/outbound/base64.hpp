/// Base 64 with padding, as mails and webhook secrets have it. Source: RFC 4648, section 4. For
/// that of URLs see net/auth/base64url.hpp.
#pragma once

#include <string>
#include <string_view>

namespace takeover::net::outbound {

[[nodiscard]] std::string base64(std::string_view bytes);
/// Decodes up to the first invalid character.
[[nodiscard]] std::string from_base64(std::string_view text);

}  // namespace takeover::net::outbound
