/// What commands on the database have in common: the store opened for one command, and the checks
/// of arguments. Parses no command line.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "app/config.hpp"
#include "domain/ids.hpp"
#include "domain/time.hpp"
#include "storage/store.hpp"
#include "storage/tokens.hpp"

namespace takeover::app::cli {

/// The store with the clock and the ids that it needs. Stops when it is destroyed.
struct opened_store {
  domain::wall_clock clock;
  domain::random_ids ids;
  std::unique_ptr<storage::store> store;
  bool has_audit_key = false;

  opened_store() = default;
  opened_store(const opened_store&) = delete;
  opened_store& operator=(const opened_store&) = delete;
  ~opened_store();

  domain::result<void> open(const config& settings);
};

/// An error of the person at the keyboard: `line` says what is wrong.
[[nodiscard]] domain::error refused(std::string line);

/// Error: invalid, unless the name is one line of a sensible length. `what` begins the sentence.
[[nodiscard]] domain::result<void> check_name(std::string_view what, const std::string& name);

/// The workspace with this id. Error: invalid, if there is none.
[[nodiscard]] domain::result<domain::workspace_id> known_workspace(storage::reader& rows,
                                                                   const std::string& id);

}  // namespace takeover::app::cli
