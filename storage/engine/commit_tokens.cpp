#include "storage/engine/commit_tokens.hpp"

#include "storage/sql/sql_session.hpp"

namespace takeover::storage::commit_marks {
namespace {

// This table is PostgreSQL's alone; its times are the server's.
#define NOW_MS "CAST(extract(epoch FROM now()) * 1000 AS BIGINT)"

// Thirty days.
constexpr const char* delete_old =
    "DELETE FROM commit_marks WHERE made_at < " NOW_MS " - 2592000000";
// An upsert: the row may have been cleared away meanwhile.
constexpr const char* upsert_mark =
    "INSERT INTO commit_marks (writer, number, made_at) VALUES (:writer, :number, " NOW_MS
    ") ON CONFLICT (writer) DO UPDATE SET number = excluded.number, made_at = excluded.made_at";
constexpr const char* select_mark =
    "SELECT number FROM commit_marks WHERE writer = :writer FOR UPDATE";

}  // namespace

void begin(sql_session& sql, const std::string& writer) {
  sql.run(delete_old);
  set(sql, writer, 0);
}

void set(sql_session& sql, const std::string& writer, std::int64_t number) {
  sql.run(upsert_mark, in(writer), in(number));
}

std::int64_t last(sql_session& sql, const std::string& writer) {
  std::int64_t number = 0;
  (void)sql.query_one(select_mark, in(writer), out(number));
  return number;
}

}  // namespace takeover::storage::commit_marks
