/// Looks at a database without changing it: for `takeover doctor`, also beside a running server.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/errors.hpp"
#include "domain/time.hpp"

namespace takeover::storage {

struct inspection {
  bool exists = true;               ///< false: nothing is there yet, and serving would make it
  std::int64_t schema = 0;          ///< version of the schema; 0 in an empty database
  std::int64_t newest = 0;          ///< the one that this program brings it to
  std::vector<std::string> damage;  ///< what SQLite's quick_check found; empty if nothing
  /// Of the latest activity of any conversation; nullopt: there is none, or the schema is an older
  /// one.
  std::optional<domain::timestamp> newest_activity{};
  /// What PostgreSQL's clock shows.
  std::optional<domain::timestamp> server_time{};
  /// PostgreSQL is reached over a network, and nothing encrypts what is said.
  bool in_the_clear = false;
};

/// Makes no file, no table and no row. Errors: invalid (the url), unavailable (it cannot be opened,
/// belongs to another program, or is newer than this one).
[[nodiscard]] domain::result<inspection> inspect(const std::string& url);

}  // namespace takeover::storage
