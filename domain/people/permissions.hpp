/// Which role may do what: the one table of it.
#pragma once

#include <string_view>

#include "domain/errors.hpp"
#include "domain/people/people.hpp"

namespace takeover::domain {

enum class action {
  read_conversations,
  take_over,
  take_over_by_force,    ///< from another member
  release_for_another,   ///< a claim that another member holds
  transfer_for_another,  ///< the same
  write_note,
  change_lead,
  delete_conversation,
  delete_lead,
  read_audit,
  change_settings,
  manage_agent,  ///< its settings and rules
  manage_members,
  manage_delivery,  ///< webhooks, the mailer, and what waits to be sent
};

/// The lowest role that may; every role above it may, too.
[[nodiscard]] role least_role(action what) noexcept;
[[nodiscard]] bool may(role who, action what) noexcept;
/// Error: forbidden, with a sentence that says who may.
[[nodiscard]] result<void> check_may(role who, action what);

}  // namespace takeover::domain
