/// The files of `storage/migrations/` that the program carries in itself. Runs none of them.
#pragma once

#include <span>
#include <string_view>

namespace takeover::storage {

/// One file `NNNN_name.sql`. Everything lives as long as the program.
struct embedded_migration {
  int version;            ///< from the file's number, starting with 1
  std::string_view name;  ///< the file's name without number and ending
  std::string_view sql;   ///< UTF-8
};

/// All migrations, ascending by version.
std::span<const embedded_migration> embedded_migrations();

}  // namespace takeover::storage
