/// Which receiver a URL leads to, as far as its text says. Resolves no name.
#pragma once

#include <string>
#include <string_view>

namespace takeover::domain {

/// `host:port` of an http or https URL, in lower case and without the root's dot; the scheme's port
/// if none is given.
[[nodiscard]] std::string host_and_port(std::string_view url);

}  // namespace takeover::domain
