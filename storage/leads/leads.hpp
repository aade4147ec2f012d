/// Leads: captured, merged, listed, their status changed. Owns the feed numbers; sends no alert.
#pragma once

#include <optional>

#include "domain/conversations/decision.hpp"
#include "storage/records.hpp"

namespace takeover::storage::detail {
class sql_session;
}

namespace takeover::storage::leads {

struct captured {
  domain::lead lead;
  bool is_new = false;
};

/// Stores a lead, or merges it into the one that the agent has under this e-mail: given fields
/// replace, the status, the source with what triggered it, and the feed number stay. A new one gets
/// the workspace's next feed number. Also fills in who the visitor is.
[[nodiscard]] captured capture(detail::sql_session& sql, const domain::conversation& where,
                               const domain::lead_capture& what, domain::timestamp now);
/// Something happened in the lead's conversation.
void touch(detail::sql_session& sql, domain::conversation_id conversation, domain::timestamp now);

[[nodiscard]] std::optional<domain::lead> by_id(detail::sql_session& sql, domain::lead_id id);
[[nodiscard]] std::optional<domain::lead_view> view(detail::sql_session& sql,
                                                    domain::workspace_id workspace,
                                                    domain::lead_id id);
/// Most recent activity first. Error: malformed (cursor).
[[nodiscard]] domain::result<page<domain::lead_view>> list(detail::sql_session& sql,
                                                           const lead_query& query);
/// See `reader::leads_captured`.
[[nodiscard]] lead_feed feed(detail::sql_session& sql, domain::workspace_id workspace,
                             std::optional<std::int64_t> after, int limit);
/// How many the list has in all.
[[nodiscard]] std::int64_t count(detail::sql_session& sql, const lead_query& query);
/// False: unknown, or of another workspace.
[[nodiscard]] bool set_status(detail::sql_session& sql, domain::workspace_id workspace,
                              domain::lead_id id, domain::lead_status status,
                              domain::timestamp now);

}  // namespace takeover::storage::leads
