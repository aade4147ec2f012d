#include "storage/detail/sql_session.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

namespace takeover::storage::detail {
namespace {

/// How long a lock of another process is waited for.
constexpr int busy_timeout_s = 5;

constexpr const char* settings_of_all =
    "PRAGMA foreign_keys = ON;"
    "PRAGMA temp_store = MEMORY;";
// FULL: a commit that was acknowledged survives a power cut. The log is written back by the checkpointer, not by a commit.
constexpr const char* settings_of_writers =
    "PRAGMA synchronous = FULL;"
    "PRAGMA wal_autocheckpoint = 0;"
    "PRAGMA cache_size = -16000;";
constexpr const char* settings_of_readers =
    "PRAGMA query_only = ON;"
    "PRAGMA cache_size = -8000;";

std::string connect_string(const std::string& path) { return "dbname=\"" + path + "\" timeout=" + std::to_string(busy_timeout_s); }

sqlite_api::sqlite3* handle_of(soci::session& session) { return static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_; }

int remember_wal_pages(void* target, sqlite_api::sqlite3*, const char*, int pages) {
  *static_cast<int*>(target) = pages;
  return SQLITE_OK;
}

std::unique_ptr<soci::statement> prepared(soci::session& session, const std::string& sql) {
  auto statement = std::make_unique<soci::statement>(session);
  statement->alloc();
  statement->prepare(sql);
  return statement;
}

}  // namespace

rows::rows(sql_session& owner, std::string_view sql, std::unique_ptr<soci::statement> statement)
    : owner_(&owner), sql_(sql), statement_(std::move(statement)) {}

rows::~rows() {
  if (!statement_) return;
  sql_session::give_up(*statement_);
  try {
    owner_->give_back(sql_, std::move(statement_));
  } catch (...) {  // no memory to keep it: it is prepared again when it is needed
  }
}

bool rows::next() {
  try {
    return statement_->fetch();
  } catch (...) {
    rethrow_as_db_error();
  }
}

sql_session::sql_session(const std::string& path, access how) try : session_(soci::sqlite3, connect_string(path)) {
  auto* handle = handle_of(session_);
  sqlite_api::sqlite3_extended_result_codes(handle, 1);
  run_script(settings_of_all);
  run_script(how == access::read_write ? settings_of_writers : settings_of_readers);
  // After the settings: wal_autocheckpoint is such a hook itself.
  sqlite_api::sqlite3_wal_hook(handle, remember_wal_pages, &wal_pages_);
  begin_write_ = prepared(session_, "BEGIN IMMEDIATE");
  begin_read_ = prepared(session_, "BEGIN");
  commit_ = prepared(session_, "COMMIT");
  savepoint_ = prepared(session_, "SAVEPOINT job");
  release_savepoint_ = prepared(session_, "RELEASE job");
} catch (...) {
  rethrow_as_db_error();
}

sql_session::~sql_session() = default;

std::unique_ptr<soci::statement> sql_session::take(std::string_view sql) {
  // Taken out while it runs: the same query inside its own loop gets a second statement.
  if (const auto found = statements_.find(sql); found != statements_.end() && found->second) return std::move(found->second);
  try {
    return prepared(session_, std::string{sql});
  } catch (...) {
    rethrow_as_db_error();
  }
}

void sql_session::give_back(std::string_view sql, std::unique_ptr<soci::statement> statement) {
  statement->bind_clean_up();
  if (const auto found = statements_.find(sql); found != statements_.end())
    found->second = std::move(statement);
  else
    statements_.emplace(std::string{sql}, std::move(statement));
}

// What SOCI's own `reset` does, which its library does not export. The answer only repeats why the last step failed.
void sql_session::give_up(soci::statement& statement) noexcept {
  auto* backend = static_cast<soci::sqlite3_statement_backend*>(statement.get_backend());
  sqlite_api::sqlite3_reset(backend->stmt_);
  backend->databaseReady_ = true;
}

void sql_session::execute(soci::statement& statement) {
  try {
    statement.execute(true);
  } catch (...) {
    give_up(statement);
    rethrow_as_db_error();
  }
}

void sql_session::run_script(const std::string& sql) {
  char* message = nullptr;
  const int code = sqlite_api::sqlite3_exec(handle_of(session_), sql.c_str(), nullptr, nullptr, &message);
  if (code == SQLITE_OK) return;
  const std::string text = message != nullptr ? message : "the database failed";
  sqlite_api::sqlite3_free(message);
  try {
    throw soci::sqlite3_soci_error(text, code);
  } catch (...) {
    rethrow_as_db_error();
  }
}

void sql_session::begin_write() { execute(*begin_write_); }
void sql_session::begin_read() { execute(*begin_read_); }
void sql_session::commit() { execute(*commit_); }
void sql_session::savepoint() { execute(*savepoint_); }
void sql_session::release_savepoint() { execute(*release_savepoint_); }
void sql_session::roll_back_savepoint() { run_script("ROLLBACK TO job; RELEASE job"); }

void sql_session::roll_back() noexcept {
  if (!in_transaction()) return;
  sqlite_api::sqlite3_exec(handle_of(session_), "ROLLBACK", nullptr, nullptr, nullptr);
}

bool sql_session::in_transaction() const noexcept {
  auto* backend = const_cast<soci::session&>(session_).get_backend();
  return sqlite_api::sqlite3_get_autocommit(static_cast<soci::sqlite3_session_backend*>(backend)->conn_) == 0;
}

}  // namespace takeover::storage::detail
