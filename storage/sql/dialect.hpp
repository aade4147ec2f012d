/// The databases that the store speaks to, and how the url of one is read and shown. Opens nothing.
#pragma once

#include <string>

#include "domain/errors.hpp"

namespace takeover::storage {

enum class dialect { sqlite, postgresql };

struct database_place {
  dialect kind = dialect::sqlite;
  /// SQLite: the file's path. PostgreSQL: libpq's words `key='value'`, the password among them
  std::string address;
  std::string shown;        ///< for people and the log: without user and password
  std::string audit_key{};  ///< see `open_options::audit_key`
};

/// `sqlite:PATH` or `postgresql://user:password@host/database`, also with several hosts. Error:
/// invalid; it names no password.
[[nodiscard]] domain::result<database_place> parse_database_url(const std::string& url);

/// Whether the url itself holds a password.
[[nodiscard]] bool has_password(const std::string& url);

/// The url as it may be printed. One that cannot be read is only named by its scheme.
[[nodiscard]] std::string shown_database_url(const std::string& url);

}  // namespace takeover::storage
