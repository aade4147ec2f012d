/// Lines for the program's log. Owns neither its format nor its level. A line says: subject verb
/// object, then ids; never a message body, a token, a password or an e-mail address.
#pragma once

#include <string_view>

namespace takeover::net {

void log_debug(std::string_view line);
void log_info(std::string_view line);
void log_warning(std::string_view line);
void log_error(std::string_view line);

}  // namespace takeover::net
