#include "storage/delivery/job_turns.hpp"

#include "storage/sql/sql_session.hpp"
#include "storage/sql/sql_text.hpp"

namespace takeover::storage::job_turns {
namespace {

// A loose index scan over jobs_due: each step is one seek to the next destination, however many
// jobs stand between. A destination is an id of 26 characters, a blank and the host.
constexpr std::string_view destinations_with_room = R"sql(
  WITH RECURSIVE
    counted_destinations (name) AS (
      SELECT min(destination) FROM jobs WHERE kind = :kind AND failed_at IS NULL AND held = 0
      UNION ALL
      SELECT (SELECT min(j.destination) FROM jobs j WHERE j.kind = :kind AND j.failed_at IS NULL
        AND j.held = 0 AND j.destination > d.name)
      FROM counted_destinations d
      WHERE d.name IS NOT NULL),
    counted_busy (host, calls) AS (
      SELECT substr(destination, 28), count(*)
      FROM jobs
      WHERE kind = :kind AND lease_until > 0 AND lease_until > :now
      GROUP BY substr(destination, 28)),
    counted_open (name, host, room) AS (
      SELECT d.name, substr(d.name, 28), :per_host - coalesce(b.calls, 0)
      FROM counted_destinations d
      LEFT JOIN counted_busy b ON b.host = substr(d.name, 28)
      WHERE d.name IS NOT NULL),)sql";
// A correlated list on SQLite, which knows no LATERAL; PostgreSQL would run it for every row.
constexpr std::string_view oldest_in_sqlite = R"sql(
    counted_due AS (
      SELECT j.id, j.workspace_id, j.destination, j.payload, j.attempts, j.lease_until,
        j.created_at, j.run_at, o.host, o.room
      FROM counted_open o
      CROSS JOIN jobs j
      WHERE o.room > 0 AND j.id IN (SELECT k.id FROM jobs k WHERE k.kind = :kind
        AND k.failed_at IS NULL AND k.held = 0 AND k.destination = o.name AND k.run_at <= :now
        AND k.lease_until <= :now ORDER BY k.run_at, k.id LIMIT :per_host)),)sql";
constexpr std::string_view oldest_in_postgresql = R"sql(
    counted_due AS (
      SELECT j.id, j.workspace_id, j.destination, j.payload, j.attempts, j.lease_until,
        j.created_at, j.run_at, o.host, o.room
      FROM counted_open o
      CROSS JOIN LATERAL (SELECT k.* FROM jobs k WHERE k.kind = :kind AND k.failed_at IS NULL
        AND k.held = 0 AND k.destination = o.name AND k.run_at <= :now AND k.lease_until <= :now
        ORDER BY k.run_at, k.id LIMIT :per_host) j
      WHERE o.room > 0),)sql";
constexpr std::string_view in_turn = R"sql(
    counted_turns AS (
      SELECT d.*, row_number() OVER (PARTITION BY workspace_id ORDER BY run_at, id) AS turn,
        CASE WHEN workspace_id > :after THEN 0 ELSE 1 END AS lap
      FROM counted_due d),
    counted_places AS (
      SELECT t.*, row_number() OVER (PARTITION BY host ORDER BY turn, lap, workspace_id) AS place
      FROM counted_turns t)
  SELECT id, workspace_id, destination, payload, attempts, lease_until, created_at
  FROM counted_places
  WHERE place <= room
  ORDER BY turn, lap, workspace_id
  LIMIT :count)sql";
constexpr std::string_view next_in_sqlite =
    joined<destinations_with_room, oldest_in_sqlite, in_turn>;
constexpr std::string_view next_in_postgresql =
    joined<destinations_with_room, oldest_in_postgresql, in_turn>;

}  // namespace

std::vector<jobs::due_job> next(reader& rows, const claim_order& order) {
  const std::string after = order.after ? order.after->str() : std::string{};
  const std::int64_t per_host = order.kind == domain::job_kind::mail ? 1 : order.per_host;
  const std::int64_t count = order.limit;
  jobs::due_job job;
  std::string payload;
  std::int64_t attempts = 0;
  auto result = rows.sql().query(
      rows.sql().choose(next_in_sqlite, next_in_postgresql), in(order.kind), in(order.now),
      in(per_host), in(after), in(count), out(job.id), out(job.workspace), out(job.destination),
      out(payload), out(attempts), out(job.lease_until), out(job.created_at));
  std::vector<jobs::due_job> due;
  while (result.next()) {
    job.what = jobs::decode_subject(payload);
    job.attempt = static_cast<int>(attempts) + 1;
    due.push_back(job);
  }
  return due;
}

bool any(reader& rows, const claim_order& order) {
  auto first = order;
  first.limit = 1;
  return !next(rows, first).empty();
}

}  // namespace takeover::storage::job_turns
