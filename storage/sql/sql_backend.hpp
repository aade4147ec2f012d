/// What differs between the databases on one connection: settings, spelling, transactions, and how
/// a loss is seen. Knows no table.
#pragma once

#include <soci/soci.h>

#include <memory>
#include <string>
#include <string_view>

#include "storage/sql/dialect.hpp"

namespace takeover::storage {

enum class access { read_write, read_only };

class sql_backend {
 public:
  virtual ~sql_backend() = default;

  /// Our SQL in the dialect of this database.
  [[nodiscard]] virtual std::string translate(std::string_view sql) const = 0;
  /// Whether a column can hold the text.
  [[nodiscard]] virtual bool can_hold(std::string_view text) const noexcept = 0;
  /// Ends the run of a statement. An open one would hold a snapshot.
  virtual void let_go(soci::statement& of) noexcept = 0;
  virtual void run_script(const std::string& sql) = 0;

  virtual void begin_write() = 0;
  virtual void begin_read() = 0;
  /// Throws unless all of it is stored.
  virtual void commit() = 0;
  virtual void roll_back() noexcept = 0;
  [[nodiscard]] virtual bool in_transaction() const noexcept = 0;
  virtual void savepoint() = 0;
  virtual void release_savepoint() = 0;
  virtual void roll_back_savepoint() = 0;

  /// As far as is known.
  [[nodiscard]] virtual bool is_connected() const noexcept = 0;
  /// Pages in the write-ahead log after the last commit of this connection; 0 where that is the
  /// database's own matter.
  [[nodiscard]] virtual int wal_pages() const noexcept { return 0; }
};

/// Connects `session`, which must not be connected yet and outlive the result. Throws.
[[nodiscard]] std::unique_ptr<sql_backend> connect_sqlite(soci::session& session,
                                                          const std::string& path, access how);
[[nodiscard]] std::unique_ptr<sql_backend> connect_postgresql(soci::session& session,
                                                              const std::string& words, access how);

/// A statement of the session that is prepared already, in the words of its database.
[[nodiscard]] std::unique_ptr<soci::statement> prepared(soci::session& session,
                                                        const std::string& sql);

}  // namespace takeover::storage
