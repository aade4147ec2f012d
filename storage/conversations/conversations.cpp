#include "storage/conversations/conversations.hpp"

#include <algorithm>

#include "storage/agents/agents.hpp"
#include "storage/decisions/conversation_reading.hpp"
#include "storage/live_chat/live_chat.hpp"
#include "storage/sql/sql_text.hpp"

namespace takeover::storage::conversations {
namespace {

const std::string select_view = select_conversations("WHERE c.id = :id");
constexpr const char* select_workspace = "SELECT workspace_id FROM conversations WHERE id = :id";
constexpr const char* select_tombstone =
    "SELECT workspace_id FROM deleted_conversations WHERE id = :id";
constexpr const char* select_to_resume = R"sql(
  SELECT id
  FROM conversations
  WHERE visitor_id = :visitor AND cleared_at IS NULL
    AND last_activity_at >= :since
  ORDER BY last_activity_at DESC, id DESC
  LIMIT 1)sql";
constexpr const char* select_due = R"sql(
  SELECT id
  FROM conversations
  WHERE deadline_at IS NOT NULL AND deadline_at <= :now
  ORDER BY deadline_at, id
  LIMIT :count)sql";
constexpr const char* select_unanswered = R"sql(
  SELECT id
  FROM conversations
  WHERE controller = 'bot' AND last_question_seq > answered_seq
    AND id > :after
  ORDER BY id
  LIMIT :count)sql";
constexpr const char* select_held_in = R"sql(
  SELECT id
  FROM conversations
  WHERE claimed_by_user_id IS NOT NULL AND workspace_id = :workspace
  ORDER BY id)sql";
constexpr const char* select_held_by = R"sql(
  SELECT id
  FROM conversations
  WHERE claimed_by_user_id = :user AND workspace_id = :workspace
  ORDER BY id)sql";
constexpr const char* insert_conversation = R"sql(
  INSERT INTO conversations (id, workspace_id, agent_id, visitor_id, controller, created_at,
    last_activity_at, page_url)
  VALUES (:id, :workspace, :agent, :visitor, 'bot', :now, :now, :page_url))sql";
constexpr const char* update_cleared =
    "UPDATE conversations SET cleared_at = :now WHERE id = :id AND cleared_at IS NULL";
constexpr const char* update_page =
    "UPDATE conversations SET page_url = :page_url WHERE id = :id AND page_url <> :known";
// By workspace, since the index of the list of unused conversations begins with it.
constexpr const char* select_unused = R"sql(
  SELECT c.id, c.workspace_id
  FROM workspaces w
  JOIN conversations c ON c.workspace_id = w.id AND c.engaged = 0 AND c.last_activity_at < :since
  WHERE c.controller = 'bot'
  LIMIT :count)sql";
// Workspace by workspace, since the index of the list begins with it.
constexpr const char* select_newest_activity = R"sql(
  SELECT coalesce(max(newest), 0)
  FROM (
    SELECT (SELECT max(c.last_activity_at) FROM conversations c
            WHERE c.workspace_id = w.id AND c.engaged = 0) AS newest
    FROM workspaces w
    UNION ALL
    SELECT (SELECT max(c.last_activity_at) FROM conversations c
            WHERE c.workspace_id = w.id AND c.engaged = 1)
    FROM workspaces w
    UNION ALL
    SELECT max(claimed_at) FROM conversations WHERE claimed_by_user_id > ''
    UNION ALL
    SELECT max(queued_at) FROM conversations WHERE controller = 'queued') AS latest)sql";
constexpr const char* select_waiting =
    "SELECT workspace_id, id, queued_at FROM conversations WHERE controller = 'queued'";
// True if some process has reported the claim holder as connected since then.
constexpr std::string_view holder_is_online = R"sql(
  EXISTS (SELECT 1 FROM member_heartbeats h
    WHERE h.user_id = conversations.claimed_by_user_id
      AND h.workspace_id = conversations.workspace_id AND h.seen_at >= :since))sql";
constexpr std::string_view where_deadline_is_set_as = R"sql(
  SELECT id FROM conversations
  WHERE claimed_by_user_id > '' AND (deadline_at IS NOT NULL) = )sql";
constexpr std::string_view and_not_prompted = R"sql(
    AND NOT EXISTS (SELECT 1 FROM shifts s
      WHERE s.conversation_id = conversations.id AND s.asked_at IS NOT NULL))sql";
constexpr std::string_view select_stale_deadlines =
    joined<where_deadline_is_set_as, holder_is_online, and_not_prompted>;
