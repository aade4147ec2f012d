/// Fills what migration 9 added. Reads and writes no other column.
#pragma once

namespace takeover::storage {

class sql_session;

/// Writes the column `search` of all leads and visitors, within the caller's transaction.
void fill_search_columns(sql_session& sql);

}  // namespace takeover::storage
