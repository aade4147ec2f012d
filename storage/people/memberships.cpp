#include "storage/people/memberships.hpp"

#include "storage/sql/sql_session.hpp"

namespace takeover::storage::people {
namespace {

constexpr const char* select_member_idships = R"sql(
  SELECT w.id, w.name, m.role
  FROM memberships m
  JOIN workspaces w ON w.id = m.workspace_id
  WHERE m.user_id = :user
  ORDER BY m.created_at, w.id)sql";
constexpr const char* select_members = R"sql(
  SELECT u.id, u.name, m.role, m.available, u.email
  FROM memberships m
  JOIN users u ON u.id = m.user_id
  WHERE m.workspace_id = :workspace
  ORDER BY u.name, u.id)sql";
constexpr const char* select_member = R"sql(
  SELECT u.id, u.name, m.role, m.available, u.email
  FROM memberships m
  JOIN users u ON u.id = m.user_id
  WHERE m.user_id = :user AND m.workspace_id = :workspace)sql";
constexpr const char* select_manager_ids = R"sql(
  SELECT user_id
  FROM memberships
  WHERE workspace_id = :workspace AND role IN ('admin', 'owner')
  ORDER BY created_at, user_id)sql";
constexpr const char* select_member_ids =
    "SELECT user_id FROM memberships WHERE workspace_id = :workspace ORDER BY created_at, user_id";
constexpr const char* select_member_address = R"sql(
  SELECT u.email
  FROM memberships m
  JOIN users u ON u.id = m.user_id
  WHERE m.workspace_id = :workspace AND m.user_id = :user)sql";
constexpr const char* select_manager_address = R"sql(
  SELECT u.email
  FROM memberships m
  JOIN users u ON u.id = m.user_id
  WHERE m.workspace_id = :workspace AND m.user_id = :user AND m.role IN ('admin', 'owner'))sql";
constexpr const char* count_owners =
    "SELECT count(*) FROM memberships WHERE workspace_id = :workspace AND role = 'owner'";
constexpr const char* delete_sessions =
    "DELETE FROM sessions WHERE user_id = :user AND workspace_id = :workspace";
constexpr const char* delete_member_row =
    "DELETE FROM memberships WHERE user_id = :user AND workspace_id = :workspace";
constexpr const char* upsert_membership = R"sql(
  INSERT INTO memberships (user_id, workspace_id, role, created_at)
  VALUES (:user, :workspace, :role, :now)
  ON CONFLICT (user_id, workspace_id) DO UPDATE SET role = excluded.role)sql";

domain::member_switch switch_from(std::int64_t column) {
  return column != 0 ? domain::member_switch::available : domain::member_switch::away;
}

std::vector<domain::user_id> user_ids(reader& rows, const char* select,
                                      domain::workspace_id workspace) {
  domain::user_id row;
  auto result = rows.sql().query(select, in(workspace), out(row));
  std::vector<domain::user_id> list;
  while (result.next()) list.push_back(row);
  return list;
}

std::optional<std::string> address(reader& rows, const char* select, domain::workspace_id workspace,
                                   domain::user_id user) {
  std::string email;
  if (!rows.sql().query_one(select, in(workspace), in(user), out(email))) return std::nullopt;
  return email;
}

}  // namespace

std::vector<membership_record> memberships(reader& rows, domain::user_id user) {
  membership_record row;
  auto result = rows.sql().query(select_member_idships, in(user), out(row.workspace.id),
                                 out(row.workspace.name), out(row.role));
  std::vector<membership_record> list;
  while (result.next()) list.push_back(row);
  return list;
}

std::vector<member_record> members(reader& rows, domain::workspace_id workspace) {
  member_record row;
  std::int64_t available = 1;
  auto result = rows.sql().query(select_members, in(workspace), out(row.who.id), out(row.who.name),
                                 out(row.role), out(available), out(row.email));
  std::vector<member_record> list;
  while (result.next()) {
    row.available = switch_from(available);
    list.push_back(row);
  }
  return list;
}

std::optional<member_record> member(reader& rows, domain::workspace_id workspace,
                                    domain::user_id user) {
  member_record row;
  std::int64_t available = 1;
  if (!rows.sql().query_one(select_member, in(user), in(workspace), out(row.who.id),
                            out(row.who.name), out(row.role), out(available), out(row.email)))
    return std::nullopt;
  row.available = switch_from(available);
  return row;
}

std::vector<domain::user_id> manager_ids(reader& rows, domain::workspace_id workspace) {
  return user_ids(rows, select_manager_ids, workspace);
}

std::vector<domain::user_id> member_ids(reader& rows, domain::workspace_id workspace) {
  return user_ids(rows, select_member_ids, workspace);
}

std::optional<std::string> manager_address(reader& rows, domain::workspace_id workspace,
                                           domain::user_id user) {
  return address(rows, select_manager_address, workspace, user);
}

std::optional<std::string> member_address(reader& rows, domain::workspace_id workspace,
                                          domain::user_id user) {
  return address(rows, select_member_address, workspace, user);
}

std::int64_t owner_count(reader& rows, domain::workspace_id workspace) {
  std::int64_t number = 0;
  (void)rows.sql().query_one(count_owners, in(workspace), out(number));
  return number;
}

void delete_membership(writer& rows, domain::workspace_id workspace, domain::user_id user) {
  rows.sql().run(delete_sessions, in(user), in(workspace));
  rows.sql().run(delete_member_row, in(user), in(workspace));
}

void put_membership(writer& rows, domain::workspace_id workspace, domain::user_id user,
                    domain::role role, domain::timestamp now) {
  rows.sql().run(upsert_membership, in(user), in(workspace), in(role), in(now));
}

}  // namespace takeover::storage::people
