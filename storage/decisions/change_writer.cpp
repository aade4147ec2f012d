#include "storage/decisions/change_writer.hpp"

#include <algorithm>

#include "storage/audit/audit.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/conversations/entry_meta_codec.hpp"
#include "storage/conversations/timeline.hpp"
#include "storage/delivery/delivery_queue.hpp"
#include "storage/leads/leads.hpp"
#include "storage/live_chat/live_chat.hpp"
#include "storage/people/heartbeats.hpp"
#include "storage/sql/row_locks.hpp"

namespace takeover::storage {
namespace {

// ON CONFLICT DO NOTHING: a duplicate client id or seq affects zero rows instead of raising, which
// costs less than an exception.
constexpr const char* insert_entry = R"sql(
  INSERT INTO timeline_entries
    (conversation_id, seq, kind, role, author_user_id, client_id, body, meta, created_at)
  VALUES (:conversation, :seq, :kind, :role, :author, :client_id, :body, :meta, :created_at)
  ON CONFLICT DO NOTHING)sql";
// Locks the conversation's row first, as a batch does: one global order avoids deadlocks.
constexpr const char* insert_entry_under_lock = R"sql(
  INSERT INTO timeline_entries
    (conversation_id, seq, kind, role, author_user_id, client_id, body, meta, created_at)
  SELECT :conversation, CAST(:seq AS bigint), :kind, :role, :author, :client_id, :body, :meta,
    CAST(:created_at AS bigint)
  FROM (SELECT 1 FROM conversations WHERE id = :conversation FOR NO KEY UPDATE) AS locked
  ON CONFLICT DO NOTHING)sql";
constexpr const char* delete_entry =
    "DELETE FROM timeline_entries WHERE conversation_id = :conversation AND seq = :seq";
constexpr std::string_view meets_fence =
    " WHERE id = :id AND epoch = :expected_epoch AND last_seq = :expected_last_seq";

constexpr const char* select_holder = "SELECT claimed_by_user_id FROM conversations WHERE id = :id";
constexpr const char* set_lead =
    "UPDATE conversations SET lead_id = :lead WHERE id = :conversation";

std::string assigned(const column_text& column) {
  return std::string{column.name} + " = :" + std::string{column.name};
}

std::string compared(const column_text& column) {
  const auto* is = column.null == column_text::nulls::allowed ? " IS NOT DISTINCT FROM :" : " = :";
  return std::string{column.name} + is + std::string{column.name};
}

/// What a plain message changes. It leaves alone the columns that other indexes hold, and so asks
/// that they are already as the decision wants them, and that there is no lead to be told of the
/// activity.
std::string update_activity_only() {
  const auto activity = joined_columns(", ", [](const column_text& column) {
    return column.group == column_group::activity ? assigned(column) : std::string{};
  });
  const auto control = joined_columns(" AND ", [](const column_text& column) {
    return column.group == column_group::control ? compared(column) : std::string{};
  });
  return "UPDATE conversations SET " + activity + std::string{meets_fence} +
         " AND lead_id IS NULL AND " + control;
}

/// All that decisions change.
std::string update_whole_row() {
  return "UPDATE conversations SET " + joined_columns(", ", assigned) + std::string{meets_fence};
}

