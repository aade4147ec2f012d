#include "storage/heartbeat_repository.hpp"

#include <algorithm>

#include "storage/detail/sql_session.hpp"

namespace takeover::storage::heartbeats {
namespace {

using detail::in;
using detail::out;
using detail::sql_session;

constexpr const char* upsert_beat =
    "INSERT INTO member_heartbeats (workspace_id, user_id, process_id, seen_at) VALUES (:workspace, :user, :process, :now) "
    "ON CONFLICT (user_id, workspace_id, process_id) DO UPDATE SET seen_at = excluded.seen_at";
constexpr const char* delete_one = "DELETE FROM member_heartbeats WHERE user_id = :user AND workspace_id = :workspace AND process_id = :process";
constexpr const char* delete_all = "DELETE FROM member_heartbeats WHERE process_id = :process";
constexpr const char* select_last = "SELECT max(seen_at) FROM member_heartbeats WHERE user_id = :user AND workspace_id = :workspace";

}  // namespace

void beat(sql_session& sql, const std::string& process, const std::vector<domain::member>& members, domain::timestamp now) {
  for (const auto& one : members) sql.run(upsert_beat, in(one.workspace), in(one.user), in(process), in(now));
}

void end(sql_session& sql, const std::string& process, domain::workspace_id workspace, domain::user_id user) {
  sql.run(delete_one, in(user), in(workspace), in(process));
}

void end(sql_session& sql, const std::string& process) { sql.run(delete_all, in(process)); }

std::optional<domain::timestamp> last(sql_session& sql, domain::workspace_id workspace, domain::user_id user) {
  std::optional<domain::timestamp> seen;
  (void)sql.query_one(select_last, in(user), in(workspace), out(seen));
  return seen;
}

}  // namespace takeover::storage::heartbeats
