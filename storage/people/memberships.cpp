#include "storage/people/memberships.hpp"

#include "storage/sql/sql_session.hpp"

namespace takeover::storage::people {
namespace {

using detail::in;
using detail::out;
using detail::sql_session;

constexpr const char* select_user_by_email =
    "SELECT id, name, email, password_hash FROM users WHERE lower(email) = lower(:email)";
constexpr const char* select_memberships =
    "SELECT w.id, w.name, m.role FROM memberships m JOIN workspaces w ON w.id = m.workspace_id "
    "WHERE m.user_id = :user ORDER BY m.created_at, w.id";
constexpr const char* select_colleagues =
    "SELECT u.id, u.name, m.role, m.available, u.email FROM memberships m JOIN users u ON u.id = "
    "m.user_id "
    "WHERE m.workspace_id = :workspace ORDER BY u.name, u.id";
constexpr const char* select_colleague =
    "SELECT u.id, u.name, m.role, m.available, u.email FROM memberships m JOIN users u ON u.id = "
    "m.user_id "
    "WHERE m.user_id = :user AND m.workspace_id = :workspace";
constexpr const char* select_session =
    "SELECT s.workspace_id, s.user_id, s.id, u.name, u.email, m.role, w.name, s.expires_at FROM "
    "sessions s "
    "JOIN users u ON u.id = s.user_id JOIN workspaces w ON w.id = s.workspace_id "
    "JOIN memberships m ON m.user_id = s.user_id AND m.workspace_id = s.workspace_id WHERE "
    "s.token_hash = :token_hash";
constexpr const char* select_workspace = "SELECT id, name FROM workspaces WHERE id = :id";
constexpr const char* select_workspaces = "SELECT id, name FROM workspaces ORDER BY created_at, id";
constexpr const char* select_managers =
    "SELECT user_id FROM memberships WHERE workspace_id = :workspace AND role IN ('admin', "
    "'owner') ORDER BY created_at, user_id";
constexpr const char* select_members =
    "SELECT user_id FROM memberships WHERE workspace_id = :workspace ORDER BY created_at, user_id";
constexpr const char* select_member_address =
    "SELECT u.email FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.workspace_id = "
    ":workspace AND m.user_id = :user";
constexpr const char* select_manager_address =
    "SELECT u.email FROM memberships m JOIN users u ON u.id = m.user_id "
    "WHERE m.workspace_id = :workspace AND m.user_id = :user AND m.role IN ('admin', 'owner')";
constexpr const char* count_owners =
    "SELECT count(*) FROM memberships WHERE workspace_id = :workspace AND role = 'owner'";
constexpr const char* select_live_sessions = "SELECT id FROM sessions WHERE expires_at > :now";
constexpr const char* select_sessions =
    "SELECT id FROM sessions WHERE user_id = :user AND workspace_id = :workspace";
constexpr const char* delete_sessions =
    "DELETE FROM sessions WHERE user_id = :user AND workspace_id = :workspace";
constexpr const char* delete_membership =
    "DELETE FROM memberships WHERE user_id = :user AND workspace_id = :workspace";
constexpr const char* insert_workspace =
    "INSERT INTO workspaces (id, name, created_at) VALUES (:id, :name, :now)";
constexpr const char* insert_user =
    "INSERT INTO users (id, name, email, password_hash, created_at) VALUES (:id, :name, :email, "
    ":password_hash, :now) ON CONFLICT DO NOTHING";
constexpr const char* insert_membership =
    "INSERT INTO memberships (user_id, workspace_id, role, created_at) VALUES (:user, :workspace, "
    ":role, :now) "
    "ON CONFLICT (user_id, workspace_id) DO UPDATE SET role = excluded.role";
constexpr const char* insert_session =
    "INSERT INTO sessions (id, token_hash, user_id, workspace_id, created_at, expires_at) "
    "VALUES (:id, :token_hash, :user, :workspace, :created, :expires)";
constexpr const char* delete_expired_sessions =
    "DELETE FROM sessions WHERE user_id = :user AND expires_at <= :now";
constexpr const char* delete_session_by_hash =
    "DELETE FROM sessions WHERE token_hash = :token_hash";

domain::member_switch switch_from(std::int64_t column) {
  return column != 0 ? domain::member_switch::available : domain::member_switch::away;
}

std::vector<domain::user_id> users(sql_session& sql, const char* select,
                                   domain::workspace_id workspace) {
  domain::user_id row;
  auto found = sql.query(select, in(workspace), out(row));
  std::vector<domain::user_id> list;
  while (found.next()) list.push_back(row);
  return list;
}

std::optional<std::string> address(sql_session& sql, const char* select,
                                   domain::workspace_id workspace, domain::user_id user) {
  std::string email;
  if (!sql.query_one(select, in(workspace), in(user), out(email))) return std::nullopt;
  return email;
}

}  // namespace

std::optional<user_record> user_by_email(sql_session& sql, const std::string& email) {
  user_record user;
  if (!sql.query_one(select_user_by_email, in(email), out(user.id), out(user.name), out(user.email),
                     out(user.password_hash)))
    return std::nullopt;
  return user;
}

std::vector<membership_record> memberships(sql_session& sql, domain::user_id user) {
  membership_record row;
  auto found = sql.query(select_memberships, in(user), out(row.workspace.id),
                         out(row.workspace.name), out(row.role));
  std::vector<membership_record> list;
  while (found.next()) list.push_back(row);
  return list;
}

std::vector<colleague_record> colleagues(sql_session& sql, domain::workspace_id workspace) {
  colleague_record row;
  std::int64_t available = 1;
  auto found = sql.query(select_colleagues, in(workspace), out(row.who.id), out(row.who.name),
                         out(row.role), out(available), out(row.email));
  std::vector<colleague_record> list;
  while (found.next()) {
    row.available = switch_from(available);
    list.push_back(row);
  }
  return list;
}

std::optional<colleague_record> colleague(sql_session& sql, domain::workspace_id workspace,
                                          domain::user_id user) {
  colleague_record row;
  std::int64_t available = 1;
  if (!sql.query_one(select_colleague, in(user), in(workspace), out(row.who.id), out(row.who.name),
                     out(row.role), out(available), out(row.email)))
    return std::nullopt;
  row.available = switch_from(available);
  return row;
}

std::optional<session_record> session_by_hash(sql_session& sql, const std::string& token_hash) {
  session_record row;
  auto& who = row.who;
  if (!sql.query_one(select_session, in(token_hash), out(who.workspace), out(who.user),
                     out(who.session), out(who.name), out(who.email), out(who.role),
                     out(row.workspace_name), out(row.expires_at)))
    return std::nullopt;
  return row;
}

std::optional<workspace_record> workspace(sql_session& sql, domain::workspace_id id) {
  workspace_record row;
  if (!sql.query_one(select_workspace, in(id), out(row.id), out(row.name))) return std::nullopt;
  return row;
}

std::vector<workspace_record> workspaces(sql_session& sql) {
  workspace_record row;
  auto found = sql.query(select_workspaces, out(row.id), out(row.name));
  std::vector<workspace_record> list;
  while (found.next()) list.push_back(row);
  return list;
}

std::vector<domain::user_id> managers(sql_session& sql, domain::workspace_id workspace) {
  return users(sql, select_managers, workspace);
}

std::vector<domain::user_id> members(sql_session& sql, domain::workspace_id workspace) {
  return users(sql, select_members, workspace);
}

std::optional<std::string> manager_address(sql_session& sql, domain::workspace_id workspace,
                                           domain::user_id user) {
  return address(sql, select_manager_address, workspace, user);
}

std::optional<std::string> member_address(sql_session& sql, domain::workspace_id workspace,
                                          domain::user_id user) {
  return address(sql, select_member_address, workspace, user);
}

std::int64_t owners(sql_session& sql, domain::workspace_id workspace) {
  std::int64_t number = 0;
  (void)sql.query_one(count_owners, in(workspace), out(number));
  return number;
}

std::vector<domain::session_id> live_sessions(sql_session& sql, domain::timestamp now) {
  domain::session_id row;
  auto found = sql.query(select_live_sessions, in(now), out(row));
  std::vector<domain::session_id> list;
  while (found.next()) list.push_back(row);
  return list;
}

std::vector<domain::session_id> sessions(sql_session& sql, domain::workspace_id workspace,
                                         domain::user_id user) {
  domain::session_id row;
  auto found = sql.query(select_sessions, in(user), in(workspace), out(row));
  std::vector<domain::session_id> list;
  while (found.next()) list.push_back(row);
  return list;
}

void remove_membership(sql_session& sql, domain::workspace_id workspace, domain::user_id user) {
  sql.run(delete_sessions, in(user), in(workspace));
  sql.run(delete_membership, in(user), in(workspace));
}

void create_workspace(sql_session& sql, const workspace_record& workspace, domain::timestamp now) {
  sql.run(insert_workspace, in(workspace.id), in(workspace.name), in(now));
}

domain::result<void> create_user(sql_session& sql, const user_record& user, domain::timestamp now) {
  if (sql.run(insert_user, in(user.id), in(user.name), in(user.email), in(user.password_hash),
              in(now)) == 0) {
    auto taken = domain::fail(domain::errc::invalid, "There is a user with this e-mail already.");
    taken.fields["email"] = "is taken";
    return taken;
  }
  return {};
}

void add_membership(sql_session& sql, domain::workspace_id workspace, domain::user_id user,
                    domain::role role, domain::timestamp now) {
  sql.run(insert_membership, in(user), in(workspace), in(role), in(now));
}

void create_session(sql_session& sql, const new_session& session) {
  sql.run(delete_expired_sessions, in(session.user), in(session.created_at));
  sql.run(insert_session, in(session.id), in(session.token_hash), in(session.user),
          in(session.workspace), in(session.created_at), in(session.expires_at));
}

void delete_session(sql_session& sql, const std::string& token_hash) {
  sql.run(delete_session_by_hash, in(token_hash));
}

}  // namespace takeover::storage::people
