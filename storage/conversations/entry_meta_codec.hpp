/// The `meta` column of timeline entries: JSON with the keys of docs/protocol.md. Owns no other
/// column.
#pragma once

#include <string>
#include <string_view>

#include "domain/conversations/timeline.hpp"

namespace takeover::storage {

/// `{}` for a meta that says nothing, without any JSON work.
[[nodiscard]] std::string encode_meta(const domain::entry_meta& meta);

/// Ignores keys that it does not know. Throws std::exception for what is no JSON object.
[[nodiscard]] domain::entry_meta decode_meta(std::string_view text);

}  // namespace takeover::storage
