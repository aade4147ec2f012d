/// The table `memberships`: who works in which workspace, as what. Decides no change of a role: see
/// membership_scripts.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/errors.hpp"
#include "domain/live_chat/handoff.hpp"
#include "domain/people/people.hpp"
#include "domain/time.hpp"
#include "storage/people/workspaces.hpp"
#include "storage/tokens.hpp"

namespace takeover::storage {

/// One of a user's workspaces.
struct membership_record {
  workspace_record workspace;
  domain::role role = domain::role::member;
};

/// A member of a workspace, as the others see them.
struct member_record {
  domain::person who;
  domain::role role = domain::role::member;
  domain::member_switch available = domain::member_switch::available;
  std::string email;
};

}  // namespace takeover::storage

namespace takeover::storage::people {

/// The user's workspaces, the first joined first.
[[nodiscard]] std::vector<membership_record> memberships(reader& rows, domain::user_id user);
/// By name.
[[nodiscard]] std::vector<member_record> members(reader& rows, domain::workspace_id workspace);
/// nullopt: not a member, or no longer.
[[nodiscard]] std::optional<member_record> member(reader& rows, domain::workspace_id workspace,
                                                  domain::user_id user);
/// Everybody in the workspace, in the order in which they joined.
[[nodiscard]] std::vector<domain::user_id> member_ids(reader& rows, domain::workspace_id workspace);
/// The owners and admins, in the order in which they joined.
[[nodiscard]] std::vector<domain::user_id> manager_ids(reader& rows,
                                                       domain::workspace_id workspace);
/// The e-mail address; nullopt: not a member, or no longer.
[[nodiscard]] std::optional<std::string> member_address(reader& rows,
                                                        domain::workspace_id workspace,
                                                        domain::user_id user);
/// The e-mail address of an owner or admin; nullopt for anybody else.
[[nodiscard]] std::optional<std::string> manager_address(reader& rows,
                                                         domain::workspace_id workspace,
                                                         domain::user_id user);
[[nodiscard]] std::int64_t owner_count(reader& rows, domain::workspace_id workspace);

/// Makes the user a member, or changes the role of one who is.
void put_membership(writer& rows, domain::workspace_id workspace, domain::user_id user,
                    domain::role role, domain::timestamp now);
/// Together with the user's sessions in this workspace.
void delete_membership(writer& rows, domain::workspace_id workspace, domain::user_id user);

}  // namespace takeover::storage::people
