/// The table `workspaces`. Knows nothing of who belongs to one: see memberships.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/ids.hpp"
#include "domain/time.hpp"
#include "storage/tokens.hpp"

namespace takeover::storage {

struct workspace_record {
  domain::workspace_id id;
  std::string name;
};

}  // namespace takeover::storage

namespace takeover::storage::people {

[[nodiscard]] std::optional<workspace_record> workspace(reader& rows, domain::workspace_id id);
/// All of the installation, oldest first.
[[nodiscard]] std::vector<workspace_record> workspaces(reader& rows);
void create_workspace(writer& rows, const workspace_record& workspace, domain::timestamp now);

}  // namespace takeover::storage::people
