/// The program's log on standard error: its format, its level and where it goes. Writes no line.
#pragma once

#include <string_view>

namespace takeover::app {

/// `level`: debug, info, warning, error, off; anything else changes nothing.
void set_up_log(std::string_view level);

}  // namespace takeover::app
