/// Brings a database to the newest schema that the program knows. Forward only.
#pragma once

#include "domain/errors.hpp"
#include "domain/time.hpp"

namespace takeover::storage {
class sql_session;
}

namespace takeover::storage {

/// Error: unavailable (newer than this program, or not a database of it). Changes nothing. Throws
/// db_error.
[[nodiscard]] domain::result<void> check_owner(sql_session& sql);

/// Runs what is missing, all of it in one transaction; two processes at once do no harm. Errors:
/// unavailable (newer than this program, or not a database of it; nothing was changed). Throws
/// db_error.
[[nodiscard]] domain::result<void> migrate(sql_session& sql, domain::timestamp now);

}  // namespace takeover::storage
