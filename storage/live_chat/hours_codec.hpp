/// Business hours as the JSON of their columns. Owns no table; the shape of the API is net/wire's
/// own.
#pragma once

#include <string>
#include <string_view>

#include "domain/live_chat/business_hours.hpp"

namespace takeover::storage {

[[nodiscard]] std::string encode_hours(const domain::business_hours& hours);
/// Throws std::exception for what `encode_hours` does not write.
[[nodiscard]] domain::business_hours decode_hours(std::string_view text);

}  // namespace takeover::storage
