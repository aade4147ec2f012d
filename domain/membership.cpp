#include "domain/membership.hpp"

#include "domain/permissions.hpp"

namespace takeover::domain {
namespace {

result<void> check_power(role by, bool concerns_owner) {
  if (auto fine = check_may(by, action::manage_members); !fine) return fine;
  if (concerns_owner && by != role::owner) return fail(errc::forbidden, "Only owners can add, change or remove owners.");
  return {};
}

error last_owner() {
  return {errc::invalid, "A workspace needs at least one owner.", {}, {{"role", "This is the last owner. Make someone else an owner first"}}};
}

}  // namespace

result<void> check_addition(role by, role given) { return check_power(by, given == role::owner); }

result<void> check_role_change(role by, const standing& of, role given) {
  if (auto fine = check_power(by, of.role == role::owner || given == role::owner); !fine) return fine;
  if (of.role == role::owner && given != role::owner && of.owners <= 1) return last_owner();
  return {};
}

result<void> check_removal(role by, const standing& of) {
  if (auto fine = check_power(by, of.role == role::owner); !fine) return fine;
  if (of.role == role::owner && of.owners <= 1) return last_owner();
  return {};
}

}  // namespace takeover::domain
