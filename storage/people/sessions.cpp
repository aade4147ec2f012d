#include "storage/people/sessions.hpp"

#include "storage/sql/sql_session.hpp"

namespace takeover::storage::people {
namespace {

constexpr const char* select_session = R"sql(
  SELECT s.workspace_id, s.user_id, s.id, u.name, u.email, m.role, w.name, s.expires_at
  FROM sessions s
  JOIN users u ON u.id = s.user_id
  JOIN workspaces w ON w.id = s.workspace_id
  JOIN memberships m ON m.user_id = s.user_id AND m.workspace_id = s.workspace_id
  WHERE s.token_hash = :token_hash)sql";
constexpr const char* select_live_sessions = "SELECT id FROM sessions WHERE expires_at > :now";
constexpr const char* select_sessions =
    "SELECT id FROM sessions WHERE user_id = :user AND workspace_id = :workspace";
constexpr const char* insert_session = R"sql(
  INSERT INTO sessions (id, token_hash, user_id, workspace_id, created_at, expires_at)
  VALUES (:id, :token_hash, :user, :workspace, :created, :expires))sql";
constexpr const char* delete_expired_sessions =
    "DELETE FROM sessions WHERE user_id = :user AND expires_at <= :now";
constexpr const char* delete_session_by_hash =
    "DELETE FROM sessions WHERE token_hash = :token_hash";

}  // namespace

std::optional<session_record> session_by_hash(reader& rows, const std::string& token_hash) {
  session_record row;
  auto& who = row.who;
  if (!rows.sql().query_one(select_session, in(token_hash), out(who.workspace), out(who.user),
                            out(who.session), out(who.name), out(who.email), out(who.role),
                            out(row.workspace_name), out(row.expires_at)))
    return std::nullopt;
  return row;
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

void create_session(writer& rows, const new_session& session) {
  rows.sql().run(delete_expired_sessions, in(session.user), in(session.created_at));
  rows.sql().run(insert_session, in(session.id), in(session.token_hash), in(session.user),
                 in(session.workspace), in(session.created_at), in(session.expires_at));
}

void delete_session(writer& rows, const std::string& token_hash) {
  rows.sql().run(delete_session_by_hash, in(token_hash));
}

}  // namespace takeover::storage::people
