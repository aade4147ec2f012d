#include "domain/permissions.hpp"

namespace takeover::domain {

bool may(role who, action what) noexcept {
  switch (what) {
    case action::read_conversations:
    case action::take_over:
    case action::write_note:
    case action::change_lead: return true;
    case action::take_over_by_force:
    case action::release_for_another:
    case action::delete_conversation:
    case action::read_audit: return who != role::member;
  }
  return false;
}

}  // namespace takeover::domain
