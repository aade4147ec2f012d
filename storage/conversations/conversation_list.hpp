/// The lists of conversations: by filter, searched, paged by cursor, counted. Reads only.
#pragma once

#include "storage/records.hpp"

namespace takeover::storage::detail {
class sql_session;
}

namespace takeover::storage::conversation_list {

/// Most recent activity first; `needs_human`: longest wait first. Error: malformed (cursor).
[[nodiscard]] domain::result<page<domain::conversation_view>> page_of(
    detail::sql_session& sql, const conversation_query& query);
/// Of the filters that the inbox shows a number beside; takes the workspace, `asked_by` and the
/// fields for `live`.
[[nodiscard]] conversation_counts counts(detail::sql_session& sql, const conversation_query& query);

}  // namespace takeover::storage::conversation_list
