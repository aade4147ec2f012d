/// Which codings of a body a client takes, and bodies packed with gzip. Owns no route: who may get
/// a packed answer is decided elsewhere.
#pragma once

#include <string>
#include <string_view>

#include "net/http/response.hpp"

namespace takeover::net::http {

/// Whether a client that sent this `Accept-Encoding` takes the coding (in lower case): named, or
/// meant by `*`, with a weight above 0. Source: RFC 9110, section 12.5.3.
[[nodiscard]] bool accepts_coding(std::string_view accepted, std::string_view coding);
/// The same of gzip, if it is not liked less than a body as it is.
[[nodiscard]] bool prefers_gzip(std::string_view accepted);

/// Bodies below are not worth it: they fit into one packet with the head.
inline constexpr std::size_t least_packed_bytes = 1'024;

/// Whether an answer is worth packing: a whole JSON document.
[[nodiscard]] bool is_packable(const response& answer);
[[nodiscard]] bool is_packed(const response& answer);
/// Packs the body with gzip, unless that makes it longer, and says so in the headers. Some
/// milliseconds for the largest page of a list.
void pack(response& answer);

}  // namespace takeover::net::http
