#include "storage/row_locks.hpp"

#include "storage/detail/sql_session.hpp"

namespace takeover::storage::row_locks {
namespace {

constexpr const char* lock_workspace = "SELECT lead_seq FROM workspaces WHERE id = :workspace FOR NO KEY UPDATE";
constexpr const char* lock_conversation = "SELECT last_seq FROM conversations WHERE id = :id FOR UPDATE";

void lock(detail::sql_session& sql, const char* row, const auto& id) {
  if (sql.speaks() == dialect::sqlite) return;
  std::int64_t ignored = 0;
  (void)sql.query_one(row, detail::in(id), detail::out(ignored));
}

}  // namespace

void workspace(detail::sql_session& sql, domain::workspace_id id) { lock(sql, lock_workspace, id); }
void conversation(detail::sql_session& sql, domain::conversation_id id) { lock(sql, lock_conversation, id); }

}  // namespace takeover::storage::row_locks
