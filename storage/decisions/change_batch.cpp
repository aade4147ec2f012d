#include "storage/decisions/change_batch.hpp"

#include "storage/decisions/change_rows_codec.hpp"
#include "storage/decisions/change_writer.hpp"
#include "storage/decisions/conversation_columns.hpp"

namespace takeover::storage {
namespace {

// Rows come as one parameter, a JSON array. Source: PostgreSQL, "JSON Functions and Operators":
// json_to_recordset. Ids keep the collation of their columns, or two of them could not be compared.

// ON CONFLICT DO NOTHING: a duplicate client id or seq affects zero rows instead of raising.
constexpr const char* insert_entries = R"sql(
  INSERT INTO timeline_entries
    (conversation_id, seq, kind, role, author_user_id, client_id, body, meta, created_at)
  SELECT conversation_id, seq, kind, role, author_user_id, client_id, body, meta, created_at
  FROM json_to_recordset(CAST(:entries AS json)) AS e(
    conversation_id text COLLATE "C", seq bigint, kind text, role text,
    author_user_id text COLLATE "C", client_id text, body text, meta text, created_at bigint)
  ON CONFLICT DO NOTHING)sql";

/// A lead is told of the activity, as of a change that comes alone. The ids are given as an array,
/// too: the planner would read the whole table to join it with rows whose number it does not know.
std::string make_update_rows() {
  const auto declared = joined_columns(", ", [](const column_text& column) {
    return std::string{column.name} + " " + std::string{column.postgresql_type};
  });
  const auto assigned = joined_columns(", ", [](const column_text& column) {
    return std::string{column.name} + " = d." + std::string{column.name};
  });
  return R"sql(
  WITH decided AS MATERIALIZED (
    SELECT * FROM json_to_recordset(CAST(:rows AS json)) AS r(
      id text COLLATE "C", expected_epoch bigint, expected_last_seq bigint, )sql" +
         declared + R"sql()),
  changed AS (
    UPDATE conversations c SET )sql" +
         assigned + R"sql(
    FROM decided d
    WHERE c.id = d.id AND c.id = ANY (ARRAY(SELECT id FROM decided))
      AND c.epoch = d.expected_epoch AND c.last_seq = d.expected_last_seq
    RETURNING c.lead_id, c.last_activity_at),
  touched AS (
    UPDATE leads l SET last_activity_at = GREATEST(l.last_activity_at, t.last_activity_at)
    FROM (SELECT lead_id, max(last_activity_at) AS last_activity_at
      FROM changed WHERE lead_id IS NOT NULL GROUP BY lead_id) t
    WHERE l.id = t.lead_id)
  SELECT count(*) FROM changed)sql";
}
const std::string update_rows = make_update_rows();

std::int64_t entries_of(const std::vector<const conversation_change*>& changes) {
  std::int64_t count = 0;
  for (const auto* change : changes)
    count += static_cast<std::int64_t>(change->decision.entries.size());
  return count;
}

}  // namespace

bool change_batch::is_batchable(const conversation_change& change) noexcept {
  const auto& decided = change.decision;
  return !decided.empty() && !change.if_holder_unseen_since &&
         !change_writer::has_side_effects(decided);
}

bool change_batch::store(const std::vector<const conversation_change*>& changes) {
  const auto rows = encode_rows(changes);
  const auto entries =
      encode_entries(changes, [this](const std::string& text) { return sql_.sanitized(text); });
  if (sql_.run(insert_entries, in(entries)) != entries_of(changes)) return false;
  std::int64_t count = 0;
  (void)sql_.query_one(update_rows, in(rows), out(count));
  return count == static_cast<std::int64_t>(changes.size());
}

}  // namespace takeover::storage
