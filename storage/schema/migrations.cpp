#include "storage/schema/migrations.hpp"

#include <algorithm>

#include "storage/schema/embedded_migrations.hpp"
#include "storage/schema/search_columns.hpp"
#include "storage/sql/sql_session.hpp"

namespace takeover::storage {
namespace {

constexpr const char* count_tables =
    "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
constexpr const char* count_tables_in_postgresql =
    "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema()";
constexpr const char* count_own_table =
    "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'";
constexpr const char* count_own_table_in_postgresql = R"sql(
  SELECT count(*)
  FROM pg_catalog.pg_tables
  WHERE schemaname = current_schema() AND tablename = 'schema_migrations')sql";
// Two processes that begin at once: the second one waits, and finds everything done. The number
// only has to be ours.
constexpr const char* wait_for_others_in_postgresql =
    "SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock(8021790044)";
constexpr const char* create_own_table = R"sql(
  CREATE TABLE IF NOT EXISTS schema_migrations (version BIGINT PRIMARY KEY NOT NULL, name
    TEXT NOT NULL, applied_at BIGINT NOT NULL))sql";
/// The step whose columns only the program can fill.
constexpr std::int64_t search_version = 9;
constexpr const char* select_version = "SELECT coalesce(max(version), 0) FROM schema_migrations";
constexpr const char* insert_version =
    "INSERT INTO schema_migrations (version, name, applied_at) VALUES (:version, :name, :now)";

std::int64_t number(sql_session& sql, std::string_view statement) {
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

std::span<const embedded_migration> embedded_migrations(dialect kind) {
  const auto all = embedded_migrations();
  const auto first =
      std::find_if(all.begin(), all.end(), [&](const auto& file) { return file.kind == kind; });
  const auto last =
      std::find_if(first, all.end(), [&](const auto& file) { return file.kind != kind; });
  return {first, last};
}

domain::result<void> check_owner(sql_session& sql) {
  if (number(sql, sql.choose(count_own_table, count_own_table_in_postgresql)) == 0) {
    if (number(sql, sql.choose(count_tables, count_tables_in_postgresql)) > 0)
      return domain::fail(domain::errc::unavailable, "it belongs to another program");
    return {};
  }
  const auto newest = embedded_migrations(sql.kind()).back().version;
  if (const auto version = number(sql, select_version); version > newest)
    return domain::fail(domain::errc::unavailable,
                        "its schema version is " + std::to_string(version) +
                            ", this program supports versions up to " + std::to_string(newest) +
                            "; use a newer version of this program");
  return {};
}

domain::result<void> migrate(sql_session& sql, domain::timestamp now) {
  transaction all{sql};
  if (sql.kind() == dialect::postgresql) sql.run_script(wait_for_others_in_postgresql);
  if (auto ours = check_owner(sql); !ours) return ours;
  sql.run(create_own_table);
  const auto present = number(sql, select_version);
  for (const auto& step : embedded_migrations(sql.kind())) {
    if (present >= step.version) continue;
    sql.run_script(std::string{step.sql});
    const std::int64_t number_of_step = step.version;
    const std::string name{step.name};
    sql.run(insert_version, in(number_of_step), in(name), in(now));
    if (step.version == search_version) fill_search_columns(sql);
  }
  all.commit();
  return {};
}

}  // namespace takeover::storage
