#include <soci/postgresql/soci-postgresql.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "domain/conversations/timeline.hpp"
#include "domain/text/utf8.hpp"
#include "storage/sql/db_errors.hpp"
#include "storage/sql/sql_backend.hpp"

namespace takeover::storage {
namespace {

// `on`: a commit that was acknowledged survives a power cut, and is with the standby where one is
// synchronous. Waiting for a lock ends with an error, and an idle transaction loses its locks:
// another process must not wait for one that was stopped.
constexpr const char* settings_of_writers =
    "SET synchronous_commit = on;"
    "SET lock_timeout = '2s';"
    "SET idle_in_transaction_session_timeout = '30s';"
    "SET jit = off;";
constexpr const char* settings_of_readers =
    "SET default_transaction_read_only = on;"
    "SET idle_in_transaction_session_timeout = '60s';"
    "SET jit = off;";

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_of_a_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

class postgresql_backend final : public sql_backend {
 public:
  postgresql_backend(soci::session& session, access how)
      : handle_(static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_) {
    // A message's details name values of the row.
    PQsetErrorVerbosity(handle_, PQERRORS_TERSE);
    PQsetNoticeProcessor(
        handle_, [](void*, const char*) {}, nullptr);
    postgresql_backend::run_script(how == access::read_write ? settings_of_writers
                                                             : settings_of_readers);
  }

  /// A name that comes again becomes the number that it has got: SOCI would count it as a parameter
  /// of its own.
  std::string translate(std::string_view sql) const override {
    std::string text;
    std::map<std::string_view, std::size_t> numbers;
    bool quoted = false;
    for (std::size_t at = 0; at < sql.size();) {
      if (sql[at] == '\'') quoted = !quoted;
      if (!quoted && sql[at] == ':' && at + 1 < sql.size() && is_letter(sql[at + 1])) {
        const auto* end = std::find_if_not(sql.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                                           sql.end(), is_of_a_name);
        const auto name = std::string_view{sql.begin() + at + 1, end};
        const auto [number, is_new] = numbers.emplace(name, numbers.size() + 1);
        // SOCI numbers the names that it sees, and needs them to say what failed.
        text += is_new ? ":" + std::string{name} : "$" + std::to_string(number->second);
        at += name.size() + 1;
      } else {
        text += sql[at++];
      }
    }
    return text;
  }

  // Source: PostgreSQL, "Character Types": the null character cannot be stored. Other encodings
  // than UTF-8 are refused.
  bool can_hold(std::string_view text) const noexcept override {
    return text.find('\0') == std::string_view::npos && domain::is_utf8(text);
  }

  void let_go(soci::statement&) noexcept override {}  // the rows have come as a whole

  void run_script(const std::string& sql) override {
    const result done{PQexec(handle_, sql.c_str())};
    check(done);
  }

  void begin_write() override { run_script("BEGIN ISOLATION LEVEL READ COMMITTED"); }
  void begin_read() override { run_script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); }
  void commit() override {
    const result done{PQexec(handle_, "COMMIT")};
    check(done);
    // The answer to the COMMIT of a transaction that an error has ended already.
    if (std::string_view{PQcmdStatus(done.get())} == "ROLLBACK")
      throw db_error(db_problem::other, 0, "the transaction had failed already");
  }
  void roll_back() noexcept override {
    if (in_transaction()) const result done{PQexec(handle_, "ROLLBACK")};
  }
  bool in_transaction() const noexcept override {
    const auto status = PQtransactionStatus(handle_);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
  }
  void savepoint() override { run_script("SAVEPOINT job"); }
  void release_savepoint() override { run_script("RELEASE SAVEPOINT job"); }
  void roll_back_savepoint() override {
    run_script("ROLLBACK TO SAVEPOINT job; RELEASE SAVEPOINT job");
  }

  bool is_connected() const noexcept override { return PQstatus(handle_) == CONNECTION_OK; }

 private:
  struct clear {
    void operator()(PGresult* result) const { PQclear(result); }
  };
  using result = std::unique_ptr<PGresult, clear>;

  void check(const result& done) const {
    const auto status = PQresultStatus(done.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return;
    const char* state = PQresultErrorField(done.get(), PG_DIAG_SQLSTATE);
    const char* text = done ? PQresultErrorMessage(done.get()) : PQerrorMessage(handle_);
    throw soci::postgresql_soci_error(text, state != nullptr ? state : "     ");
  }

  PGconn* handle_;
};

}  // namespace

std::unique_ptr<sql_backend> connect_postgresql(soci::session& session, const std::string& words,
                                                access how) {
  try {
    session.open(soci::postgresql, words);
  } catch (const soci::soci_error& e) {
    throw db_error(db_problem::lost, 0, e.get_error_message());
  }
  return std::make_unique<postgresql_backend>(session, how);
}

}  // namespace takeover::storage
