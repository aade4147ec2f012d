/// One connection to the database: its prepared statements, its transactions. What differs between
/// databases: see sql_backend. Knows no table.
#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "storage/sql/db_errors.hpp"
#include "storage/sql/soci_types.hpp"
#include "storage/sql/sql_backend.hpp"

namespace takeover::storage {

/// The name of a parameter that is bound by its place. SOCI keeps a reference to it, also to its
/// own temporary default.
inline const std::string by_place;

/// A text that is bound to a parameter; the session repairs what the database cannot hold.
struct text_parameter {
  const std::string* value;
};

/// What is bound to a parameter. Must live until the statement, and the rows it gives, are done;
/// never changes.
template <class T>
auto in(const T& value) {
  return soci::use(value, by_place);
}
inline text_parameter in(const std::string& value) { return {&value}; }
template <class T>
void in(const T&&) = delete;
/// Where a column goes. Must live as long as the rows are read.
template <class T>
auto out(T& target) {
  return soci::into(target);
}

class sql_session;

/// Texts that a statement is bound to instead of those that the database cannot hold.
using repaired_texts = std::vector<std::unique_ptr<const std::string>>;

/// The rows of one run of a statement. Gives the statement back, reset, when it goes: an open one
/// would hold a snapshot.
class result_rows {
 public:
  result_rows(result_rows&&) noexcept = default;
  result_rows& operator=(result_rows&&) = delete;
  ~result_rows();
  /// Fills what `out` named with the next row. False: there is none.
  [[nodiscard]] bool next();

 private:
  friend class execution;
  result_rows(sql_session& owner, std::string_view sql, repaired_texts repaired,
              std::unique_ptr<soci::statement> statement);

  sql_session* owner_;
  std::string_view sql_;
  repaired_texts repaired_;
  std::unique_ptr<soci::statement> statement_;
};

/// Calls `take` after each row. Lists show many: one that is damaged is left out, and takes no
/// others with it. Gives the failures of those.
template <class Take>
[[nodiscard]] std::vector<db_error> read_each(result_rows& result, Take take) {
  std::vector<db_error> left_out;
  for (bool more = true; more;) {
    try {
      more = result.next();
      if (more) take();
    } catch (const db_error& e) {
      if (e.problem() != db_problem::unreadable) throw;
      left_out.push_back(e);
    }
  }
  return left_out;
}

/// One run of a statement: bound, then executed. Gives the statement up unless it was.
class execution {
 public:
  execution(sql_session& session, std::string_view sql);
  ~execution();
  execution(const execution&) = delete;
  execution& operator=(const execution&) = delete;

  // Not inlined: each query binds a dozen, and there are many queries.
  template <class Element>
  [[gnu::noinline]] void bind(const Element& element) {
    statement_->exchange(element);
  }
  void bind(const text_parameter& text);

  [[nodiscard]] result_rows rows();
  [[nodiscard]] std::int64_t changed_rows();

 private:
  sql_session& session_;
  std::string_view sql_;
  repaired_texts repaired_;
  std::unique_ptr<soci::statement> statement_;
};

/// Used by one thread at a time. Every failure is a `db_error`.
class sql_session {
 public:
  sql_session(const database_place& where, access how);
  ~sql_session();
  sql_session(const sql_session&) = delete;
  sql_session& operator=(const sql_session&) = delete;

  /// Runs a statement that gives rows; `sql` lives as long as the rows. It is prepared once, and
  /// kept.
  template <class... Elements>
  [[nodiscard]] result_rows query(std::string_view sql, const Elements&... elements) {
    execution pending{*this, sql};
    (pending.bind(elements), ...);
    return pending.rows();
  }

  /// Reads at most one row. False: there is none, and what `out` named is as it was.
  template <class... Elements>
  [[nodiscard]] bool query_one(std::string_view sql, const Elements&... elements) {
    return query(sql, elements...).next();
  }

  /// The transaction erases what people said or gave: nothing of it shall stay in SQLite's log.
  void note_erasure() noexcept { erased_ = true; }
  /// Whether that was so since it was asked last.
  [[nodiscard]] bool take_erasure() noexcept { return std::exchange(erased_, false); }

  /// Runs a statement that changes rows. Returns how many.
  template <class... Elements>
  std::int64_t run(std::string_view sql, const Elements&... elements) {
    execution pending{*this, sql};
    (pending.bind(elements), ...);
    return pending.changed_rows();
  }

  /// Runs several statements as they stand, without parameters.
  void run_script(const std::string& sql);

  /// SQLite takes the write lock at once, so that nothing read later in the transaction can be
  /// stale. Error: busy. On PostgreSQL every statement sees what was committed before it; what is
  /// read to decide on is locked first (see row_locks.hpp).
  void begin_write();
  void begin_read();
  /// Throws unless all of it is stored.
  void commit();
  /// Ends the transaction, if there still is one.
  void roll_back() noexcept { backend_->roll_back(); }
  /// False also if the database has ended it by itself: the disk has failed, or the connection.
  [[nodiscard]] bool in_transaction() const noexcept { return backend_->in_transaction(); }

  void savepoint();
  void release_savepoint();
  void roll_back_savepoint();

  /// Empty: none.
  [[nodiscard]] const std::string& audit_key() const noexcept { return audit_key_; }
  [[nodiscard]] dialect kind() const noexcept { return kind_; }
  /// The one for this database, of two statements where one cannot serve both.
  [[nodiscard]] std::string_view choose(std::string_view in_sqlite,
                                        std::string_view in_postgresql) const noexcept {
    return kind_ == dialect::sqlite ? in_sqlite : in_postgresql;
  }
  /// As far as is known: see connection::ping.
  [[nodiscard]] bool is_connected() const noexcept { return backend_->is_connected(); }
  /// Pages in the write-ahead log after the last commit of this connection.
  [[nodiscard]] int wal_pages() const noexcept { return backend_->wal_pages(); }

  /// For statements that are bound once and kept by their owner: see prepared_statement.
  [[nodiscard]] std::unique_ptr<soci::statement> prepare(std::string_view sql);
  /// The text with U+FFFD for what the database cannot store.
  [[nodiscard]] std::string sanitized(const std::string& text) const;

  [[nodiscard]] soci::session& raw() noexcept { return session_; }

 private:
  bool erased_ = false;
  const std::string audit_key_;
  friend class result_rows;
  friend class execution;
  struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };

  [[nodiscard]] std::unique_ptr<soci::statement> take(std::string_view sql);
  void give_back(std::string_view sql, std::unique_ptr<soci::statement> statement);
  /// Of a statement that failed.
  void give_up(std::string_view sql, std::unique_ptr<soci::statement> statement);

  const dialect kind_;
  soci::session session_;
  std::unique_ptr<sql_backend> backend_;
  std::unordered_map<std::string, std::unique_ptr<soci::statement>, text_hash, std::equal_to<>>
      statements_;
};

}  // namespace takeover::storage
