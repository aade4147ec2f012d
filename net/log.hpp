/// Sets up the program's log on standard error. Owns its format and level; actors/log.hpp writes
/// lines.
#pragma once

#include <string_view>

#include "actors/log.hpp"

namespace takeover::net {

/// `level`: debug, info, warning, error, off. False for anything else, which changes nothing.
bool set_up_log(std::string_view level);

}  // namespace takeover::net
