#include "domain/people/permissions.hpp"

#include <algorithm>
#include <iterator>

namespace takeover::domain {
namespace {

struct permission {
  action what;
  role least;
  std::string_view words;  ///< after "Only admins and owners can"
};

constexpr permission table[] = {
    {action::read_conversations, role::member, "read conversations"},
    {action::take_over, role::member, "take over"},
    {action::take_over_by_force, role::admin, "take over from another member"},
    {action::release_for_another, role::admin, "hand back for another member"},
    {action::transfer_for_another, role::admin, "transfer for another member"},
    {action::write_note, role::member, "write notes"},
    {action::change_lead, role::member, "change leads"},
    {action::delete_conversation, role::admin, "delete conversations"},
    {action::delete_lead, role::admin, "delete leads"},
    {action::read_audit, role::admin, "see the audit log"},
    {action::change_settings, role::admin, "see and change these settings"},
    {action::manage_agent, role::admin, "see and change agents"},
    {action::manage_members, role::admin, "manage members"},
    {action::manage_delivery, role::admin, "manage email and webhooks"},
};

const permission* find(action what) noexcept {
  const auto* entry = std::find_if(std::begin(table), std::end(table),
                                   [what](const permission& row) { return row.what == what; });
  return entry == std::end(table) ? nullptr : entry;
}

}  // namespace

role least_role(action what) noexcept {
  const auto* known = find(what);
  return known == nullptr ? role::owner : known->least;  // what nobody wrote down is the owner's
}

bool may(role who, action what) noexcept { return who >= least_role(what); }

result<void> check_may(role who, action what) {
  if (may(who, what)) return {};
  const auto* known = find(what);
  const std::string allowed = least_role(what) == role::owner ? "owners" : "admins and owners";
  return fail(errc::forbidden, "Only " + allowed + " can " +
                                   std::string{known == nullptr ? "do this" : known->words} + ".");
}

}  // namespace takeover::domain
