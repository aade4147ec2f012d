/// Base 64 in both alphabets: with padding for mails and webhook secrets, for URLs without. Source:
/// RFC 4648, sections 4 and 5.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace takeover::net::crypto {

[[nodiscard]] std::string base64(std::string_view bytes);
/// The bytes before the first character that does not belong there.
[[nodiscard]] std::string from_base64(std::string_view text);

[[nodiscard]] std::string base64url(std::string_view bytes);
/// nullopt for anything that `base64url` would not have written.
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

}  // namespace takeover::net::crypto
