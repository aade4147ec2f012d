#include "storage/engine/commit_tokens.hpp"

#include "storage/sql/sql_session.hpp"

namespace takeover::storage::commit_tokens {
namespace {

// This table is PostgreSQL's alone; its times are the server's.
constexpr const char* delete_old = R"sql(
  DELETE FROM commit_marks
  WHERE made_at < CAST(extract(epoch FROM now()) * 1000 AS BIGINT) - 2592000000)sql";  // 30 days
// An upsert: the row may have been deleted meanwhile.
constexpr const char* upsert_token = R"sql(
  INSERT INTO commit_marks (writer, number, made_at)
  VALUES (:writer, :number, CAST(extract(epoch FROM now()) * 1000 AS BIGINT))
  ON CONFLICT (writer) DO UPDATE SET number = excluded.number, made_at = excluded.made_at)sql";
constexpr const char* select_token =
    "SELECT number FROM commit_marks WHERE writer = :writer FOR UPDATE";

}  // namespace

void begin(sql_session& sql, const std::string& writer) {
  sql.run(delete_old);
  set(sql, writer, 0);
}

void set(sql_session& sql, const std::string& writer, std::int64_t number) {
  sql.run(upsert_token, in(writer), in(number));
}

std::int64_t last(sql_session& sql, const std::string& writer) {
  std::int64_t number = 0;
  (void)sql.query_one(select_token, in(writer), out(number));
  return number;
}

}  // namespace takeover::storage::commit_tokens
