/// The installation's keys: made once, kept in the database. Signs nothing.
#pragma once

#include "storage/secrets.hpp"

namespace takeover::storage {

class sql_session;

/// Makes the secrets that are missing; the ones that are there stay. In a transaction.
void make_secrets(sql_session& sql);
/// Throws db_error if one is missing or unreadable.
[[nodiscard]] secrets load_secrets(sql_session& sql);

}  // namespace takeover::storage
