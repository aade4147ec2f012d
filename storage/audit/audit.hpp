/// Appends to and reads the chained log of privileged actions, and checks its chain. Changes no
/// row.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/errors.hpp"
#include "domain/people/people.hpp"
#include "domain/time.hpp"
#include "storage/page.hpp"
#include "storage/tokens.hpp"

namespace takeover::storage {

struct audit_record {
  domain::audit_id id;
  std::optional<domain::user_id> actor;  ///< nullopt: the system
  std::string action;
  std::string target_type;
  std::string target_id;
  domain::timestamp created_at{};
  std::string details{};  ///< a JSON object with what changed and how; empty: nothing to say
};

/// A record as it stands in the log, with the names that its ids had when it was read.
struct audit_entry {
  audit_record row;
  std::int64_t position = 0;  ///< in the workspace's chain, from 1
  std::string prev_hash;
  std::string hash;
  std::string actor_name;   ///< empty: the system
  std::string target_name;  ///< how people know the target; empty: it is gone, or has no name
};

/// What does not hold in a workspace's chain, and where it shows first.
struct audit_fault {
  enum class kind {
    changed,  ///< the row is not what was written: edited, or swapped with another one
    removed,  ///< the row is missing
    added,    ///< the row was written past the log
    unproved  ///< the chain holds, but the key does not prove it: it was written without the key
  };
  kind what = kind::changed;
  std::int64_t position = 0;
  std::string row_id;  ///< of the row that stands there now; empty: there is none
  std::string action;  ///< of that row
};

/// How far a chain was checked.
struct audit_check {
  std::int64_t checked = 0;  ///< the rows up to this position follow from each other
  std::int64_t length = 0;   ///< of the whole chain
  std::optional<audit_fault> fault;
  /// With a key: the first row that it proves; everything before it is proved by what it follows
  /// from. nullopt: no row, or there is no key.
  std::optional<std::int64_t> proved_from;
};

struct audit_query {
  domain::workspace_id workspace;
  std::optional<domain::user_id> actor;
  std::string action;
  std::string target;
  std::string cursor;
  int limit = 50;
  bool by_system = false;  ///< only what no member did
};

/// What a member did to something of their workspace.
struct audited_action {
  const char* name;
  const char* target_type;
  std::string target_id;
  std::string details{};  ///< see `audit::details`; never a secret or an email address
};

}  // namespace takeover::storage

namespace takeover::storage::audit {

/// A row's details: `{"role":"admin"}`.
[[nodiscard]] std::string details(const std::map<std::string, std::string>& values);
/// What became of one value: `{"role":{"old":"member","new":"admin"}}`.
[[nodiscard]] std::string change(std::string_view what, std::string_view old_value,
                                 std::string_view new_value);
/// The same for several, of which only those that differ are told; empty: none does.
struct changed_value {
  std::string what;
  std::string old_value;
  std::string new_value;
};
[[nodiscard]] std::string changes(const std::vector<changed_value>& values);

/// Puts the record at the end of the workspace's chain. In the transaction of what it tells.
void append(writer& rows, domain::workspace_id workspace, const audit_record& record);
/// What the person at the command line did, whom the program does not know.
void append_from_command_line(writer& rows, domain::workspace_id workspace,
                              const audited_action& action,
                              std::map<std::string, std::string> values, domain::timestamp now);
/// The same for what a member did, under a new id.
void append(writer& rows, const domain::member& by, const audited_action& action,
            domain::timestamp now);

/// Newest first. Error: malformed (cursor).
[[nodiscard]] domain::result<page<audit_entry>> list(reader& rows, const audit_query& query);
/// Checks the chain beyond `after`, which was checked before, over at most `count` rows. Ends at
/// the first fault. Without a key, anyone who can write to the database can also write a chain that
/// holds; what this finds is a row that was edited, swapped, taken out (also at the end) or put in
/// without that trouble. With the key (`open_options::audit_key`) such a chain is found out, too;
/// what it does not find is a whole older copy that was put back, and, if all codes were taken out,
/// that there were any: then `proved_from` has grown.
[[nodiscard]] audit_check check(reader& rows, domain::workspace_id workspace, std::int64_t after,
                                int count);

}  // namespace takeover::storage::audit