constexpr std::string_view set_deadlines_unless = R"sql(
  UPDATE conversations
  SET deadline_at = :grace + CASE WHEN claimed_at > :now THEN claimed_at ELSE :now END
  WHERE claimed_by_user_id IS NOT NULL AND deadline_at IS NULL AND NOT )sql";
constexpr std::string_view update_deadlines = joined<set_deadlines_unless, holder_is_online>;

template <class... Inputs>
std::vector<domain::conversation_id> read_ids(reader& rows, std::string_view statement,
                                              const Inputs&... inputs) {
  domain::conversation_id id;
  auto result = rows.sql().query(statement, inputs..., out(id));
  std::vector<domain::conversation_id> ids;
  while (result.next()) ids.push_back(id);
  return ids;
}

}  // namespace

std::optional<domain::conversation_view> view(reader& rows, domain::conversation_id id) {
  auto read = read_conversations(rows, select_view, in(id));
  if (!read.left_out.empty()) throw db_error{read.left_out.front()};
  if (read.views.empty()) return std::nullopt;
  return std::move(read.views.front());
}

bool exists(reader& rows, domain::conversation_id id) {
  domain::workspace_id workspace;
  return rows.sql().query_one(select_workspace, in(id), out(workspace));
}

std::optional<domain::workspace_id> deleted_from(reader& rows, domain::conversation_id id) {
  domain::workspace_id workspace;
  if (!rows.sql().query_one(select_tombstone, in(id), out(workspace))) return std::nullopt;
  return workspace;
}

std::optional<domain::conversation_id> to_resume(reader& rows, domain::visitor_id visitor,
                                                 domain::timestamp since) {
  auto ids = read_ids(rows, select_to_resume, in(visitor), in(since));
  if (ids.empty()) return std::nullopt;
  return ids.front();
}

std::vector<domain::conversation_id> due(reader& rows, domain::timestamp now, int limit) {
  auto ids = read_ids(rows, select_due, in(now), in(limit));
  for (const auto id : live_chat::shifts_due(rows, now, limit))
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  return ids;
}

std::optional<domain::timestamp> newest_activity(reader& rows) {
  domain::timestamp newest{};
  (void)rows.sql().query_one(select_newest_activity, out(newest));
  return newest == domain::timestamp{} ? std::nullopt : std::optional{newest};
}

std::vector<domain::conversation_id> unanswered(reader& rows, domain::conversation_id after,
                                                int limit) {
  return read_ids(rows, select_unanswered, in(after), in(limit));
}

std::vector<unused_conversation> unused_since(reader& rows, domain::timestamp since, int limit) {
  unused_conversation row;
  auto result =
      rows.sql().query(select_unused, in(since), in(limit), out(row.id), out(row.workspace));
  std::vector<unused_conversation> list;
  (void)read_each(result, [&] { list.push_back(row); });
  return list;
}

std::vector<waiting_conversation> waiting(reader& rows) {
  waiting_conversation row;
  auto result =
      rows.sql().query(select_waiting, out(row.workspace), out(row.conversation), out(row.since));
  std::vector<waiting_conversation> list;
  (void)read_each(result, [&] { list.push_back(row); });
  return list;
}

std::vector<domain::conversation_id> held_in(reader& rows, domain::workspace_id workspace) {
  return read_ids(rows, select_held_in, in(workspace));
}

std::vector<domain::conversation_id> held_by(reader& rows, domain::workspace_id workspace,
                                             domain::user_id user) {
  return read_ids(rows, select_held_by, in(user), in(workspace));
}

void create(writer& rows, const new_conversation& conversation) {
  const auto& visitor = conversation.visitor;
  visitors::insert_if_new(rows, visitor, conversation.now);
  rows.sql().run(insert_conversation, in(conversation.id), in(conversation.workspace),
                 in(visitor.agent), in(visitor.id), in(conversation.now),
                 in(conversation.page_url));
}

void mark_cleared(writer& rows, domain::conversation_id id, domain::timestamp now) {
  rows.sql().run(update_cleared, in(now), in(id));
}

bool set_page(writer& rows, domain::conversation_id id, const std::string& page_url) {
  return rows.sql().run(update_page, in(page_url), in(id), in(page_url)) > 0;
}

std::vector<domain::conversation_id> claims_with_stale_deadline(reader& rows,
                                                                domain::timestamp since) {
  return read_ids(rows, select_stale_deadlines, in(since));
}

std::int64_t start_claim_grace(writer& rows, domain::timestamp now, std::chrono::milliseconds grace,
                               domain::timestamp since) {
  const std::int64_t lasts = grace.count();
  return rows.sql().run(update_deadlines, in(lasts), in(now), in(since));
}

}  // namespace takeover::storage::conversations
