/// What the product knows of a route beside its path: who may call it, what they need to be allowed
/// to do, and how much they may send. Owns the size limits of bodies; finds no route.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "domain/people/permissions.hpp"

namespace takeover::net {

/// Who may call a route; anyone else is answered before the handler runs.
enum class caller : std::uint8_t {
  anyone,   ///< the handler checks for itself
  member,   ///< a signed-in member, by cookie or bearer token
  visitor,  ///< a visitor, by token
};

/// From callers without credentials.
inline constexpr std::size_t unauthenticated_body_limit = 16'384;
inline constexpr std::size_t small_body = 131'072;
/// For texts of 64 KiB, which grow sixfold if a client escapes every byte in JSON.
inline constexpr std::size_t message_body = 524'288;

template <class Handler>
struct endpoint {
  caller who;
  std::size_t max_body;
  Handler handle;
  /// What a member must be allowed to do; nullopt: every member may, or the caller is none.
  std::optional<domain::action> needs{};
};

}  // namespace takeover::net
