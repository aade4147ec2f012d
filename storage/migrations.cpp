#include "storage/migrations.hpp"

#include "storage/detail/sql_session.hpp"
#include "storage/embedded_migrations.hpp"

namespace takeover::storage {
namespace {

using detail::in;
using detail::out;
using detail::sql_session;

constexpr const char* count_tables = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
constexpr const char* count_own_table = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'";
constexpr const char* create_own_table =
    "CREATE TABLE IF NOT EXISTS schema_migrations (version BIGINT PRIMARY KEY NOT NULL, name TEXT NOT NULL, applied_at BIGINT NOT NULL)";
constexpr const char* select_version = "SELECT coalesce(max(version), 0) FROM schema_migrations";
constexpr const char* insert_version = "INSERT INTO schema_migrations (version, name, applied_at) VALUES (:version, :name, :now)";

std::int64_t number(sql_session& sql, const char* statement) {
  std::int64_t value = 0;
  (void)sql.query_one(statement, out(value));
  return value;
}

/// Rolled back unless committed.
class transaction {
 public:
  explicit transaction(sql_session& sql) : sql_(sql) { sql_.begin_write(); }
  ~transaction() { sql_.roll_back(); }
  transaction(const transaction&) = delete;
  transaction& operator=(const transaction&) = delete;
  void commit() { sql_.commit(); }

 private:
  sql_session& sql_;
};

}  // namespace

domain::result<void> check_owner(sql_session& sql) {
  if (number(sql, count_own_table) == 0) {
    if (number(sql, count_tables) > 0) return domain::fail(domain::errc::unavailable, "it is the database of another program");
    return {};
  }
  const auto newest = embedded_migrations().back().version;
  if (const auto version = number(sql, select_version); version > newest)
    return domain::fail(domain::errc::unavailable, "its schema has version " + std::to_string(version) + ", this program knows versions up to " +
                                                       std::to_string(newest) + "; use a newer program");
  return {};
}

domain::result<void> migrate(sql_session& sql, domain::timestamp now) {
  {
    transaction first{sql};
    if (auto ours = check_owner(sql); !ours) return ours;
    sql.run(create_own_table);
    first.commit();
  }
  for (const auto& step : embedded_migrations()) {
    transaction one{sql};
    if (auto ours = check_owner(sql); !ours) return ours;
    if (number(sql, select_version) >= step.version) continue;
    sql.run_script(std::string{step.sql});
    const std::int64_t number_of_step = step.version;
    const std::string name{step.name};
    sql.run(insert_version, in(number_of_step), in(name), in(now));
    one.commit();
  }
  return {};
}

}  // namespace takeover::storage
