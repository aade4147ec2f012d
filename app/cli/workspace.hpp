/// The commands on workspaces: makes one. Parses no arguments.
#pragma once

#include <iosfwd>
#include <string>

#include "app/config.hpp"

namespace takeover::app::cli {

/// Prints the new workspace's id. Error: one line that says what is wrong.
domain::result<void> create_workspace(const config& settings, const std::string& name,
                                      std::ostream& out);

}  // namespace takeover::app::cli
