#include "storage/decisions/change_writer.hpp"

#include "storage/audit/audit.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/conversations/entry_meta_codec.hpp"
#include "storage/conversations/timeline.hpp"
#include "storage/delivery/delivery_queue.hpp"
#include "storage/leads/leads.hpp"
#include "storage/live_chat/live_chat.hpp"
#include "storage/people/heartbeats.hpp"
#include "storage/sql/row_locks.hpp"

namespace takeover::storage::detail {
namespace {

// A known client id and a taken seq are no errors here: they are counted as no row, which costs
// less than an exception.
constexpr const char* insert_entry =
    "INSERT INTO timeline_entries (conversation_id, seq, kind, role, author_user_id, client_id, "
    "body, meta, created_at) "
    "VALUES (:conversation, :seq, :kind, :role, :author, :client_id, :body, :meta, :created_at) ON "
    "CONFLICT DO NOTHING";
// The conversation's row first, as a batch does: of two that came to the entry first and to the row
// first each would wait for the other.
constexpr const char* insert_entry_under_lock =
    "INSERT INTO timeline_entries (conversation_id, seq, kind, role, author_user_id, client_id, "
    "body, meta, created_at) "
    "SELECT :conversation, CAST(:seq AS bigint), :kind, :role, :author, :client_id, :body, :meta, "
    "CAST(:created_at AS bigint) "
    "FROM (SELECT 1 FROM conversations WHERE id = :conversation FOR NO KEY UPDATE) AS locked ON "
    "CONFLICT DO NOTHING";
constexpr const char* delete_entry =
    "DELETE FROM timeline_entries WHERE conversation_id = :conversation AND seq = :seq";

// What a plain message changes. It leaves alone the columns that other indexes hold, and so asks
// that they are already as the decision wants them, and that there is no lead to be told of the
// activity.
constexpr const char* update_position_only =
    "UPDATE conversations SET last_seq = :last_seq, visitor_seq = :visitor_seq, last_question_seq "
    "= :last_question_seq, "
    "answered_seq = :answered_seq, visitor_message_count = :count, last_activity_at = :activity, "
    "visitor_wrote_at = :wrote "
    "WHERE id = :id AND epoch = :expected_epoch AND last_seq = :expected_last_seq AND lead_id IS "
    "NULL AND controller = :controller "
    "AND claimed_by_user_id IS NOT DISTINCT FROM :claimed_by AND claimed_at IS NOT DISTINCT FROM "
    ":claimed_at "
    "AND queued_at IS NOT DISTINCT FROM :queued_at AND deadline_at IS NOT DISTINCT FROM "
    ":deadline_at";
// All that decisions change.
constexpr const char* update_whole_row =
    "UPDATE conversations SET last_seq = :last_seq, visitor_seq = :visitor_seq, last_question_seq "
    "= :last_question_seq, "
    "answered_seq = :answered_seq, visitor_message_count = :count, last_activity_at = :activity, "
    "visitor_wrote_at = :wrote, "
    "controller = :controller, claimed_by_user_id = :claimed_by, claimed_at = :claimed_at, "
    "queued_at = :queued_at, "
    "deadline_at = :deadline_at, epoch = :epoch WHERE id = :id AND epoch = :expected_epoch AND "
    "last_seq = :expected_last_seq";
constexpr const char* select_holder = "SELECT claimed_by_user_id FROM conversations WHERE id = :id";
constexpr const char* set_lead =
    "UPDATE conversations SET lead_id = :lead WHERE id = :conversation";

void set(long long& value, soci::indicator& is_set, const std::optional<domain::timestamp>& from) {
  value = from ? domain::to_ms(*from) : 0;
  is_set = from ? soci::i_ok : soci::i_null;
}

/// Undone as a whole unless `keep` is called. Undone already if its transaction is gone.
class savepoint {
 public:
  explicit savepoint(sql_session& sql) : sql_(sql) { sql_.savepoint(); }
  ~savepoint() {
    if (done_ || !sql_.in_transaction()) return;
    try {
      take_back();
    } catch (const db_error&) {
      sql_.roll_back();  // then the commit fails, and everyone in the group hears of it
    }
  }
  savepoint(const savepoint&) = delete;
  savepoint& operator=(const savepoint&) = delete;
  void keep() {
    sql_.release_savepoint();
    done_ = true;
  }
  void take_back() {
    done_ = true;
    if (sql_.in_transaction()) sql_.roll_back_savepoint();
  }

