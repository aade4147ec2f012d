#include "storage/sql/sql_session.hpp"

#include "domain/conversations/timeline.hpp"
#include "domain/text/utf8.hpp"

namespace takeover::storage {
namespace {

/// Runs what speaks to the database; what it throws goes on as a db_error.
template <class Call>
auto translated(Call call) {
  try {
    return call();
  } catch (...) {
    rethrow_as_db_error();
  }
}

}  // namespace

std::unique_ptr<soci::statement> prepared(soci::session& session, const std::string& sql) {
  auto statement = std::make_unique<soci::statement>(session);
  statement->alloc();
  statement->prepare(sql);
  return statement;
}

result_rows::result_rows(sql_session& owner, std::string_view sql, repaired_texts repaired,
                         std::unique_ptr<soci::statement> statement)
    : owner_(&owner), sql_(sql), repaired_(std::move(repaired)), statement_(std::move(statement)) {}

result_rows::~result_rows() {
  if (!statement_) return;
  owner_->backend_->let_go(*statement_);
  try {
    owner_->give_back(sql_, std::move(statement_));
  } catch (...) {  // no memory to keep it: it is prepared again when it is needed
  }
}

bool result_rows::next() {
  return translated([this] { return statement_->fetch(); });
}

execution::execution(sql_session& session, std::string_view sql)
    : session_(session), sql_(sql), statement_(session.take(sql)) {}

execution::~execution() {
  if (!statement_) return;
  try {
    session_.give_up(sql_, std::move(statement_));
  } catch (...) {  // no memory to keep it: it is prepared again when it is needed
  }
}

void execution::bind(const text_parameter& text) {
  if (session_.backend_->can_hold(*text.value)) {
    statement_->exchange(soci::use(*text.value, by_place));
    return;
  }
  repaired_.push_back(std::make_unique<const std::string>(session_.sanitized(*text.value)));
  statement_->exchange(soci::use(*repaired_.back(), by_place));
}

result_rows execution::rows() {
  translated([this] {
    statement_->define_and_bind();
    statement_->execute(false);
  });
  return result_rows{session_, sql_, std::move(repaired_), std::move(statement_)};
}

std::int64_t execution::changed_rows() {
  return translated([this] {
    statement_->define_and_bind();
    statement_->execute(true);
    const std::int64_t changed = statement_->get_affected_rows();
    session_.give_back(sql_, std::move(statement_));
    return changed;
  });
}

sql_session::sql_session(const database_place& where, access how)
    : audit_key_(where.audit_key), kind_(where.kind), backend_(translated([&] {
        return kind_ == dialect::sqlite ? connect_sqlite(session_, where.address, how)
                                        : connect_postgresql(session_, where.address, how);
      })) {}

sql_session::~sql_session() = default;

std::unique_ptr<soci::statement> sql_session::prepare(std::string_view sql) {
  return translated([&] { return prepared(session_, backend_->translate(sql)); });
}

std::unique_ptr<soci::statement> sql_session::take(std::string_view sql) {
  // Taken out while it runs: the same query inside its own loop gets a second statement.
  if (const auto cached = statements_.find(sql); cached != statements_.end() && cached->second)
    return std::move(cached->second);
  return prepare(sql);
}

void sql_session::give_back(std::string_view sql, std::unique_ptr<soci::statement> statement) {
  statement->bind_clean_up();
  if (const auto cached = statements_.find(sql); cached != statements_.end())
    cached->second = std::move(statement);
  else
    statements_.emplace(std::string{sql}, std::move(statement));
}

void sql_session::give_up(std::string_view sql, std::unique_ptr<soci::statement> statement) {
  backend_->let_go(*statement);
  // PostgreSQL would not forget it: in a transaction that failed nothing can be deallocated.
  if (kind_ == dialect::postgresql) give_back(sql, std::move(statement));
}

std::string sql_session::sanitized(const std::string& text) const {
  if (backend_->can_hold(text)) return text;
  constexpr std::string_view replacement = "\xEF\xBF\xBD";
  std::string repaired;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t length = 4;
    while (length > 0 && !(at + length <= text.size() &&
                           domain::is_utf8(std::string_view{text}.substr(at, length))))
      --length;
    const auto part = std::string_view{text}.substr(at, std::max<std::size_t>(length, 1));
    // A part may be several letters; a null among them is one of them.
    for (const char c : part)
      if (length == 0 || c == '\0')
        repaired += replacement;
      else
        repaired += c;
    at += part.size();
  }
  return repaired;
}

void sql_session::run_script(const std::string& sql) {
  translated([&] { backend_->run_script(sql); });
}
void sql_session::begin_write() {
  translated([this] { backend_->begin_write(); });
}
void sql_session::begin_read() {
  translated([this] { backend_->begin_read(); });
}
void sql_session::commit() {
  translated([this] { backend_->commit(); });
}
void sql_session::savepoint() {
  translated([this] { backend_->savepoint(); });
}
void sql_session::release_savepoint() {
  translated([this] { backend_->release_savepoint(); });
}
void sql_session::roll_back_savepoint() {
  translated([this] { backend_->roll_back_savepoint(); });
}

}  // namespace takeover::storage
