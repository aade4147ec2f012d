/// The commands on an agent's knowledge: imports Markdown files. Parses no arguments.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "app/config.hpp"

namespace takeover::app::cli {

/// Puts all files into the agent's knowledge, or none of them. Error: one line that says what is
/// wrong.
domain::result<void> import_documents(const config& settings, const std::string& agent,
                                      const std::vector<std::string>& files, std::ostream& out);

}  // namespace takeover::app::cli
