/// Names of hosts as DNS, browsers and mail servers write them, also those beyond ASCII. Owns what
/// is a host; resolves nothing. Sources: UTS #46 (nontransitional processing), the URL Standard.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace takeover::domain {

/// The name in lower case and ASCII: `MÜNCHEN.example` is `xn--mnchen-3ya.example`. Nothing if it
/// can be no host: empty or long labels, blanks, signs of URLs, what IDNA refuses. `_` is allowed.
[[nodiscard]] std::optional<std::string> ascii_host(std::string_view name);

/// The name as people read it, from any of its spellings; ASCII where IDNA knows no other.
[[nodiscard]] std::optional<std::string> readable_host(std::string_view name);

/// `host`, `host:port` or `[IPv6]:port` as browsers write it in `Origin`: the host as above, IPv6
/// shortened, the port without zeros, and left out if it is `default_port`.
[[nodiscard]] std::optional<std::string> normal_authority(std::string_view text, int default_port);

}  // namespace takeover::domain
