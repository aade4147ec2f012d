/// How the database's failures are named: the one place that translates them. Carries no bound
/// value and no SQL.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "domain/errors.hpp"

namespace takeover::storage {

enum class db_problem {
  unique,       ///< a unique constraint refused the row
  foreign_key,  ///< a row that was referred to is not there
  constraint,   ///< another constraint refused the row
  busy,         ///< another process holds the lock
  contended,    ///< rolled back because of another process's transaction; worth another try
  /// The connection to the database is gone, or its server takes no writes any more
  lost,
  full,            ///< the disk is full
  io,              ///< the disk failed
  cannot_open,     ///< the file cannot be opened or made
  read_only,       ///< the file may not be written
  not_a_database,  ///< the file is something else, or broken
  no_memory,       ///< there was no memory for it
  unreadable,      ///< a row is damaged: it is not as this program writes it
  other,
};

/// What the store's readers and writers throw when the database fails. `what()` may be logged.
class db_error : public std::runtime_error {
 public:
  db_error(db_problem problem, int code, const std::string& text);
  [[nodiscard]] db_problem problem() const noexcept { return problem_; }
  /// SQLite's extended code; 0 if there is none
  [[nodiscard]] int code() const noexcept { return code_; }

 private:
  db_problem problem_;
  int code_;
};

/// Inside a `catch`: throws what SOCI threw as a `db_error`; anything else goes on as it is.
[[noreturn]] void rethrow_as_db_error();

/// Whether the database itself cannot work, whatever it is asked: the disk is full, the file is
/// damaged, its server is away. What was asked is in order, and may be asked again later.
[[nodiscard]] bool is_outage(db_problem problem) noexcept;

/// Of an outage, for the log and /health: a name (`disk-full`), and what is wrong and what to do as
/// one sentence. Neither names a path or a value.
[[nodiscard]] std::string_view name_of(db_problem problem) noexcept;
[[nodiscard]] std::string_view remedy_for(db_problem problem) noexcept;

/// The last outage that was translated on this thread since this was last called. A store's thread
/// has sessions of its own, so it learns of what the jobs have caught themselves.
[[nodiscard]] std::optional<db_error> take_outage() noexcept;

/// What anybody is told of a write or a read that an outage has kept from being done: overloaded
/// (nothing was stored), unavailable.
[[nodiscard]] domain::error write_refused();
[[nodiscard]] domain::error read_refused();

/// What may be said to anybody of a row that is damaged.
inline constexpr const char* corrupt_row_message = "The stored data is damaged.";

/// Inside a `catch`, of a write that was undone: corrupt, overloaded (an outage, or no memory), or
/// internal with a text for the log.
[[nodiscard]] domain::error current_failure() noexcept;

}  // namespace takeover::storage
