#include "storage/conversations/conversations.hpp"

#include <algorithm>

#include "storage/agents/agents.hpp"
#include "storage/conversations/conversation_row.hpp"
#include "storage/live_chat/live_chat.hpp"
#include "storage/sql/row_locks.hpp"

namespace takeover::storage::conversations {
namespace {

using detail::in;
using detail::out;
using detail::sql_session;

constexpr const char* select_view = TAKEOVER_SELECT_CONVERSATIONS "WHERE c.id = :id";
constexpr const char* select_workspace = "SELECT workspace_id FROM conversations WHERE id = :id";
constexpr const char* select_use =
    "SELECT visitor_message_count, controller FROM conversations WHERE id = :id";
constexpr const char* select_tombstone =
    "SELECT workspace_id FROM deleted_conversations WHERE id = :id";
constexpr const char* select_to_resume =
    "SELECT id FROM conversations WHERE visitor_id = :visitor AND cleared_at IS NULL AND "
    "last_activity_at >= :since "
    "ORDER BY last_activity_at DESC, id DESC LIMIT 1";
constexpr const char* select_due =
    "SELECT id FROM conversations WHERE deadline_at IS NOT NULL AND deadline_at <= :now ORDER BY "
    "deadline_at, id LIMIT :count";
constexpr const char* select_unanswered =
    "SELECT id FROM conversations WHERE controller = 'bot' AND last_question_seq > answered_seq "
    "AND id > :after ORDER BY id LIMIT :count";
constexpr const char* select_held_in =
    "SELECT id FROM conversations WHERE claimed_by_user_id IS NOT NULL AND workspace_id = "
    ":workspace ORDER BY id";
constexpr const char* select_held_by =
    "SELECT id FROM conversations WHERE claimed_by_user_id = :user AND workspace_id = :workspace "
    "ORDER BY id";
constexpr const char* insert_conversation =
    "INSERT INTO conversations (id, workspace_id, agent_id, visitor_id, controller, created_at, "
    "last_activity_at, page_url) "
    "VALUES (:id, :workspace, :agent, :visitor, 'bot', :now, :now, :page_url)";
constexpr const char* update_cleared =
    "UPDATE conversations SET cleared_at = :now WHERE id = :id AND cleared_at IS NULL";
constexpr const char* delete_row =
    "DELETE FROM conversations WHERE id = :id";  // its entries go with it; its lead lets go of it
constexpr const char* insert_tombstone =
    "INSERT INTO deleted_conversations (id, workspace_id, deleted_at) VALUES (:id, :workspace, "
    ":now)";
// Some process said lately that the holder of the claim is connected to it.
#define TAKEOVER_HOLDER_IS_PRESENT                                                                \
  "EXISTS (SELECT 1 FROM member_heartbeats h WHERE h.user_id = conversations.claimed_by_user_id " \
  "AND h.workspace_id = conversations.workspace_id "                                              \
  "AND h.seen_at >= :since)"
constexpr const char* select_misjudged =
    "SELECT id FROM conversations WHERE claimed_by_user_id > '' AND (deadline_at IS NOT NULL) "
    "= " TAKEOVER_HOLDER_IS_PRESENT
    " AND NOT EXISTS (SELECT 1 FROM shifts s WHERE s.conversation_id = conversations.id AND "
    "s.asked_at IS NOT NULL)";
constexpr const char* update_deadlines =
    "UPDATE conversations SET deadline_at = :grace + CASE WHEN claimed_at > :now THEN claimed_at "
    "ELSE :now END "
    "WHERE claimed_by_user_id IS NOT NULL AND deadline_at IS NULL AND "
    "NOT " TAKEOVER_HOLDER_IS_PRESENT;
#undef TAKEOVER_HOLDER_IS_PRESENT

template <class... Inputs>
std::vector<domain::conversation_id> read_ids(sql_session& sql, const char* statement,
                                              const Inputs&... inputs) {
  domain::conversation_id id;
  auto found = sql.query(statement, inputs..., out(id));
  std::vector<domain::conversation_id> ids;
  while (found.next()) ids.push_back(id);
  return ids;
}

}  // namespace

std::optional<domain::conversation_view> view(sql_session& sql, domain::conversation_id id) {
  auto found = detail::read_conversations(sql, select_view, in(id));
  if (!found.left_out.empty()) throw db_error{found.left_out.front()};
  if (found.views.empty()) return std::nullopt;
  return std::move(found.views.front());
}

bool exists(sql_session& sql, domain::conversation_id id) {
  domain::workspace_id workspace;
  return sql.query_one(select_workspace, in(id), out(workspace));
}

std::optional<domain::workspace_id> deleted_from(sql_session& sql, domain::conversation_id id) {
  domain::workspace_id workspace;
  if (!sql.query_one(select_tombstone, in(id), out(workspace))) return std::nullopt;
  return workspace;
}

std::optional<domain::conversation_id> to_resume(sql_session& sql, domain::visitor_id visitor,
                                                 domain::timestamp since) {
  auto found = read_ids(sql, select_to_resume, in(visitor), in(since));
  if (found.empty()) return std::nullopt;
  return found.front();
}

std::vector<domain::conversation_id> due(sql_session& sql, domain::timestamp now, int limit) {
  auto ids = read_ids(sql, select_due, in(now), in(limit));
  for (const auto id : live_chat::shifts_due(sql, now, limit))
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  return ids;
}

std::vector<domain::conversation_id> unanswered(sql_session& sql, domain::conversation_id after,
                                                int limit) {
  return read_ids(sql, select_unanswered, in(after), in(limit));
}

std::vector<domain::conversation_id> held_in(sql_session& sql, domain::workspace_id workspace) {
  return read_ids(sql, select_held_in, in(workspace));
}

std::vector<domain::conversation_id> held_by(sql_session& sql, domain::workspace_id workspace,
                                             domain::user_id user) {
  return read_ids(sql, select_held_by, in(user), in(workspace));
}

void create(sql_session& sql, const new_conversation& conversation) {
  const auto& visitor = conversation.visitor;
  agents::know_visitor(sql, visitor, conversation.now);
  sql.run(insert_conversation, in(conversation.id), in(conversation.workspace), in(visitor.agent),
          in(visitor.id), in(conversation.now), in(conversation.page_url));
}

void mark_cleared(sql_session& sql, domain::conversation_id id, domain::timestamp now) {
  sql.run(update_cleared, in(now), in(id));
}

domain::result<void> remove(sql_session& sql, domain::conversation_id id,
                            domain::workspace_id workspace, domain::timestamp now,
                            domain::deletion what) {
  row_locks::conversation(sql, id);
  // Nothing else is asked of a row that is deleted however it is: a damaged one can be deleted,
  // too.
  domain::conversation found;
  if (!sql.query_one(select_workspace, in(id), out(found.workspace)))
    return domain::fail(deleted_from(sql, id) == workspace ? domain::errc::deleted
                                                           : domain::errc::not_found);
  if (found.workspace != workspace) return domain::fail(domain::errc::not_found);
  if (what == domain::deletion::only_unused) {
    // Whether the visitor is there, only the process knows that they are connected to.
    (void)sql.query_one(select_use, in(id), out(found.visitor_message_count),
                        out(found.controller));
    if (!domain::is_abandoned_empty(found, domain::presence::away))
      return domain::fail(domain::errc::conflict);
  }
  if (sql.run(delete_row, in(id)) == 0)
    return domain::fail(domain::errc::deleted);  // by another process, since
  sql.run(insert_tombstone, in(id), in(workspace), in(now));
  return {};
}

std::vector<domain::conversation_id> misjudged_claims(sql_session& sql, domain::timestamp since) {
  return read_ids(sql, select_misjudged, in(since));
}

std::int64_t start_grace(sql_session& sql, domain::timestamp now, std::chrono::milliseconds grace,
                         domain::timestamp since) {
  const std::int64_t lasts = grace.count();
  return sql.run(update_deadlines, in(lasts), in(now), in(since));
}

}  // namespace takeover::storage::conversations
