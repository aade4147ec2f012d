/// The actors' log lines. Owns their form: subject verb object, then ids; never a body, a token or
/// an address.
#pragma once

#include <string_view>

namespace takeover::actors {

void log_error(std::string_view what, std::string_view id, std::string_view why);
void log_info(std::string_view what, std::string_view id = {});

}  // namespace takeover::actors
