/// The program's log on standard error. Owns its format and level. A line says: subject verb
/// object, then ids; never a message body, a token, a password or an e-mail address.
#pragma once

#include <string_view>

namespace takeover::net {

/// `level`: debug, info, warning, error, off. False for anything else, which changes nothing.
bool set_up_log(std::string_view level);

void log_debug(std::string_view line);
void log_info(std::string_view line);
void log_warning(std::string_view line);
void log_error(std::string_view line);

}  // namespace takeover::net
