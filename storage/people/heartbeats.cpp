#include "storage/people/heartbeats.hpp"

#include <algorithm>

#include "storage/sql/sql_session.hpp"

namespace takeover::storage::heartbeats {
namespace {

using detail::in;
using detail::out;
using detail::sql_session;

constexpr const char* upsert_beat =
    "INSERT INTO member_heartbeats (workspace_id, user_id, process_id, seen_at) VALUES "
    "(:workspace, :user, :process, :now) "
    "ON CONFLICT (user_id, workspace_id, process_id) DO UPDATE SET seen_at = excluded.seen_at";
constexpr const char* delete_one =
    "DELETE FROM member_heartbeats WHERE user_id = :user AND workspace_id = :workspace AND "
    "process_id = :process";
constexpr const char* delete_all = "DELETE FROM member_heartbeats WHERE process_id = :process";
constexpr const char* delete_old = "DELETE FROM member_heartbeats WHERE seen_at < :before";
constexpr const char* select_last =
    "SELECT max(seen_at) FROM member_heartbeats WHERE user_id = :user AND workspace_id = "
    ":workspace AND process_id <> :except";
constexpr const char* select_present =
    "SELECT DISTINCT workspace_id, user_id FROM member_heartbeats WHERE process_id <> :except AND "
    "seen_at >= :since ORDER BY workspace_id, user_id";

}  // namespace

void beat(sql_session& sql, const std::string& process, const std::vector<domain::member>& members,
          domain::timestamp now) {
  for (const auto& one : members)
    sql.run(upsert_beat, in(one.workspace), in(one.user), in(process), in(now));
}

void end(sql_session& sql, const std::string& process, domain::workspace_id workspace,
         domain::user_id user) {
  sql.run(delete_one, in(user), in(workspace), in(process));
}

void end(sql_session& sql, const std::string& process) { sql.run(delete_all, in(process)); }

void drop(sql_session& sql, domain::timestamp before) { sql.run(delete_old, in(before)); }

std::optional<domain::timestamp> last(sql_session& sql, domain::workspace_id workspace,
                                      domain::user_id user, const std::string& except) {
  std::optional<domain::timestamp> seen;
  (void)sql.query_one(select_last, in(user), in(workspace), in(except), out(seen));
  return seen;
}

std::vector<present_member> present(sql_session& sql, const std::string& except,
                                    domain::timestamp since) {
  present_member one;
  auto found = sql.query(select_present, in(except), in(since), out(one.workspace), out(one.user));
  std::vector<present_member> list;
  while (found.next()) list.push_back(one);
  return list;
}

}  // namespace takeover::storage::heartbeats
