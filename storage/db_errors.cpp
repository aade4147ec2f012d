#include "storage/db_errors.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

namespace takeover::storage {
namespace {

// Result codes of SQLite. Source: https://www.sqlite.org/rescode.html
constexpr int primary_code_mask = 0xFF;

db_problem problem_of(int code) noexcept {
  switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY: return db_problem::unique;
    case SQLITE_CONSTRAINT_FOREIGNKEY: return db_problem::foreign_key;
    default: break;
  }
  switch (code & primary_code_mask) {
    case SQLITE_CONSTRAINT: return db_problem::constraint;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return db_problem::busy;
    case SQLITE_FULL: return db_problem::full;
    case SQLITE_IOERR: return db_problem::io;
    case SQLITE_CANTOPEN: return db_problem::cannot_open;
    case SQLITE_READONLY: return db_problem::read_only;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT: return db_problem::not_a_database;
    default: return db_problem::other;
  }
}

}  // namespace

db_error::db_error(db_problem problem, int code, const std::string& text) : std::runtime_error(text), problem_(problem), code_(code) {}

void rethrow_as_db_error() {
  try {
    throw;
  } catch (const soci::sqlite3_soci_error& e) {
    throw db_error(problem_of(e.result()), e.result(), e.get_error_message() + " (SQLite " + std::to_string(e.result()) + ")");
  } catch (const soci::soci_error& e) {
    // Not what(): that names the statement and every value bound to it.
    throw db_error(db_problem::other, 0, e.get_error_message());
  }
}

domain::error current_failure() noexcept {
  try {
    throw;
  } catch (const std::exception& e) {
    return domain::fail(domain::errc::internal, e.what());
  } catch (...) {
    return domain::fail(domain::errc::internal, "an unknown exception");
  }
}

}  // namespace takeover::storage
