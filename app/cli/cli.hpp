/// What the command line does beside serving: each command as a function. Owns their checks and
/// output; parses no arguments.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "domain/errors.hpp"

namespace takeover::net::commands {

// Results are written to `out`, one line each. Errors: one line that says what is wrong.

domain::result<void> migrate(const config& settings, std::ostream& out);

/// Prints `ok …` or `problem …` for settings, database, mail server and port; `note …` where there
/// is no mailer. True: no problems.
bool doctor(const domain::result<config>& settings, std::ostream& out);

/// Prints the new workspace's id.
domain::result<void> create_workspace(const config& settings, const std::string& name,
                                      std::ostream& out);

struct new_user {
  std::string workspace;
  std::string email;
  std::string name;
  std::string role;
  std::string password;
};
/// Prints the user's id. An account that exists joins the workspace if this is its password.
domain::result<void> add_user(const config& settings, const new_user& wanted, std::ostream& out);

struct new_agent {
  std::string workspace;
  std::string name;
  std::vector<std::string> origins;
};
/// Prints the agent's id.
domain::result<void> create_agent(const config& settings, const new_agent& wanted,
                                  std::ostream& out);

/// Puts all files into the agent's knowledge, or none of them.
domain::result<void> import_documents(const config& settings, const std::string& agent,
                                      const std::vector<std::string>& files, std::ostream& out);

/// Checks the audit log of every workspace, one line each. True: all hold; false: the lines name
/// the first row that does not.
domain::result<bool> verify_audit(const config& settings, std::ostream& out);

}  // namespace takeover::net::commands
