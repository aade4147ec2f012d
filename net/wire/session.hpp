/// Signing in and the session as JSON. Owns the fields' names; checks no password.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "domain/errors.hpp"
#include "storage/people/sessions.hpp"

namespace takeover::net::wire {

/// The answer of `/api/session`; `token` only where it is not in a cookie.
[[nodiscard]] boost::json::object session(const storage::session_record& session,
                                          std::string_view realtime_key, std::string_view token);

// Errors of both: malformed (not JSON …), invalid (which fields), and those named.

struct sign_in_body {
  std::string email;
  std::string password;
  bool bearer = false;  ///< the token comes in the answer instead of a cookie
};
[[nodiscard]] domain::result<sign_in_body> read_sign_in(std::string_view body);
/// `{id}`. Also not_found.
[[nodiscard]] domain::result<domain::workspace_id> read_workspace(std::string_view body);

}  // namespace takeover::net::wire
