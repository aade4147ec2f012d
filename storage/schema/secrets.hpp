/// The installation's keys: made once, kept in the database. Signs nothing.
#pragma once

#include "storage/records.hpp"

namespace takeover::storage::detail {
class sql_session;
}

namespace takeover::storage {

/// Makes the secrets that are missing; the ones that are there stay. In a transaction.
void make_secrets(detail::sql_session& sql);
/// Throws db_error if one is missing or unreadable.
[[nodiscard]] secrets load_secrets(detail::sql_session& sql);

}  // namespace takeover::storage
