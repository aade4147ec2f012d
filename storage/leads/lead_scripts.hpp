/// What members do with leads: the transaction scripts, which check the role, write and append the
/// audit row. Owns no table.
#pragma once

#include <vector>

#include "domain/people/people.hpp"
#include "storage/leads/leads.hpp"

namespace takeover::storage {

/// A lead that is gone, and the conversations that named it.
struct deleted_lead {
  std::string email;
  std::vector<domain::conversation_id> conversations;
};

}  // namespace takeover::storage

namespace takeover::storage::leads {

/// Errors: not_found (also: of another workspace), forbidden (no member any more).
[[nodiscard]] domain::result<domain::lead_view> set_status(writer& rows, const domain::member& by,
                                                           domain::lead_id id,
                                                           domain::lead_status status,
                                                           domain::timestamp now);
/// Erases the lead: what was given under its email, from whatever conversation, what the timelines
/// and the visitors say of it, and what is still to be sent of it. The conversations stay. Errors:
/// not_found (also: of another workspace), forbidden (the member may not, or not any more).
[[nodiscard]] domain::result<deleted_lead> remove(writer& rows, const domain::member& by,
                                                  domain::lead_id id, domain::timestamp now);

}  // namespace takeover::storage::leads
