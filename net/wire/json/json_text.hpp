/// Writing JSON by appending, for frames that are made often. Owns the escaping; builds no
/// document.
#pragma once

#include <string>
#include <string_view>

namespace takeover::net::wire {

/// Appends `text` as a JSON string with its quotes. The text must be UTF-8; only what must be
/// escaped is. Source: RFC 8259, section 7.
void append_quoted(std::string& to, std::string_view text);

}  // namespace takeover::net::wire
