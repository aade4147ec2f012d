/// The files of `storage/migrations/` that the program carries in itself. Runs none of them.
#pragma once

#include <span>
#include <string_view>

#include "storage/sql/dialect.hpp"

namespace takeover::storage {

/// One file `sqlite/NNNN_name.sql` or `postgresql/NNNN_name.sql`. Everything lives as long as the
/// program.
struct embedded_migration {
  dialect kind;           ///< from the file's folder
  int version;            ///< from the file's number, starting with 1
  std::string_view name;  ///< the file's name without number and ending
  std::string_view sql;   ///< UTF-8
};

/// All migrations, those of one dialect together, ascending by version. Both dialects have the same
/// versions.
std::span<const embedded_migration> embedded_migrations();

/// Those of one dialect. Never empty.
std::span<const embedded_migration> embedded_migrations(dialect kind);

}  // namespace takeover::storage
