/// The commands on the installation: brings the database up to date, and checks settings,
/// database, mail server and port. Parses no arguments.
#pragma once

#include <iosfwd>
#include <string>

#include "app/config.hpp"

namespace takeover::app::cli {

/// Makes the database, or brings it up to date. Error: one line that says what is wrong.
domain::result<void> migrate(const config& settings, std::ostream& out);

/// Prints a line (`ok …`, `note …`, `problem …`) for each of settings, database, clock, rights of
/// files, disk, mail server, port and open files. Changes nothing, and works beside a running
/// server. `from` is what the settings were made of. True: no problems.
bool doctor(const domain::result<config>& settings, const config_sources& from, std::ostream& out);

}  // namespace takeover::app::cli
