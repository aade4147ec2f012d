#include "storage/sql/db_errors.hpp"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <string_view>

#include "storage/sql/soci_types.hpp"

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

/// Source: PostgreSQL, "PostgreSQL Error Codes".
db_problem problem_of(std::string_view sqlstate) noexcept {
  struct named {
    std::string_view state;
    db_problem problem;
  };
  // A class stands after the single states of it. Blank: the server gave no answer.
  constexpr named all[] = {
      {"23505", db_problem::unique},    {"23503", db_problem::foreign_key},
      {"23", db_problem::constraint},   {"40", db_problem::contended},
      {"55P03", db_problem::contended}, {"53100", db_problem::full},
      {"58030", db_problem::io},        {"25006", db_problem::lost},
      {"25P03", db_problem::lost},      {"57P01", db_problem::lost},
      {"57P02", db_problem::lost},      {"57P03", db_problem::lost},
      {"57P05", db_problem::lost},      {"08", db_problem::lost},
      {"     ", db_problem::lost},      {"42501", db_problem::read_only},
  };
  for (const auto& known : all)
    if (sqlstate.starts_with(known.state)) return known.problem;
  return db_problem::other;
}

/// The message, without what the server adds about the data. Class 22 repeats the value that it
/// complains about.
std::string text_of(const soci::postgresql_soci_error& e, const std::string& sqlstate) {
  auto text = sqlstate.starts_with("22") ? std::string{"the database cannot store a value"}
                                         : e.get_error_message();
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text + " (SQLSTATE " + sqlstate + ")";
}

}  // namespace

db_error::db_error(db_problem problem, int code, const std::string& text)
    : std::runtime_error(text), problem_(problem), code_(code) {}

void rethrow_as_db_error() {
  try {
    throw;
  } catch (const soci::sqlite3_soci_error& e) {
    throw db_error(problem_of(e.result()), e.result(),
                   e.get_error_message() + " (SQLite " + std::to_string(e.result()) + ")");
  } catch (const soci::postgresql_soci_error& e) {
    const auto sqlstate = e.sqlstate();
    throw db_error(problem_of(sqlstate), 0, text_of(e, sqlstate));
  } catch (const unreadable_column& e) {
    throw db_error(db_problem::unreadable, 0, e.get_error_message());
  } catch (const soci::soci_error& e) {
    // Not what(): that names the statement and every value bound to it.
    throw db_error(db_problem::other, 0, e.get_error_message());
  }
}

domain::error current_failure() noexcept {
  try {
    throw;
  } catch (const db_error& e) {
    if (e.problem() == db_problem::unreadable)
      return domain::fail(domain::errc::corrupt, corrupt_row_message);
    return domain::fail(domain::errc::internal, e.what());
  } catch (const std::exception& e) {
    return domain::fail(domain::errc::internal, e.what());
  } catch (...) {
    return domain::fail(domain::errc::internal, "an unknown exception");
  }
}

}  // namespace takeover::storage
