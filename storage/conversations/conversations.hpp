/// Single conversations: read, made, cleared, deleted, and found by what they wait for. Lists: see
/// conversation_list; decisions: see change_writer.
#pragma once

#include <optional>
#include <vector>

#include "storage/store.hpp"

namespace takeover::storage::detail {
class sql_session;
}

namespace takeover::storage::conversations {

[[nodiscard]] std::optional<domain::conversation_view> view(detail::sql_session& sql,
                                                            domain::conversation_id id);
[[nodiscard]] bool exists(detail::sql_session& sql, domain::conversation_id id);
[[nodiscard]] std::optional<domain::workspace_id> deleted_from(detail::sql_session& sql,
                                                               domain::conversation_id id);
[[nodiscard]] std::optional<domain::conversation_id> to_resume(detail::sql_session& sql,
                                                               domain::visitor_id visitor,
                                                               domain::timestamp since);
[[nodiscard]] std::vector<domain::conversation_id> due(detail::sql_session& sql,
                                                       domain::timestamp now, int limit);
[[nodiscard]] std::vector<domain::conversation_id> misjudged_claims(detail::sql_session& sql,
                                                                    domain::timestamp since);
[[nodiscard]] std::vector<domain::conversation_id> unanswered(detail::sql_session& sql,
                                                              domain::conversation_id after,
                                                              int limit);
[[nodiscard]] std::vector<domain::conversation_id> held_in(detail::sql_session& sql,
                                                           domain::workspace_id workspace);
[[nodiscard]] std::vector<domain::conversation_id> held_by(detail::sql_session& sql,
                                                           domain::workspace_id workspace,
                                                           domain::user_id user);

void create(detail::sql_session& sql, const new_conversation& conversation);
void mark_cleared(detail::sql_session& sql, domain::conversation_id id, domain::timestamp now);
/// Removes it with its timeline and leaves a tombstone; its lead stays. Errors: not_found (also: of
/// another workspace), deleted, conflict (only an unused one was to go, and this one is used).
[[nodiscard]] domain::result<void> remove(detail::sql_session& sql, domain::conversation_id id,
                                          domain::workspace_id workspace, domain::timestamp now,
                                          domain::deletion what);
/// Gives every claim without a deadline one that is the grace from now, or from the claim if that
/// is younger, unless its holder was held for present since then. Returns how many.
std::int64_t start_grace(detail::sql_session& sql, domain::timestamp now,
                         std::chrono::milliseconds grace, domain::timestamp since);

}  // namespace takeover::storage::conversations
