/// Appends to and reads the chained log of privileged actions, and checks its chain. Changes no
/// row.
#pragma once

#include "storage/records.hpp"

namespace takeover::storage::detail {
class sql_session;
}

namespace takeover::storage::audit {

/// Puts the row at the end of the workspace's chain. In the transaction of what it tells.
void append(detail::sql_session& sql, domain::workspace_id workspace, const audit_row& row);
/// Newest first. Error: malformed (cursor).
[[nodiscard]] domain::result<page<audit_entry>> list(detail::sql_session& sql,
                                                     const audit_query& query);
/// See `reader::check_audit`. Who can write to the database can also write a chain that holds; what
/// this finds is a row that was edited, swapped, taken out (also at the end) or put in without that
/// trouble.
[[nodiscard]] audit_check check(detail::sql_session& sql, domain::workspace_id workspace,
                                std::int64_t after, int count);

}  // namespace takeover::storage::audit
