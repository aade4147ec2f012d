/// The commands on agents: makes one. Parses no arguments.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "app/config.hpp"

namespace takeover::app::cli {

struct new_agent {
  std::string workspace;
  std::string name;
  std::vector<std::string> origins;  ///< pages that may carry its widget
};
/// Prints the agent's id. Error: one line that says what is wrong.
domain::result<void> create_agent(const config& settings, const new_agent& agent,
                                  std::ostream& out);

}  // namespace takeover::app::cli
