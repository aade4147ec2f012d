#include "domain/people/membership.hpp"

#include <algorithm>

#include "domain/people/permissions.hpp"

namespace takeover::domain {
namespace {

enum class concerns { members, owners };

concerns concerned(role value) {
  return value == role::owner ? concerns::owners : concerns::members;
}

result<void> check_power(role by, concerns whom) {
  if (auto allowed = check_may(by, action::manage_members); !allowed) return allowed;
  if (whom == concerns::owners && by != role::owner)
    return fail(errc::forbidden, "Only owners can add, change or remove owners.");
  return {};
}

error last_owner() {
  return {errc::invalid,
          "A workspace needs at least one owner.",
          {},
          {{"role", "This is the last owner. Make someone else an owner first"}}};
}

}  // namespace

result<void> check_addition(role by, role given) { return check_power(by, concerned(given)); }

result<void> check_role_change(role by, const standing& of, role given) {
  if (auto allowed = check_power(by, std::max(concerned(of.role), concerned(given))); !allowed)
    return allowed;
  if (of.role == role::owner && given != role::owner && of.owners <= 1) return last_owner();
  return {};
}

result<void> check_removal(role by, const standing& of) {
  if (auto allowed = check_power(by, concerned(of.role)); !allowed) return allowed;
  if (of.role == role::owner && of.owners <= 1) return last_owner();
  return {};
}

}  // namespace takeover::domain
