/// The built web files that the program carries in itself. Owns no routes: which path serves which
/// file is decided elsewhere.
#pragma once

#include <span>
#include <string_view>

namespace takeover::net {

/// One file of `web/dist`, ready to be sent. Everything lives as long as the program.
struct embedded_asset {
  std::string_view path;          ///< relative to `web/dist`, no leading slash: `inbox/index.html`
  std::string_view content_type;  ///< the whole header value
  std::string_view etag;          ///< a strong tag of the content, with its quotes
  std::span<const unsigned char> identity;
  std::span<const unsigned char> brotli;  ///< empty where compressing saves nothing
  std::span<const unsigned char> gzip;    ///< empty where compressing saves nothing
};

/// All files, sorted by path.
std::span<const embedded_asset> embedded_assets();

}  // namespace takeover::net
