/// Who may bring somebody into a workspace, change their role, or remove them. Owns the rules;
/// stores no membership.
#pragma once

#include <cstdint>

#include "domain/errors.hpp"
#include "domain/people/people.hpp"

namespace takeover::domain {

/// The member that it is about.
struct standing {
  domain::role role = role::member;
  std::int64_t owners = 1;  ///< of the workspace, the member included
};

// Admins and owners manage members; what concerns an owner is for owners, and a workspace keeps
// one. Errors: forbidden; invalid (it is the last owner).
[[nodiscard]] result<void> check_addition(role by, role given);
[[nodiscard]] result<void> check_role_change(role by, const standing& of, role given);
[[nodiscard]] result<void> check_removal(role by, const standing& of);

}  // namespace takeover::domain