/// Undone as a whole unless `keep` is called. Undone already if its transaction is gone.
class savepoint {
 public:
  explicit savepoint(sql_session& sql) : sql_(sql) { sql_.savepoint(); }
  ~savepoint() {
    if (done_ || !sql_.in_transaction()) return;
    try {
      undo();
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
  void undo() {
    done_ = true;
    if (sql_.in_transaction()) sql_.roll_back_savepoint();
  }

 private:
  sql_session& sql_;
  bool done_ = false;
};

}  // namespace

change_writer::change_writer(writer& rows)
    : rows_(rows),
      sql_(rows.sql()),
      insert_entry_(sql_, sql_.choose(insert_entry, insert_entry_under_lock),
                    [this](soci::statement& to) { bind_entry(to); }),
      update_activity_(sql_, update_activity_only(),
                       [this](soci::statement& to) {
                         bind_columns(to, {column_group::activity});
                         bind_fence(to);
                         bind_columns(to, {column_group::control});
                       }),
      update_all_(sql_, update_whole_row(), [this](soci::statement& to) {
        bind_columns(to, {column_group::activity, column_group::control, column_group::epoch});
        bind_fence(to);
      }) {}

void change_writer::bind_entry(soci::statement& to) {
  to.exchange(bound(entry_.conversation));
  to.exchange(bound(entry_.seq));
  to.exchange(bound(entry_.kind));
  to.exchange(bound(entry_.role));
  to.exchange(bound(entry_.author));
  to.exchange(bound(entry_.client_id));
  to.exchange(bound(entry_.body));
  to.exchange(bound(entry_.meta));
  to.exchange(bound(entry_.created_at));
}

void change_writer::bind_fence(soci::statement& to) {
  to.exchange(bound(row_.id));
  to.exchange(bound(row_.expected_epoch));
  to.exchange(bound(row_.expected_last_seq));
}

/// Those of the groups, in the order of the table.
void change_writer::bind_columns(soci::statement& to, std::initializer_list<column_group> groups) {
  const auto bind = [&](column_group group, auto& value) {
    if (std::ranges::find(groups, group) != groups.end()) to.exchange(bound(value));
  };
  [&]<std::size_t... At>(std::index_sequence<At...>) {
    (bind(std::get<At>(conversation_columns).group, std::get<At>(row_.columns)), ...);
  }
  (std::make_index_sequence<std::tuple_size_v<column_parameters>>{});
}

bool change_writer::has_side_effects(const domain::decision& decided) noexcept {
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
    if (!has_side_effects(decided)) {
      if (store_entries(change, decided.entries) == stored::all) return result;
    } else {
      savepoint guard{sql_};
      if (store_with_side_effects(change, result) == stored::all) {
        guard.keep();
        return result;
      }
    }
  } catch (const db_error& e) {
    // Rows of a conversation that is not there refer to nothing: found out after the fact, so that
    // no message pays for the question. In a transaction that PostgreSQL has given up nothing can
    // be asked: whoever rolls it back calls `diagnose_missing`.
    if (sql_.kind() == dialect::postgresql) throw;
    auto why = diagnose_missing(change, e);
    if (!why) throw;
    return std::move(*why);
  }
  return diagnose_conflict(change);
}

/// Of the claim as it is stored: the change ends it.
bool change_writer::holder_was_seen(const conversation_change& change) {
  std::optional<domain::user_id> holder;
  (void)sql_.query_one(select_holder, in(change.decision.next.id), out(holder));
  if (!holder) return false;
  const auto seen = heartbeats::last(rows_, change.decision.next.workspace, *holder, {});
  return seen && *seen >= *change.if_holder_unseen_since;
}

commit_outcome change_writer::apply_alone(const conversation_change& change) {
  savepoint guard{sql_};
  try {
    auto outcome = apply(change);
    guard.keep();
    return outcome;
  } catch (const db_error& e) {
    guard.undo();
    auto why = diagnose_missing(change, e);
    if (!why) throw;
    return std::move(*why);
  }
}

std::optional<commit_outcome> change_writer::diagnose_missing(const conversation_change& change,
                                                              const db_error& failure) {
  if (failure.problem() != db_problem::foreign_key ||
      conversations::exists(rows_, change.decision.next.id))
    return std::nullopt;
  return diagnose_conflict(change);
}

/// The entries first: that they are new tells a repeated client id before the fence does. What a
/// missed fence leaves is deleted by hand: that is rare, and a savepoint around every message is
/// not cheap.
change_writer::stored change_writer::store_entries(const conversation_change& change,
                                                   const std::vector<domain::entry>& entries) {
  const auto conversation = change.decision.next.id;
  std::size_t inserted = 0;
  for (const auto& e : entries) {
    if (!insert(conversation, e)) {
      undo_entries(conversation, entries, inserted);
      return stored::nothing;
    }
    ++inserted;
  }
  if (update(change)) return stored::all;
  undo_entries(conversation, entries, inserted);
  return stored::nothing;
}

