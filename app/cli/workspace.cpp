#include "app/cli/workspace.hpp"

#include <ostream>

#include "app/cli/opened_store.hpp"
#include "storage/people/workspaces.hpp"

namespace takeover::app::cli {

domain::result<void> create_workspace(const config& settings, const std::string& name,
                                      std::ostream& out) {
  if (auto checked = check_name("the workspace's name", name); !checked) return checked;
  opened_store database;
  if (auto opened = database.open(settings); !opened) return opened;
  const auto now = database.clock.now();
  const auto id = database.ids.make<domain::workspace_id>(now);
  auto done =
      storage::write_and_wait(*database.store, [&](storage::writer& rows) -> domain::result<void> {
        storage::people::create_workspace(rows, {id, name}, now);
        return {};
      });
  if (done) out << id.str() << '\n';
  return done;
}

}  // namespace takeover::app::cli
