/// All routes of the server, feature by feature. Owns their order.
#pragma once

#include <array>

#include "net/api/route.hpp"

namespace takeover::net {

/// In the order in which `takeover routes` prints them.
[[nodiscard]] std::span<const std::span<const route>> all_routes();

/// One line per route: method, path, who may call it (anyone, member, visitor), and for members the
/// lowest role.
[[nodiscard]] std::string described_routes();

}  // namespace takeover::net
