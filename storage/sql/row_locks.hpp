/// Rows that are locked before a decision is read from the database. SQLite has one lock for
/// everything, taken when a transaction begins; on PostgreSQL two processes write at once. Owns the
/// locks' names and their order; no decision.
#pragma once

#include <vector>

#include "domain/ids.hpp"

namespace takeover::storage {
class sql_session;
}

namespace takeover::storage::row_locks {

/// Until the end of the transaction nobody else counts this workspace's leads up, captures one, or
/// appends to its audit chain. Rows that only refer to the workspace are not held up.
void workspace(sql_session& sql, domain::workspace_id id);
/// Nobody else changes this conversation or adds to it. After its workspace, where both are wanted.
void conversation(sql_session& sql, domain::conversation_id id);
/// Nobody else changes these; others may add to them. In the order of their ids, so that two
/// processes that meet in several do not wait for each other.
void conversations(sql_session& sql, const std::vector<domain::conversation_id>& ids);

}  // namespace takeover::storage::row_locks
