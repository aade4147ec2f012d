/// Signatures by a shared secret: HMAC-SHA256 and how two are compared. Owns no key. Source: RFC
/// 2104.
#pragma once

#include <initializer_list>
#include <string_view>

#include "storage/digest.hpp"

namespace takeover::net::crypto {

/// The HMAC-SHA256 of all parts in a row.
[[nodiscard]] storage::digest hmac_sha256(std::string_view key,
                                          std::initializer_list<std::string_view> parts) noexcept;

/// Takes the same time for every text of the expected length, so that no part of a signature can be
/// guessed by its time.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept;

}  // namespace takeover::net::crypto
