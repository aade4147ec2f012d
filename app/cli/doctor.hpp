/// The commands on the installation: brings the database up to date, and checks settings,
/// database, mail server and port. Parses no arguments.
#pragma once

#include <iosfwd>
#include <string>

#include "app/config.hpp"

namespace takeover::app::cli {

/// Makes the database, or brings it up to date. Error: one line that says what is wrong.
domain::result<void> migrate(const config& settings, std::ostream& out);

/// Prints `ok …` or `problem …` for settings, database, mail server and port; `note …` where there
/// is no mailer. True: no problems.
bool doctor(const domain::result<config>& settings, std::ostream& out);

}  // namespace takeover::app::cli
