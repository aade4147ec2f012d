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
/// Removes it if it is unused, and nobody touched it since `unused_since`. On nobody's behalf:
/// there is no audit row, and no tombstone, since whoever had a token for it has none any more.
/// Errors: not_found, conflict (it is used).
[[nodiscard]] domain::result<void> expire(writer& rows, domain::conversation_id id,
                                          domain::timestamp unused_since);

}  // namespace takeover::storage::conversations
