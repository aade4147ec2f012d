/// One connection to the database: its settings, its prepared statements, its transactions. Knows no table.
#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "storage/db_errors.hpp"
#include "storage/detail/soci_types.hpp"

namespace takeover::storage::detail {

/// The name of a parameter that is bound by its place. SOCI keeps a reference to it, also to its own temporary default.
inline const std::string by_place;

/// What is bound to a parameter. Must live until the statement, and the rows it gives, are done; never changes.
template <class T>
auto in(const T& value) {
  return soci::use(value, by_place);
}
template <class T>
void in(const T&&) = delete;
/// Where a column goes. Must live as long as the rows are read.
template <class T>
auto out(T& target) {
  return soci::into(target);
}

enum class access { read_write, read_only };

class sql_session;

/// The rows of one run of a statement. Gives the statement back, reset, when it goes: an open one would hold a snapshot.
class rows {
 public:
  rows(rows&&) noexcept = default;
  rows& operator=(rows&&) = delete;
  ~rows();
  /// Fills what `out` named with the next row. False: there is none.
  [[nodiscard]] bool next();

 private:
  friend class sql_session;
  rows(sql_session& owner, std::string_view sql, std::unique_ptr<soci::statement> statement);

  sql_session* owner_;
  std::string_view sql_;
  std::unique_ptr<soci::statement> statement_;
};

/// Used by one thread at a time. Every failure is a `db_error`.
class sql_session {
 public:
  sql_session(const std::string& path, access how);
  ~sql_session();
  sql_session(const sql_session&) = delete;
  sql_session& operator=(const sql_session&) = delete;

  /// Runs a statement that gives rows; `sql` lives as long as the rows. It is prepared once, and kept.
  template <class... Elements>
  [[nodiscard]] rows query(std::string_view sql, const Elements&... elements) {
    auto statement = take(sql);
    try {
      (statement->exchange(elements), ...);
      statement->define_and_bind();
      statement->execute(false);
    } catch (...) {
      give_up(*statement);
      rethrow_as_db_error();
    }
    return rows{*this, sql, std::move(statement)};
  }

  /// Reads at most one row. False: there is none, and what `out` named is as it was.
  template <class... Elements>
  [[nodiscard]] bool query_one(std::string_view sql, const Elements&... elements) {
    return query(sql, elements...).next();
  }

  /// Runs a statement that changes rows. Returns how many.
  template <class... Elements>
  std::int64_t run(std::string_view sql, const Elements&... elements) {
    auto statement = take(sql);
    try {
      (statement->exchange(elements), ...);
      statement->define_and_bind();
      statement->execute(true);
      const auto changed = statement->get_affected_rows();
      give_back(sql, std::move(statement));
      return changed;
    } catch (...) {
      if (statement) give_up(*statement);
      rethrow_as_db_error();
    }
  }

  /// Runs several statements as they stand, without parameters.
  void run_script(const std::string& sql);

  /// Takes the write lock at once, so that nothing read later in the transaction can be stale. Error: busy.
  void begin_write();
  void begin_read();
  void commit();
  /// Ends the transaction, if there still is one.
  void roll_back() noexcept;
  /// SQLite ends a transaction by itself when the disk fails.
  [[nodiscard]] bool in_transaction() const noexcept;

  void savepoint();
  void release_savepoint();
  void roll_back_savepoint();

  /// Pages in the write-ahead log after the last commit of this connection.
  [[nodiscard]] int wal_pages() const noexcept { return wal_pages_; }

  /// For statements that are bound once and kept by their owner.
  [[nodiscard]] soci::session& raw() noexcept { return session_; }

 private:
  friend class rows;
  struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
  };

  [[nodiscard]] std::unique_ptr<soci::statement> take(std::string_view sql);
  void give_back(std::string_view sql, std::unique_ptr<soci::statement> statement);
  static void give_up(soci::statement& statement) noexcept;
  void execute(soci::statement& statement);

  soci::session session_;
  std::unordered_map<std::string, std::unique_ptr<soci::statement>, text_hash, std::equal_to<>> statements_;
  std::unique_ptr<soci::statement> begin_write_;
  std::unique_ptr<soci::statement> begin_read_;
  std::unique_ptr<soci::statement> commit_;
  std::unique_ptr<soci::statement> savepoint_;
  std::unique_ptr<soci::statement> release_savepoint_;
  int wal_pages_ = 0;
};

}  // namespace takeover::storage::detail
