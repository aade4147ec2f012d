/// The lock that keeps a second server from one SQLite file: two would answer for the same
/// conversations without hearing of each other. Owns the lock; opens no database.
#pragma once

#include <string>
#include <vector>

#include "domain/errors.hpp"

namespace takeover::app {

/// Advisory (flock), so that commands work beside a running server. The kernel lets go of it when
/// the process ends, however it ends. It is on two files: `PATH.lock`, which holds the process's
/// number, beside what the path leads to; and the database itself, which has other names by hard
/// links.
class database_lock {
 public:
  database_lock() = default;
  ~database_lock();
  database_lock(database_lock&& from) noexcept;
  database_lock& operator=(database_lock&& from) noexcept;

  /// Before anything opens the database. Error: unavailable, which names the process that has it,
  /// or says what keeps the lock's file from being made.
  [[nodiscard]] static domain::result<database_lock> take(const std::string& database);
  /// Again, now that the database is there. Errors: as above.
  [[nodiscard]] domain::result<void> take_file();

 private:
  explicit database_lock(std::string database) : database_(std::move(database)) {}
  void let_go() noexcept;

  std::string database_;
  /// To be closed after SQLite has closed the file: a close drops SQLite's own locks on it.
  std::vector<int> held_;
  bool has_file_ = false;
};

}  // namespace takeover::app
