#include "storage/audit_repository.hpp"

#include <limits>

#include "storage/audit_chain.hpp"
#include "storage/cursor.hpp"
#include "storage/detail/sql_session.hpp"

namespace takeover::storage::audit {
namespace {

using detail::in;
using detail::out;
using detail::sql_session;

constexpr const char* select_last = "SELECT position, hash FROM audit_logs WHERE workspace_id = :workspace ORDER BY position DESC LIMIT 1";
constexpr const char* insert_row =
    "INSERT INTO audit_logs (id, workspace_id, position, actor_user_id, action, target_type, target_id, created_at, prev_hash, hash) "
    "VALUES (:id, :workspace, :position, :actor, :action, :target_type, :target, :created_at, :prev_hash, :hash)";

/// A condition for one optional filter. An absent one is written so that its parameter keeps its place.
std::string filter(const std::string& column, const std::string& parameter, bool wanted) {
  return wanted ? " AND " + column + " = " + parameter : " AND " + parameter + " = ''";
}

std::string select_page(const std::string& actor, const audit_query& query) {
  return "SELECT position, id, actor_user_id, action, target_type, target_id, created_at FROM audit_logs WHERE workspace_id = :workspace" +
         filter("actor_user_id", ":actor", !actor.empty()) + filter("action", ":action", !query.action.empty()) +
         filter("target_id", ":target", !query.target.empty()) + " AND position < :before ORDER BY position DESC LIMIT :count";
}

}  // namespace

void append(sql_session& sql, domain::workspace_id workspace, const audit_row& row) {
  std::int64_t position = 0;
  std::string previous;
  (void)sql.query_one(select_last, in(workspace), out(position), out(previous));
  ++position;
  const auto hash = chain_hash(previous, workspace, position, row);
  sql.run(insert_row, in(row.id), in(workspace), in(position), in(row.actor), in(row.action), in(row.target_type), in(row.target_id),
          in(row.created_at), in(previous), in(hash));
}

domain::result<page<audit_row>> list(sql_session& sql, const audit_query& query) {
  const auto from = decode_cursor(query.cursor);
  if (!from) return from.error();
  const std::int64_t before = *from ? (*from)->key : std::numeric_limits<std::int64_t>::max();
  const auto actor = query.actor ? query.actor->str() : std::string{};
  const auto statement = select_page(actor, query);
  const int count = query.limit + 1;

  audit_row row;
  std::int64_t position = 0;
  auto found = sql.query(statement, in(query.workspace), in(actor), in(query.action), in(query.target), in(before), in(count), out(position),
                         out(row.id), out(row.actor), out(row.action), out(row.target_type), out(row.target_id), out(row.created_at));
  page<audit_row> list;
  std::int64_t last = 0;
  while (found.next()) {
    if (list.items.size() == static_cast<std::size_t>(query.limit)) {
      list.next_cursor = encode_cursor({last, list.items.back().id.value()});
      break;
    }
    last = position;
    list.items.push_back(row);
  }
  return list;
}

}  // namespace takeover::storage::audit
