/// Serves files embedded in the program: encoding, caching and page policy. Owns no path of a page.
#pragma once

#include "net/http/assets/embedded_assets.hpp"
#include "net/http/request.hpp"
#include "net/http/response.hpp"

namespace takeover::net::http {

/// nullptr if there is no such file. `path` as in `embedded_asset::path`.
[[nodiscard]] const embedded_asset* find_asset(std::string_view path);

/// How long browsers may keep a file without asking.
namespace caching {
inline constexpr std::string_view ask_again = "no-cache";
inline constexpr std::string_view some_minutes = "public, max-age=300";
/// For names with a hash in them
inline constexpr std::string_view forever = "public, max-age=31536000, immutable";
}  // namespace caching

/// The file in the best encoding that the request accepts; 304 if the client has it.
[[nodiscard]] response serve(const embedded_asset& file, const request& in,
                             std::string_view how_long);

/// The encoding to answer with: `br`, `gzip`, or empty. Source: RFC 9110, section 12.5.3 (`q=0`
/// refuses).
[[nodiscard]] std::string_view best_encoding(std::string_view accepted, const embedded_asset& file);

/// Adds the headers of our own pages: they load from us alone, and no other site may frame them.
void protect_page(response& page);

}  // namespace takeover::net::http