 private:
  sql_session& sql_;
  bool done_ = false;
};

}  // namespace

change_writer::change_writer(sql_session& sql, domain::id_source& ids)
    : sql_(sql),
      ids_(ids),
      insert_entry_(sql, sql.pick(insert_entry, insert_entry_under_lock),
                    value(entry_.conversation), value(entry_.seq), value(entry_.kind),
                    value(entry_.role), value(entry_.author, entry_.author_set),
                    value(entry_.client_id, entry_.client_id_set), value(entry_.body),
                    value(entry_.meta), value(entry_.created_at)),
      update_position_(
          sql, update_position_only, value(row_.last_seq), value(row_.visitor_seq),
          value(row_.last_question_seq), value(row_.answered_seq),
          value(row_.visitor_message_count), value(row_.last_activity_at),
          value(row_.visitor_wrote_at, row_.visitor_wrote_at_set), value(row_.id),
          value(row_.expected_epoch), value(row_.expected_last_seq), value(row_.controller),
          value(row_.claimed_by, row_.claimed_by_set), value(row_.claimed_at, row_.claimed_at_set),
          value(row_.queued_at, row_.queued_at_set), value(row_.deadline_at, row_.deadline_at_set)),
      update_all_(sql, update_whole_row, value(row_.last_seq), value(row_.visitor_seq),
                  value(row_.last_question_seq), value(row_.answered_seq),
                  value(row_.visitor_message_count), value(row_.last_activity_at),
                  value(row_.visitor_wrote_at, row_.visitor_wrote_at_set), value(row_.controller),
                  value(row_.claimed_by, row_.claimed_by_set),
                  value(row_.claimed_at, row_.claimed_at_set),
                  value(row_.queued_at, row_.queued_at_set),
                  value(row_.deadline_at, row_.deadline_at_set), value(row_.epoch), value(row_.id),
                  value(row_.expected_epoch), value(row_.expected_last_seq)) {}

bool change_writer::has_company(const domain::decision& decided) noexcept {
  return decided.lead || !decided.audits.empty() || decided.shift_changed ||
         decided.notify_members_by_mail;
}

commit_outcome change_writer::apply(const conversation_change& change) {
  const auto& decided = change.decision;
  if (decided.empty()) return committed{};
  committed result;
  try {
    if (change.if_holder_unseen_since && holder_was_seen(change))
      return domain::fail(domain::errc::conflict);
    if (!has_company(decided)) {
      if (store_entries(change, decided.entries) == stored::all) return result;
    } else {
      savepoint guard{sql_};
      if (store_with_company(change, result) == stored::all) {
        guard.keep();
        return result;
      }
    }
  } catch (const db_error& e) {
    // Rows of a conversation that is not there refer to nothing: found out after the fact, so that
    // no message pays for the question. In a transaction that PostgreSQL has given up nothing can
    // be asked: whoever rolls it back calls `explain`.
    if (sql_.speaks() == dialect::postgresql) throw;
    auto why = explain(change, e);
    if (!why) throw;
    return std::move(*why);
  }
  return why_nothing_was_stored(change);
}

/// Of the claim as it is stored: the change ends it.
bool change_writer::holder_was_seen(const conversation_change& change) {
  std::optional<domain::user_id> holder;
  (void)sql_.query_one(select_holder, in(change.decision.next.id), out(holder));
  if (!holder) return false;
  const auto seen = heartbeats::last(sql_, change.decision.next.workspace, *holder, {});
  return seen && *seen >= *change.if_holder_unseen_since;
}

commit_outcome change_writer::apply_alone(const conversation_change& change) {
  savepoint guard{sql_};
  try {
    auto outcome = apply(change);
    guard.keep();
    return outcome;
  } catch (const db_error& e) {
    guard.take_back();
    auto why = explain(change, e);
    if (!why) throw;
    return std::move(*why);
  }
}

std::optional<commit_outcome> change_writer::explain(const conversation_change& change,
                                                     const db_error& failure) {
  if (failure.problem() != db_problem::foreign_key ||
      conversations::exists(sql_, change.decision.next.id))
    return std::nullopt;
  return why_nothing_was_stored(change);
}

/// The entries first: that they are new tells a repeated client id before the fence does. What a
/// missed fence leaves is taken back by hand; that is rare, and a savepoint around every message is
/// not cheap.
change_writer::stored change_writer::store_entries(const conversation_change& change,
                                                   const std::vector<domain::entry>& entries) {
  const auto conversation = change.decision.next.id;
  std::size_t inserted = 0;
  for (const auto& e : entries) {
    if (!insert(conversation, e)) {
      take_back(conversation, entries, inserted);
      return stored::nothing;
    }
    ++inserted;
  }
  if (update(change)) return stored::all;
  take_back(conversation, entries, inserted);
  return stored::nothing;
}

bool change_writer::insert(domain::conversation_id conversation, const domain::entry& e) {
  entry_.conversation.assign(conversation.text().view());
  entry_.seq = e.seq;
  entry_.kind.assign(name_of(e.kind));
  entry_.role.assign(name_of(e.role));
  entry_.author_set = e.author ? soci::i_ok : soci::i_null;
  if (e.author) entry_.author.assign(e.author->id.text().view());
  entry_.client_id_set = e.client_id.empty() ? soci::i_null : soci::i_ok;
  entry_.client_id = sql_.held(e.client_id);
  entry_.body = sql_.held(e.body);
  entry_.meta = encode_meta(e.meta);
  entry_.created_at = domain::to_ms(e.created_at);
  return insert_entry_.execute() == 1;
}

void change_writer::take_back(domain::conversation_id conversation,
                              const std::vector<domain::entry>& entries, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    sql_.run(delete_entry, in(conversation), in(entries[i].seq));
}

bool change_writer::update(const conversation_change& change) {
  bind_row(change);
  const auto& decided = change.decision;
  const bool may_be_plain =
      !decided.entries.empty() && !decided.lead && decided.next.epoch == change.expected_epoch;
  return (may_be_plain && update_position_.execute() == 1) || update_all(change);
}

bool change_writer::update_all(const conversation_change& change) {
  if (update_all_.execute() != 1) return false;
  leads::touch(sql_, change.decision.next.id, change.decision.next.last_activity_at);
  return true;
}

void change_writer::bind_row(const conversation_change& change) {
  const auto& next = change.decision.next;
  row_.id.assign(next.id.text().view());
  row_.expected_epoch = change.expected_epoch;
  row_.expected_last_seq = change.expected_last_seq;
  row_.controller.assign(name_of(next.controller));
  row_.claimed_by_set = next.claim ? soci::i_ok : soci::i_null;
  if (next.claim) row_.claimed_by.assign(next.claim->holder.id.text().view());
  set(row_.claimed_at, row_.claimed_at_set,
      next.claim ? std::optional{next.claim->since} : std::nullopt);
  row_.epoch = next.epoch;
  row_.last_seq = next.last_seq;
  row_.visitor_seq = next.visitor_seq;
  row_.last_question_seq = next.last_question_seq;
  row_.answered_seq = next.answered_seq;
  row_.visitor_message_count = next.visitor_message_count;
  set(row_.queued_at, row_.queued_at_set, next.queued_at);
  set(row_.deadline_at, row_.deadline_at_set, next.deadline_at);
  row_.last_activity_at = domain::to_ms(next.last_activity_at);
  set(row_.visitor_wrote_at, row_.visitor_wrote_at_set, next.visitor_wrote_at);
}

/// A change with a lead, audit rows or what else goes with it: rare enough for a savepoint.
change_writer::stored change_writer::store_with_company(const conversation_change& change,
                                                        committed& result) {
  const auto& decided = change.decision;
  auto entries = decided.entries;
  // Before anything of the conversation, so that two processes that meet in both wait for each
  // other in one order.
  row_locks::workspace(sql_, decided.next.workspace);
  if (decided.lead) {
    auto captured = leads::capture(sql_, decided.next, *decided.lead, change.now);
    for (auto& e : entries)
      if (e.kind == domain::entry_kind::lead_captured) e.meta.lead = captured.lead.id;
    result.lead_is_new = captured.is_new;
    result.lead = std::move(captured.lead);
  }
  if (store_entries(change, entries) == stored::nothing) return stored::nothing;
  if (result.lead) sql_.run(set_lead, in(result.lead->id), in(decided.next.id));
  if (result.lead_is_new) delivery_queue::tell_of(sql_, ids_, *result.lead, change.now);
  if (decided.shift_changed) live_chat::put_shift(sql_, decided.next.id, decided.next.shift);
  if (decided.notify_members_by_mail)
    delivery_queue::call_members(sql_, ids_, decided.next, change.now);
  append_audits(change);
  return stored::all;
}

void change_writer::append_audits(const conversation_change& change) {
  const auto& next = change.decision.next;
  for (const auto& record : change.decision.audits)
    audit::append(sql_, next.workspace,
                  {ids_.make<domain::audit_id>(change.now), record.actor, record.action,
                   "conversation", next.id.str(), change.now});
}

commit_outcome change_writer::why_nothing_was_stored(const conversation_change& change) {
  const auto conversation = change.decision.next.id;
  for (const auto& e : change.decision.entries) {
    if (e.client_id.empty()) continue;
    if (auto first = timeline::by_client_id(sql_, conversation, e.client_id))
      return duplicate{std::move(*first)};
  }
  if (conversations::deleted_from(sql_, conversation)) return domain::fail(domain::errc::deleted);
  if (!conversations::exists(sql_, conversation)) return domain::fail(domain::errc::not_found);
  return domain::fail(domain::errc::conflict);
}

}  // namespace takeover::storage::detail
