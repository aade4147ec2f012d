/// What members do with each other. Transaction scripts: lock the workspace, check the rules of
/// domain/people, write, append the audit row. Owns no table.
#pragma once

#include <vector>

#include "domain/errors.hpp"
#include "domain/people/permissions.hpp"
#include "storage/people/memberships.hpp"
#include "storage/people/users.hpp"

namespace takeover::storage {

/// A former member, and the sessions that ended with the membership.
struct removed_member {
  std::vector<domain::session_id> sessions;
};

}  // namespace takeover::storage

namespace takeover::storage::people {

// All of them fail with `forbidden` if the acting member may not (any more), with the errors of
// domain/people/membership.hpp, and with `not_found` for a user who is not a member.

/// `account` is stored, or joins if its id is that of a user. Error: also invalid (the e-mail is
/// another account's, or a member's).
[[nodiscard]] domain::result<member_record> add_member(writer& rows, const domain::member& by,
                                                       const user_record& account,
                                                       domain::role role, domain::timestamp now);
[[nodiscard]] domain::result<member_record> set_member_role(writer& rows, const domain::member& by,
                                                            domain::user_id user, domain::role role,
                                                            domain::timestamp now);
/// Ends their sessions in this workspace; what they wrote stays.
[[nodiscard]] domain::result<removed_member> remove_member(writer& rows, const domain::member& by,
                                                           domain::user_id user,
                                                           domain::timestamp now);

/// The role that the member has now: the session they came with may know an older one. Call it
/// with the workspace locked. Error: forbidden (not a member any more, or may not do this).
[[nodiscard]] domain::result<domain::role> check_current_role(reader& rows,
                                                              const domain::member& by,
                                                              domain::action action);

/// The same, with the workspace locked for the caller: how every script of a member begins, so that
/// a role that was taken away counts at once, whichever process took it.
[[nodiscard]] domain::result<domain::role> require(writer& rows, const domain::member& by,
                                                   domain::action action);

}  // namespace takeover::storage::people
