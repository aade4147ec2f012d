/// The commands on the audit log: verifies its hash chain. Parses no arguments.
#pragma once

#include <iosfwd>
#include <string>

#include "app/config.hpp"

namespace takeover::app::cli {

/// Checks the audit log of every workspace, one line each. True: all hold; false: the lines name
/// the first row that does not.
domain::result<bool> verify_audit(const config& settings, std::ostream& out);

}  // namespace takeover::app::cli
