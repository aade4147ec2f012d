/// The commands on members: adds one to a workspace. Parses no arguments.
#pragma once

#include <iosfwd>
#include <string>

#include "app/config.hpp"

namespace takeover::app::cli {

struct new_user {
  std::string workspace;
  std::string email;
  std::string name;
  std::string role;
  std::string password;
};
/// Prints the user's id. An account that exists joins the workspace if this is its password. Error:
/// one line that says what is wrong.
domain::result<void> add_user(const config& settings, const new_user& user, std::ostream& out);

}  // namespace takeover::app::cli
