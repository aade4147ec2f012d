/// The program's log lines: subject verb object, then ids; never a message body, a token, a
/// password or an e-mail address. Owns no format and no level: the program sets them up.
#pragma once

#include <string_view>

namespace takeover {

void log_info(std::string_view line);
void log_warning(std::string_view line);
void log_error(std::string_view line);

/// For what may happen thousands of times: at most once a minute for each `kind`, a name that no
/// caller chooses. The next line says how many were left out.
void log_error_once_a_minute(std::string_view kind, std::string_view line);
void log_info_once_a_minute(std::string_view kind, std::string_view line);

/// `what id` and `what id: why`.
void log_info(std::string_view what, std::string_view id);
void log_error(std::string_view what, std::string_view id, std::string_view why);

}  // namespace takeover
