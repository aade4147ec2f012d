#include "storage/sql/row_locks.hpp"

#include "storage/sql/json_columns.hpp"
#include "storage/sql/sql_session.hpp"

namespace takeover::storage::row_locks {
namespace {

constexpr const char* lock_workspace =
    "SELECT lead_seq FROM workspaces WHERE id = :workspace FOR NO KEY UPDATE";
constexpr const char* lock_conversation =
    "SELECT last_seq FROM conversations WHERE id = :id FOR UPDATE";
constexpr const char* lock_conversations = R"sql(
  SELECT count(*)
  FROM (SELECT 1 FROM conversations WHERE id = ANY (ARRAY(SELECT
    json_array_elements_text(CAST(:ids AS json)))) ORDER BY id FOR NO KEY UPDATE) AS locked)sql";

void lock(sql_session& sql, const char* rows, const auto& which) {
  if (sql.kind() == dialect::sqlite) return;
  std::int64_t ignored = 0;
  (void)sql.query_one(rows, in(which), out(ignored));
}

}  // namespace

void workspace(sql_session& sql, domain::workspace_id id) { lock(sql, lock_workspace, id); }
void conversation(sql_session& sql, domain::conversation_id id) {
  lock(sql, lock_conversation, id);
}
void conversations(sql_session& sql, const std::vector<domain::conversation_id>& ids) {
  lock(sql, lock_conversations, encode_ids(ids));
}

}  // namespace takeover::storage::row_locks
