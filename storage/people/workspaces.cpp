#include "storage/people/workspaces.hpp"

#include "storage/sql/sql_session.hpp"

namespace takeover::storage::people {
namespace {

constexpr const char* select_workspace = "SELECT id, name FROM workspaces WHERE id = :id";
constexpr const char* select_workspaces = "SELECT id, name FROM workspaces ORDER BY created_at, id";
constexpr const char* insert_workspace =
    "INSERT INTO workspaces (id, name, created_at) VALUES (:id, :name, :now)";

}  // namespace

std::optional<workspace_record> workspace(reader& rows, domain::workspace_id id) {
  workspace_record row;
  if (!rows.sql().query_one(select_workspace, in(id), out(row.id), out(row.name)))
    return std::nullopt;
  return row;
}

std::vector<workspace_record> workspaces(reader& rows) {
  workspace_record row;
  auto result = rows.sql().query(select_workspaces, out(row.id), out(row.name));
  std::vector<workspace_record> list;
  while (result.next()) list.push_back(row);
  return list;
}

void create_workspace(writer& rows, const workspace_record& workspace, domain::timestamp now) {
  rows.sql().run(insert_workspace, in(workspace.id), in(workspace.name), in(now));
}

}  // namespace takeover::storage::people
