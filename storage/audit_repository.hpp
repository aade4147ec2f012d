/// Appends to and reads the chained log of privileged actions. Changes no row.
#pragma once

#include "storage/records.hpp"

namespace takeover::storage::detail {
class sql_session;
}

namespace takeover::storage::audit {

/// Puts the row at the end of the workspace's chain. In the transaction of what it tells.
void append(detail::sql_session& sql, domain::workspace_id workspace, const audit_row& row);
/// Newest first. Error: malformed (cursor).
[[nodiscard]] domain::result<page<audit_row>> list(detail::sql_session& sql, const audit_query& query);

}  // namespace takeover::storage::audit
