/// Makes a JSON body readable whose texts are not: for bodies with texts that nothing depends on.
/// Knows no JSON beyond its escapes.
#pragma once

#include <string>
#include <string_view>

namespace takeover::net::wire {

/// The body with U+FFFD in place of what no text of ours may hold: escaped surrogates without their
/// other half, escaped U+0000, and bytes that are not UTF-8.
[[nodiscard]] std::string readable_texts(std::string_view body);

}  // namespace takeover::net::wire
