/// What a job may do to the data, as a type: a `reader` sees a consistent snapshot, a `writer`
/// works in a transaction and may change rows. Owns no query: the functions of the topics (people/,
/// leads/, …) take a token and hold the SQL.
#pragma once

#include <cstdint>

namespace takeover::domain {
class id_source;
}

namespace takeover::storage {

class change_writer;
class sql_session;

/// Lives as long as the job it is given to. Blocking. Every function that takes one may throw
/// `db_error` (see db_errors.hpp; its text names no data): a job that answers somebody catches it.
class reader {
 public:
  explicit reader(sql_session& sql) noexcept : sql_(sql) {}
  reader(const reader&) = delete;
  reader& operator=(const reader&) = delete;

  /// For storage's own .cpp files.
  [[nodiscard]] sql_session& sql() const noexcept { return sql_; }

 private:
  sql_session& sql_;
};

/// What writes may not exceed.
struct write_limits {
  std::int64_t waiting_jobs = 10'000;  ///< of one kind in one workspace
};

/// A transaction on the writer's thread, shared with others of its group; it reads what it has
/// written itself. An error or an exception rolls back this job alone. A job runs once more if its
/// group has to be rolled back for another's sake: it only acts on the writer it is given.
class writer : public reader {
 public:
  writer(sql_session& sql, change_writer& changes, domain::id_source& ids,
         const write_limits& limits = {}) noexcept
      : reader(sql), changes_(changes), ids_(ids), limits_(limits) {}

  [[nodiscard]] domain::id_source& ids() const noexcept { return ids_; }
  [[nodiscard]] const write_limits& limits() const noexcept { return limits_; }
  /// For storage's own .cpp files.
  [[nodiscard]] change_writer& changes() const noexcept { return changes_; }

 private:
  change_writer& changes_;
  domain::id_source& ids_;
  write_limits limits_;
};

}  // namespace takeover::storage
