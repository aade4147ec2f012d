#include "storage/conversations/deletion.hpp"

#include "storage/agents/visitors.hpp"
#include "storage/audit/audit.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/people/membership_scripts.hpp"
#include "storage/sql/row_locks.hpp"
#include "storage/sql/sql_session.hpp"

namespace takeover::storage::conversations {
namespace {

constexpr const char* select_place =
    "SELECT workspace_id, visitor_id FROM conversations WHERE id = :id";
constexpr const char* select_use =
    "SELECT visitor_message_count, controller FROM conversations WHERE id = :id";
constexpr const char* select_use_of_unused = R"sql(
  SELECT visitor_id, visitor_message_count, controller, last_activity_at
  FROM conversations WHERE id = :id)sql";
constexpr const char* delete_row =
    "DELETE FROM conversations WHERE id = :id";  // its entries go with it; its lead lets go of it
constexpr const char* insert_tombstone = R"sql(
  INSERT INTO deleted_conversations (id, workspace_id, deleted_at)
  VALUES (:id, :workspace, :now))sql";

}  // namespace

domain::result<void> remove(writer& rows, domain::conversation_id id, const domain::member& by,
                            domain::timestamp now, domain::deletion what) {
  if (auto may = people::require(rows, by, domain::action::delete_conversation); !may)
    return may.error();
  row_locks::conversation(rows.sql(), id);
  // Nothing else is asked of a row that is deleted however it is: a damaged one can be deleted,
  // too.
  domain::conversation state;
  if (!rows.sql().query_one(select_place, in(id), out(state.workspace), out(state.visitor)))
    return domain::fail(deleted_from(rows, id) == by.workspace ? domain::errc::deleted
                                                               : domain::errc::not_found);
  if (state.workspace != by.workspace) return domain::fail(domain::errc::not_found);
  if (what == domain::deletion::only_unused) {
    // Whether the visitor is there, only the process knows that they are connected to.
    (void)rows.sql().query_one(select_use, in(id), out(state.visitor_message_count),
                               out(state.controller));
    if (!domain::is_abandoned_empty(state, domain::presence::away))
      return domain::fail(domain::errc::conflict);
  }
  if (rows.sql().run(delete_row, in(id)) == 0)
    return domain::fail(domain::errc::deleted);  // by another process, since
  rows.sql().note_erasure();
  rows.sql().run(insert_tombstone, in(id), in(by.workspace), in(now));
  visitors::forget_if_unused(rows, state.visitor);
  audit::append(rows, by, {"conversation.delete", "conversation", id.str()}, now);
  return {};
}

domain::result<void> expire(writer& rows, domain::conversation_id id,
                            domain::timestamp unused_since) {
  row_locks::conversation(rows.sql(), id);
  domain::conversation state;
  if (!rows.sql().query_one(select_use_of_unused, in(id), out(state.visitor),
                            out(state.visitor_message_count), out(state.controller),
                            out(state.last_activity_at)))
    return domain::fail(domain::errc::not_found);
  if (!domain::is_abandoned_empty(state, domain::presence::away) ||
      state.last_activity_at >= unused_since)
    return domain::fail(domain::errc::conflict);
  rows.sql().run(delete_row, in(id));
  rows.sql().note_erasure();
  visitors::forget_if_unused(rows, state.visitor);
  return {};
}

}  // namespace takeover::storage::conversations
