#include "storage/people/heartbeats.hpp"

#include <algorithm>

#include "storage/sql/sql_session.hpp"

namespace takeover::storage::heartbeats {
namespace {

constexpr const char* upsert_heartbeat = R"sql(
  INSERT INTO member_heartbeats (workspace_id, user_id, process_id, seen_at)
  VALUES (:workspace, :user, :process, :now)
  ON CONFLICT (user_id, workspace_id, process_id) DO UPDATE SET seen_at = excluded.seen_at)sql";
constexpr const char* delete_one = R"sql(
  DELETE FROM member_heartbeats
  WHERE user_id = :user AND workspace_id = :workspace AND process_id = :process)sql";
constexpr const char* delete_all = "DELETE FROM member_heartbeats WHERE process_id = :process";
constexpr const char* delete_old = "DELETE FROM member_heartbeats WHERE seen_at < :before";
constexpr const char* select_last = R"sql(
  SELECT max(seen_at)
  FROM member_heartbeats
  WHERE user_id = :user AND workspace_id = :workspace AND process_id <> :except)sql";
constexpr const char* select_online = R"sql(
  SELECT DISTINCT workspace_id, user_id
  FROM member_heartbeats
  WHERE process_id <> :except AND seen_at >= :since
  ORDER BY workspace_id, user_id)sql";

}  // namespace

void record(writer& rows, const std::string& process, const std::vector<domain::member>& members,
            domain::timestamp now) {
  for (const auto& member : members)
    rows.sql().run(upsert_heartbeat, in(member.workspace), in(member.user), in(process), in(now));
}

void clear(writer& rows, const std::string& process, domain::workspace_id workspace,
           domain::user_id user) {
  rows.sql().run(delete_one, in(user), in(workspace), in(process));
}

void clear(writer& rows, const std::string& process) { rows.sql().run(delete_all, in(process)); }

void purge(writer& rows, domain::timestamp before) { rows.sql().run(delete_old, in(before)); }

std::optional<domain::timestamp> last(reader& rows, domain::workspace_id workspace,
                                      domain::user_id user, const std::string& except) {
  std::optional<domain::timestamp> seen;
  (void)rows.sql().query_one(select_last, in(user), in(workspace), in(except), out(seen));
  return seen;
}

std::vector<online_member> members_online_elsewhere(reader& rows, const std::string& except,
                                                    domain::timestamp since) {
  online_member member;
  auto result = rows.sql().query(select_online, in(except), in(since), out(member.workspace),
                                 out(member.user));
  std::vector<online_member> list;
  while (result.next()) list.push_back(member);
  return list;
}

}  // namespace takeover::storage::heartbeats
