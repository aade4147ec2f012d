#include "storage/sql/db_errors.hpp"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <chrono>
#include <new>
#include <string_view>
#include <utility>

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
    case SQLITE_IOERR: return code == SQLITE_IOERR_NOMEM ? db_problem::no_memory : db_problem::io;
    case SQLITE_CANTOPEN: return db_problem::cannot_open;
    case SQLITE_READONLY: return db_problem::read_only;
    case SQLITE_NOMEM: return db_problem::no_memory;
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
      {"23505", db_problem::unique},
      {"23503", db_problem::foreign_key},
      {"23", db_problem::constraint},
      {"40", db_problem::contended},
      {"55P03", db_problem::contended},
      {"53100", db_problem::full},
      {"53200", db_problem::no_memory},
      {"53300", db_problem::lost},
      {"XX001", db_problem::not_a_database},
      {"XX002", db_problem::not_a_database},
      {"58030", db_problem::io},
      {"25006", db_problem::lost},
      {"25P03", db_problem::lost},
      {"57P01", db_problem::lost},
      {"57P02", db_problem::lost},
      {"57P03", db_problem::lost},
      {"57P05", db_problem::lost},
      {"08", db_problem::lost},
      {"     ", db_problem::lost},
      {"42501", db_problem::read_only},
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

/// What is known of the problems that are outages. Others have no name.
struct outage {
  db_problem problem;
  std::string_view name;
  std::string_view remedy;
};
constexpr outage outages[] = {
    {db_problem::full, "disk-full",
     "There is no space left for the database. Free some, or raise the quota or the file size "
     "limit; the server goes on by itself."},
    {db_problem::io, "disk-failing",
     "The database's disk does not read or write. Look at the system's log for what is wrong with "
     "it."},
    {db_problem::cannot_open, "cannot-open",
     "The database's files cannot be opened. Look at their folder, its rights, and the limit of "
     "open files."},
    {db_problem::read_only, "read-only",
     "The database may not be written. Look at the rights of its files, and whether the disk is "
     "mounted read-only."},
    {db_problem::not_a_database, "damaged",
     "The database is damaged. Stop the server, run `takeover doctor`, and restore a backup."},
    {db_problem::busy, "locked",
     "Another program has locked the database. End it, or wait until it is done."},
    {db_problem::lost, "away",
     "The database's server does not answer. Start it, or look at the network; this server goes on "
     "by itself."},
    {db_problem::no_memory, "no-memory",
     "There is no memory left for the database. Give the server more, or lower "
     "server.max_connections."},
};

constexpr const outage* find_outage(db_problem problem) noexcept {
  for (const auto& known : outages)
    if (known.problem == problem) return &known;
  return nullptr;
}

/// How soon a caller should try again during an outage.
constexpr std::chrono::seconds outage_retry{5};

// A copy cannot be made without memory, and then the outage is not noted.
thread_local std::optional<db_error> last_outage;

[[noreturn]] void raise(db_problem problem, int code, const std::string& text) {
  db_error made{problem, code, text};
  if (is_outage(problem)) last_outage = made;
  throw made;
}

}  // namespace

bool is_outage(db_problem problem) noexcept { return find_outage(problem) != nullptr; }

std::string_view name_of(db_problem problem) noexcept {
  const auto* known = find_outage(problem);
  return known != nullptr ? known->name : std::string_view{};
}

std::string_view remedy_for(db_problem problem) noexcept {
  const auto* known = find_outage(problem);
  return known != nullptr ? known->remedy : std::string_view{};
}

std::optional<db_error> take_outage() noexcept { return std::exchange(last_outage, std::nullopt); }

domain::error write_refused() {
  auto error =
      domain::fail(domain::errc::overloaded, "Nothing can be stored right now. Please try again.");
  error.retry_after = outage_retry;
  return error;
}

domain::error read_refused() {
  auto error = domain::fail(domain::errc::unavailable, "The database is not responding.");
  error.retry_after = outage_retry;
  return error;
}

db_error::db_error(db_problem problem, int code, const std::string& text)
    : std::runtime_error(text), problem_(problem), code_(code) {}

void rethrow_as_db_error() {
  try {
    throw;
  } catch (const soci::sqlite3_soci_error& e) {
    raise(problem_of(e.result()), e.result(),
          e.get_error_message() + " (SQLite " + std::to_string(e.result()) + ")");
  } catch (const soci::postgresql_soci_error& e) {
    const auto sqlstate = e.sqlstate();
    raise(problem_of(sqlstate), 0, text_of(e, sqlstate));
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
    if (is_outage(e.problem())) return write_refused();
    return domain::fail(domain::errc::internal, e.what());
  } catch (const std::bad_alloc&) {
    return write_refused();
  } catch (const std::exception& e) {
    return domain::fail(domain::errc::internal, e.what());
  } catch (...) {
    return domain::fail(domain::errc::internal, "an unknown exception");
  }
}

}  // namespace takeover::storage
