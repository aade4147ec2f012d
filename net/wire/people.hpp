/// Members as JSON, and the bodies by which they are managed. Owns the fields' names; decides
/// nothing.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "domain/people/people.hpp"
#include "storage/people/memberships.hpp"

namespace takeover::net::wire {

/// `{id, name}`.
[[nodiscard]] boost::json::object person(const domain::person& who);

/// E-mail addresses are shown to those who manage members.
enum class email_visibility { hidden, shown };
/// One of `/api/members`.
[[nodiscard]] boost::json::object colleague(const storage::member_record& member, bool online,
                                            email_visibility emails);

// Errors of both: malformed (not JSON …), invalid (which fields).

struct new_member_body {
  std::string name;
  std::string email;  ///< in its normal form
  std::string password;
  domain::role role = domain::role::member;
};
[[nodiscard]] domain::result<new_member_body> read_new_member(std::string_view body);
/// `{role}`.
[[nodiscard]] domain::result<domain::role> read_role(std::string_view body);

}  // namespace takeover::net::wire