bool change_writer::insert(domain::conversation_id conversation, const domain::entry& e) {
  entry_.conversation.set(conversation);
  entry_.seq.set(e.seq);
  entry_.kind.set(e.kind);
  entry_.role.set(e.role);
  entry_.author.set(e.author ? std::optional{e.author->id} : std::nullopt);
  entry_.client_id.set(e.client_id.empty() ? std::nullopt
                                           : std::optional{sql_.sanitized(e.client_id)});
  entry_.body.set(sql_.sanitized(e.body));
  entry_.meta.set(encode_meta(e.meta));
  entry_.created_at.set(e.created_at);
  return insert_entry_.execute() == 1;
}

void change_writer::undo_entries(domain::conversation_id conversation,
                                 const std::vector<domain::entry>& entries, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    sql_.run(delete_entry, in(conversation), in(entries[i].seq));
}

bool change_writer::update(const conversation_change& change) {
  set_row(change);
  const auto& decided = change.decision;
  const bool may_be_plain =
      !decided.entries.empty() && !decided.lead && decided.next.epoch == change.expected_epoch;
  return (may_be_plain && update_activity_.execute() == 1) || update_all(change);
}

bool change_writer::update_all(const conversation_change& change) {
  if (update_all_.execute() != 1) return false;
  leads::touch(rows_, change.decision.next.id, change.decision.next.last_activity_at);
  return true;
}

void change_writer::set_row(const conversation_change& change) {
  const auto& next = change.decision.next;
  row_.id.set(next.id);
  row_.expected_epoch.set(change.expected_epoch);
  row_.expected_last_seq.set(change.expected_last_seq);
  [&]<std::size_t... At>(std::index_sequence<At...>) {
    (std::get<At>(row_.columns).set(std::get<At>(conversation_columns).get(next)), ...);
  }
  (std::make_index_sequence<std::tuple_size_v<column_parameters>>{});
}

/// A change with a lead, audit rows or what else goes with it: rare enough for a savepoint.
change_writer::stored change_writer::store_with_side_effects(const conversation_change& change,
                                                             committed& result) {
  const auto& decided = change.decision;
  auto entries = decided.entries;
  // Before anything of the conversation, so that two processes that meet in both wait for each
  // other in one order.
  row_locks::workspace(sql_, decided.next.workspace);
  if (decided.lead) {
    auto captured = leads::capture(rows_, decided.next, *decided.lead, change.now);
    for (auto& e : entries)
      if (e.kind == domain::entry_kind::lead_captured) domain::name_lead(e.meta, captured.lead.id);
    result.lead_is_new = captured.is_new;
    result.lead = std::move(captured.lead);
  }
  if (store_entries(change, entries) == stored::nothing) return stored::nothing;
  if (result.lead) sql_.run(set_lead, in(result.lead->id), in(decided.next.id));
  if (result.lead_is_new)
    delivery_queue::enqueue_lead_notifications(rows_, *result.lead, change.now);
  if (decided.shift_changed) live_chat::put_shift(rows_, decided.next.id, decided.next.shift);
  if (decided.notify_members_by_mail)
    delivery_queue::enqueue_handoff_mails(rows_, decided.next, change.now);
  append_audits(change);
  return stored::all;
}

void change_writer::append_audits(const conversation_change& change) {
  const auto& next = change.decision.next;
  for (const auto& record : change.decision.audits)
    audit::append(rows_, next.workspace,
                  {rows_.ids().make<domain::audit_id>(change.now), record.actor, record.action,
                   "conversation", next.id.str(), change.now});
}

commit_outcome change_writer::diagnose_conflict(const conversation_change& change) {
  const auto conversation = change.decision.next.id;
  for (const auto& e : change.decision.entries) {
    if (e.client_id.empty()) continue;
    if (auto first = timeline::by_client_id(rows_, conversation, e.client_id))
      return duplicate{std::move(*first)};
  }
  if (conversations::deleted_from(rows_, conversation)) return domain::fail(domain::errc::deleted);
  if (!conversations::exists(rows_, conversation)) return domain::fail(domain::errc::not_found);
  return domain::fail(domain::errc::conflict);
}

// A job may go on after a change that failed; PostgreSQL lets it only behind a savepoint.
commit_outcome apply(writer& rows, const conversation_change& change) {
  return rows.sql().kind() == dialect::postgresql ? rows.changes().apply_alone(change)
                                                  : rows.changes().apply(change);
}

}  // namespace takeover::storage
