#include "storage/inspect.hpp"

#include <filesystem>

#include "storage/conversations/conversations.hpp"
#include "storage/schema/embedded_migrations.hpp"
#include "storage/schema/migrations.hpp"
#include "storage/sql/sql_session.hpp"

namespace takeover::storage {
namespace {

constexpr const char* count_own_table =
    "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'";
constexpr const char* count_own_table_in_postgresql = R"sql(
  SELECT count(*)
  FROM pg_catalog.pg_tables
  WHERE schemaname = current_schema() AND tablename = 'schema_migrations')sql";
constexpr const char* select_version = "SELECT coalesce(max(version), 0) FROM schema_migrations";
constexpr const char* select_server_time =
    "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";
// A socket of the file system has no address.
constexpr const char* count_connections_in_the_clear = R"sql(
  SELECT count(*)
  FROM pg_catalog.pg_stat_ssl
  WHERE pid = pg_backend_pid() AND NOT ssl AND inet_server_addr() IS NOT NULL
    AND NOT (inet_server_addr() <<= '127.0.0.0/8' OR inet_server_addr() = '::1'))sql";
/// Enough to see what is wrong.
constexpr const char* find_damage = "PRAGMA quick_check(5)";

std::vector<std::string> damage_in(sql_session& sql) {
  std::vector<std::string> found;
  std::string line;
  auto rows = sql.query(find_damage, out(line));
  while (rows.next())
    if (line != "ok") found.push_back(line);
  return found;
}

/// Of the server that the session speaks to.
void look_at_server(sql_session& sql, inspection& to) {
  domain::timestamp now;
  if (sql.query_one(select_server_time, out(now))) to.server_time = now;
  std::int64_t clear = 0;
  (void)sql.query_one(count_connections_in_the_clear, out(clear));
  to.in_the_clear = clear > 0;
}

}  // namespace

domain::result<inspection> inspect(const std::string& url) {
  const auto where = parse_database_url(url);
  if (!where) return where.error();
  const bool on_file = where->kind == dialect::sqlite;
  inspection seen;
  seen.newest = embedded_migrations(where->kind).back().version;
  std::error_code ignored;
  if (on_file && !std::filesystem::exists(where->address, ignored)) {
    seen.exists = false;
    return seen;
  }
  try {
    sql_session sql{*where, access::read_only};
    if (auto ours = check_owner(sql); !ours) return ours.error();
    std::int64_t tables = 0;
    (void)sql.query_one(sql.choose(count_own_table, count_own_table_in_postgresql), out(tables));
    if (tables > 0) (void)sql.query_one(select_version, out(seen.schema));
    if (on_file) seen.damage = damage_in(sql);
    if (!on_file) look_at_server(sql, seen);
    reader rows{sql};
    if (seen.schema == seen.newest) seen.newest_activity = conversations::newest_activity(rows);
    return seen;
  } catch (const db_error& e) {
    const auto why = is_outage(e.problem()) ? " " + std::string{remedy_for(e.problem())} : "";
    return domain::fail(domain::errc::unavailable, std::string{e.what()} + "." + why);
  }
}

}  // namespace takeover::storage
