#include "storage/decisions/change_batch.hpp"

#include "storage/decisions/change_rows_codec.hpp"
#include "storage/decisions/change_writer.hpp"

namespace takeover::storage {
namespace {

// Rows come as one parameter, a JSON array. Source: PostgreSQL, "JSON Functions and Operators":
// json_to_recordset. Ids keep the collation of their columns, or two of them could not be compared.

// A known client id and a taken seq are no errors here: they are counted as no row.
constexpr const char* insert_entries =
    "INSERT INTO timeline_entries (conversation_id, seq, kind, role, author_user_id, client_id, "
    "body, meta, created_at) "
    "SELECT conversation_id, seq, kind, role, author_user_id, client_id, body, meta, created_at "
    "FROM json_to_recordset(CAST(:entries AS json)) AS e(conversation_id text COLLATE \"C\", seq "
    "bigint, kind text, role text, "
    "author_user_id text COLLATE \"C\", client_id text, body text, meta text, created_at bigint) "
    "ON CONFLICT DO NOTHING";

/// A lead is told of the activity, as of a change that comes alone. The ids are given as an array,
/// too: the planner would read the whole table to join it with rows whose number it does not know.
constexpr const char* update_rows =
    "WITH decided AS MATERIALIZED (SELECT * FROM json_to_recordset(CAST(:rows AS json)) AS r(id "
    "text COLLATE \"C\", expected_epoch bigint, "
    "expected_last_seq bigint, last_seq bigint, visitor_seq bigint, last_question_seq bigint, "
    "answered_seq bigint, visitor_message_count bigint, "
    "last_activity_at bigint, visitor_wrote_at bigint, controller text, claimed_by text COLLATE "
    "\"C\", claimed_at bigint, queued_at bigint, "
    "deadline_at bigint, epoch bigint)), "
    "changed AS (UPDATE conversations c SET last_seq = d.last_seq, visitor_seq = d.visitor_seq, "
    "last_question_seq = d.last_question_seq, "
    "answered_seq = d.answered_seq, visitor_message_count = d.visitor_message_count, "
    "last_activity_at = d.last_activity_at, "
    "visitor_wrote_at = d.visitor_wrote_at, controller = d.controller, claimed_by_user_id = "
    "d.claimed_by, claimed_at = d.claimed_at, "
    "queued_at = d.queued_at, deadline_at = d.deadline_at, epoch = d.epoch FROM decided d "
    "WHERE c.id = d.id AND c.id = ANY (ARRAY(SELECT id FROM decided)) AND c.epoch = "
    "d.expected_epoch AND c.last_seq = d.expected_last_seq RETURNING "
    "c.lead_id, c.last_activity_at), "
    "touched AS (UPDATE leads l SET last_activity_at = GREATEST(l.last_activity_at, "
    "t.last_activity_at) FROM "
    "(SELECT lead_id, max(last_activity_at) AS last_activity_at FROM changed WHERE lead_id IS NOT "
    "NULL GROUP BY lead_id) t WHERE l.id = t.lead_id) "
    "SELECT count(*) FROM changed";

std::int64_t entries_of(const std::vector<const conversation_change*>& changes) {
  std::int64_t count = 0;
  for (const auto* change : changes)
    count += static_cast<std::int64_t>(change->decision.entries.size());
  return count;
}

}  // namespace

bool change_batch::takes(const conversation_change& change) noexcept {
  const auto& decided = change.decision;
  return !decided.empty() && !change.if_holder_unseen_since && !change_writer::has_company(decided);
}

bool change_batch::store(const std::vector<const conversation_change*>& changes) {
  const auto rows = encode_rows(changes);
  const auto entries =
      encode_entries(changes, [this](const std::string& text) { return sql_.held(text); });
  if (sql_.run(insert_entries, in(entries)) != entries_of(changes)) return false;
  std::int64_t count = 0;
  (void)sql_.query_one(update_rows, in(rows), out(count));
  return count == static_cast<std::int64_t>(changes.size());
}

}  // namespace takeover::storage
