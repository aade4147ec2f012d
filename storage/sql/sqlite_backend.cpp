#include <soci/sqlite3/soci-sqlite3.h>

#include <cerrno>

#include "storage/sql/db_errors.hpp"
#include "storage/sql/sql_backend.hpp"

namespace takeover::storage {
namespace {

/// How long to wait for a lock of another process.
constexpr int busy_timeout_s = 5;

constexpr const char* settings_of_all =
    "PRAGMA foreign_keys = ON;"
    "PRAGMA temp_store = MEMORY;";
// FULL: a commit that was acknowledged survives a power cut. The log is written back by the
// checkpointer, not by a commit.
constexpr const char* settings_of_writers =
    "PRAGMA synchronous = FULL;"
    "PRAGMA wal_autocheckpoint = 0;"
    "PRAGMA secure_delete = ON;"
    "PRAGMA cache_size = -16000;";
constexpr const char* settings_of_readers =
    "PRAGMA query_only = ON;"
    "PRAGMA cache_size = -8000;";

std::string connect_string(const std::string& path) {
  return "dbname=\"" + path + "\" timeout=" + std::to_string(busy_timeout_s);
}

int remember_wal_pages(void* target, sqlite_api::sqlite3*, const char*, int pages) {
  *static_cast<int*>(target) = pages;
  return SQLITE_OK;
}

class sqlite_backend final : public sql_backend {
 public:
  sqlite_backend(soci::session& session, access how)
      : handle_(static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_) {
    sqlite_api::sqlite3_extended_result_codes(handle_, 1);
    sqlite_backend::run_script(settings_of_all);
    sqlite_backend::run_script(how == access::read_write ? settings_of_writers
                                                         : settings_of_readers);
    // After the settings: wal_autocheckpoint is such a hook itself.
    sqlite_api::sqlite3_wal_hook(handle_, remember_wal_pages, &wal_pages_);
    begin_write_ = prepared(session, "BEGIN IMMEDIATE");
    begin_read_ = prepared(session, "BEGIN");
    commit_ = prepared(session, "COMMIT");
    savepoint_ = prepared(session, "SAVEPOINT job");
    release_savepoint_ = prepared(session, "RELEASE job");
  }

  std::string translate(std::string_view sql) const override { return std::string{sql}; }
  bool can_hold(std::string_view) const noexcept override { return true; }

  // What SOCI's own `reset` does, which its library does not export. The answer only repeats why
  // the last step failed.
  void let_go(soci::statement& of) noexcept override {
    auto* backend = static_cast<soci::sqlite3_statement_backend*>(of.get_backend());
    sqlite_api::sqlite3_reset(backend->stmt_);
    backend->databaseReady_ = true;
  }

  void run_script(const std::string& sql) override {
    char* message = nullptr;
    const int code = sqlite_api::sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, &message);
    if (code == SQLITE_OK) return;
    const std::string text = message != nullptr ? message : "the database failed";
    sqlite_api::sqlite3_free(message);
    throw soci::sqlite3_soci_error(text, code);
  }

  void begin_write() override { execute(*begin_write_); }
  void begin_read() override { execute(*begin_read_); }
  void commit() override {
    try {
      execute(*commit_);
    } catch (const soci::sqlite3_soci_error& e) {
      const int code = e.result() == SQLITE_IOERR_WRITE ? refused_write() : e.result();
      if (code == e.result()) throw;
      throw soci::sqlite3_soci_error(e.get_error_message(), code);
    }
  }
  void savepoint() override { execute(*savepoint_); }
  void release_savepoint() override { execute(*release_savepoint_); }
  void roll_back_savepoint() override { run_script("ROLLBACK TO job; RELEASE job"); }
  void roll_back() noexcept override {
    if (in_transaction()) sqlite_api::sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
  }
  bool in_transaction() const noexcept override {
    return sqlite_api::sqlite3_get_autocommit(handle_) == 0;
  }

  bool is_connected() const noexcept override { return true; }
  int wal_pages() const noexcept override { return wal_pages_; }

 private:
  /// Some writes are refused as a whole, and SQLite calls them a failure of the disk.
  int refused_write() const {
    // The log's file knows; `sqlite3_system_errno` has heard of other calls since.
    sqlite_api::sqlite3_file* log = nullptr;
    int reason = 0;
    if (sqlite_api::sqlite3_file_control(handle_, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) ==
            SQLITE_OK &&
        log != nullptr && log->pMethods != nullptr)
      log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &reason);
    switch (reason) {
      case EDQUOT:  // a quota
      case EFBIG:   // a limit of a file's size
      case ENOSPC: return SQLITE_FULL;
      case EROFS:  // mounted again without leave to write
      case EPERM: return SQLITE_READONLY;
      default: return SQLITE_IOERR_WRITE;
    }
  }

  void execute(soci::statement& statement) {
    try {
      statement.execute(true);
    } catch (...) {
      let_go(statement);
      throw;
    }
  }

  sqlite_api::sqlite3* handle_;
  int wal_pages_ = 0;
  std::unique_ptr<soci::statement> begin_write_;
  std::unique_ptr<soci::statement> begin_read_;
  std::unique_ptr<soci::statement> commit_;
  std::unique_ptr<soci::statement> savepoint_;
  std::unique_ptr<soci::statement> release_savepoint_;
};

}  // namespace

std::unique_ptr<sql_backend> connect_sqlite(soci::session& session, const std::string& path,
                                            access how) {
  session.open(soci::sqlite3, connect_string(path));
  return std::make_unique<sqlite_backend>(session, how);
}

}  // namespace takeover::storage
