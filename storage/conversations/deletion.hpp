/// Deletes a conversation. Transaction script: locks, checks, deletes the rows, leaves a tombstone,
/// appends the audit row.
#pragma once

#include "domain/conversations/conversation.hpp"
#include "domain/errors.hpp"
#include "domain/people/people.hpp"
#include "storage/tokens.hpp"

namespace takeover::storage::conversations {

/// Removes it with its timeline; its lead stays. Errors: not_found (also: of another workspace),
/// deleted, conflict (only an unused one was to go, and this one is used).
[[nodiscard]] domain::result<void> remove(writer& rows, domain::conversation_id id,
                                          const domain::member& by, domain::timestamp now,
                                          domain::deletion what = domain::deletion::any);

}  // namespace takeover::storage::conversations
