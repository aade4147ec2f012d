#include "storage/people/sessions.hpp"

#include "storage/sql/sql_session.hpp"

namespace takeover::storage::people {
namespace {

constexpr const char* select_session = R"sql(
  SELECT s.workspace_id, s.user_id, s.id, u.name, u.email, m.role, w.name, s.expires_at, s.seen_at
  FROM sessions s
  JOIN users u ON u.id = s.user_id
  JOIN workspaces w ON w.id = s.workspace_id
  JOIN memberships m ON m.user_id = s.user_id AND m.workspace_id = s.workspace_id
  WHERE s.token_hash = :token_hash)sql";
constexpr const char* select_role = R"sql(
  SELECT m.role
  FROM sessions s
  JOIN memberships m ON m.user_id = s.user_id AND m.workspace_id = s.workspace_id
  WHERE s.id = :id)sql";
constexpr const char* select_live_sessions = "SELECT id FROM sessions WHERE expires_at > :now";
constexpr const char* select_sessions =
    "SELECT id FROM sessions WHERE user_id = :user AND workspace_id = :workspace";
constexpr const char* insert_session = R"sql(
  INSERT INTO sessions (id, token_hash, user_id, workspace_id, created_at, expires_at, seen_at)
  VALUES (:id, :token_hash, :user, :workspace, :created, :expires, :created))sql";
constexpr const char* delete_expired_sessions =
    "DELETE FROM sessions WHERE user_id = :user AND expires_at <= :now";
constexpr const char* select_oldest = R"sql(
  SELECT id FROM sessions
  WHERE user_id = :user
  ORDER BY created_at DESC, id DESC
  LIMIT 1000 OFFSET :kept)sql";
constexpr const char* delete_by_id = "DELETE FROM sessions WHERE id = :id";
constexpr const char* update_seen =
    "UPDATE sessions SET seen_at = :now WHERE id = :id AND seen_at < :now";
constexpr const char* delete_session_by_hash =
    "DELETE FROM sessions WHERE token_hash = :token_hash";

}  // namespace

std::optional<session_record> session_by_hash(reader& rows, const std::string& token_hash) {
  session_record row;
  auto& who = row.who;
  if (!rows.sql().query_one(select_session, in(token_hash), out(who.workspace), out(who.user),
                            out(who.session), out(who.name), out(who.email), out(who.role),
                            out(row.workspace_name), out(row.expires_at), out(row.seen_at)))
    return std::nullopt;
  return row;
}

std::optional<domain::role> role_of_session(reader& rows, domain::session_id session) {
  domain::role role{};
  if (!rows.sql().query_one(select_role, in(session), out(role))) return std::nullopt;
  return role;
}

std::vector<domain::session_id> live_sessions(reader& rows, domain::timestamp now) {
  domain::session_id row;
  auto result = rows.sql().query(select_live_sessions, in(now), out(row));
  std::vector<domain::session_id> list;
  while (result.next()) list.push_back(row);
  return list;
}

std::vector<domain::session_id> sessions_of(reader& rows, domain::workspace_id workspace,
                                            domain::user_id user) {
  domain::session_id row;
  auto result = rows.sql().query(select_sessions, in(user), in(workspace), out(row));
  std::vector<domain::session_id> list;
  while (result.next()) list.push_back(row);
  return list;
}

std::vector<domain::session_id> create_session(writer& rows, const new_session& session) {
  rows.sql().run(delete_expired_sessions, in(session.user), in(session.created_at));
  rows.sql().run(insert_session, in(session.id), in(session.token_hash), in(session.user),
                 in(session.workspace), in(session.created_at), in(session.expires_at));
  std::vector<domain::session_id> ended;
  {
    domain::session_id row;
    auto result = rows.sql().query(select_oldest, in(session.user), in(max_sessions), out(row));
    while (result.next()) ended.push_back(row);
  }
  for (const auto& id : ended) rows.sql().run(delete_by_id, in(id));
  return ended;
}

void touch_session(writer& rows, domain::session_id session, domain::timestamp now) {
  rows.sql().run(update_seen, in(now), in(session));
}

bool delete_session(writer& rows, const std::string& token_hash) {
  return rows.sql().run(delete_session_by_hash, in(token_hash)) > 0;
}

}  // namespace takeover::storage::people
