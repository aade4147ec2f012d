/// Which role may do what: the one table of it.
#pragma once

#include "domain/people.hpp"

namespace takeover::domain {

enum class action {
  read_conversations,
  take_over,
  take_over_by_force,   ///< from another member
  release_for_another,  ///< a claim that another member holds
  write_note,
  change_lead,
  delete_conversation,
  read_audit,
};

[[nodiscard]] bool may(role who, action what) noexcept;

}  // namespace takeover::domain
