#include "app/cli/audit.hpp"

#include <fmt/format.h>

#include <ostream>

#include "app/cli/opened_store.hpp"
#include "storage/audit/audit.hpp"
#include "storage/people/workspaces.hpp"

namespace takeover::app::cli {
namespace {

constexpr int rows_checked_at_once = 10'000;

storage::audit_check check_whole_log(storage::store& store, domain::workspace_id workspace) {
  storage::audit_check so_far;
  do {
    storage::read_and_wait(store, [&](storage::reader& rows) {
      so_far = storage::audit::check(rows, workspace, so_far.checked, rows_checked_at_once);
    });
  } while (!so_far.fault && so_far.checked < so_far.length);
  return so_far;
}

enum class keyed { no, yes };

/// From where on the key proves the log. To be compared with the last time: it never grows.
std::string proof(const storage::audit_check& check, keyed with) {
  if (with == keyed::no) return {};
  if (!check.proved_from) return "; none of them is proved by the key yet";
  return fmt::format("; proved by the key since row {}", *check.proved_from);
}

std::string sentence(const storage::audit_check& check, keyed with) {
  if (!check.fault)
    return fmt::format("{} {}, all intact{}", check.length, check.length == 1 ? "row" : "rows",
                       proof(check, with));
  const auto& fault = *check.fault;
  const auto which = fault.row_id.empty() ? fmt::format("row {}", fault.position)
                                          : fmt::format("row {} ({}, {})", fault.position,
                                                        fault.row_id, fault.action);
  switch (fault.what) {
    case storage::audit_fault::kind::removed: return which + " was removed";
    case storage::audit_fault::kind::added: return which + " was added outside the log";
    case storage::audit_fault::kind::unproved:
      return which + " was written without the key, or what follows it was taken out";
    case storage::audit_fault::kind::changed: break;
  }
  return which + " was changed or swapped with another row";
}

}  // namespace

domain::result<bool> verify_audit(const config& settings, std::ostream& out) {
  opened_store database;
  if (auto opened = database.open(settings); !opened) return opened.error();
  std::vector<storage::workspace_record> workspaces;
  storage::read_and_wait(*database.store, [&](storage::reader& rows) {
    workspaces = storage::people::workspaces(rows);
  });
  const auto with = database.has_audit_key ? keyed::yes : keyed::no;
  bool intact = true;
  for (const auto& workspace : workspaces) {
    const auto checked = check_whole_log(*database.store, workspace.id);
    intact = intact && !checked.fault;
    out << (checked.fault ? "broken  " : "ok      ") << workspace.id.str() << ' ' << workspace.name
        << ": " << sentence(checked, with) << '\n';
  }
  return intact;
}

}  // namespace takeover::app::cli
