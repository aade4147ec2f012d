#include "storage/live_chat/live_chat.hpp"

#include "storage/live_chat/hours_codec.hpp"
#include "storage/sql/sql_session.hpp"

namespace takeover::storage::live_chat {
namespace {

using detail::in;
using detail::out;
using detail::sql_session;

constexpr const char* select_settings =
    "SELECT hours, position FROM live_chat_settings WHERE workspace_id = :workspace";
constexpr const char* select_all_settings =
    "SELECT workspace_id, hours, position FROM live_chat_settings ORDER BY workspace_id";
constexpr const char* upsert_settings =
    "INSERT INTO live_chat_settings (workspace_id, hours, position, updated_at) VALUES "
    "(:workspace, :hours, :position, :now) "
    "ON CONFLICT (workspace_id) DO UPDATE SET hours = excluded.hours, position = "
    "excluded.position, updated_at = excluded.updated_at";
constexpr const char* select_agent_hours =
    "SELECT agent_id, hours FROM agent_hours ORDER BY agent_id";
constexpr const char* select_agents =
    "SELECT a.id, a.name, h.agent_id, h.hours FROM agents a LEFT JOIN agent_hours h ON h.agent_id "
    "= a.id "
    "WHERE a.workspace_id = :workspace ORDER BY a.created_at, a.id";
constexpr const char* upsert_agent_hours =
    "INSERT INTO agent_hours (agent_id, hours, updated_at) VALUES (:agent, :hours, :now) "
    "ON CONFLICT (agent_id) DO UPDATE SET hours = excluded.hours, updated_at = excluded.updated_at";
constexpr const char* delete_agent_hours = "DELETE FROM agent_hours WHERE agent_id = :agent";
constexpr const char* select_switched_off =
    "SELECT workspace_id, user_id FROM memberships WHERE available = 0";
constexpr const char* update_switch =
    "UPDATE memberships SET available = :available WHERE user_id = :user AND workspace_id = "
    ":workspace";
constexpr const char* select_shift =
    "SELECT ends_at, asked_at FROM shifts WHERE conversation_id = :conversation";
constexpr const char* upsert_shift =
    "INSERT INTO shifts (conversation_id, ends_at, asked_at) VALUES (:conversation, :ends_at, "
    ":asked_at) "
    "ON CONFLICT (conversation_id) DO UPDATE SET ends_at = excluded.ends_at, asked_at = "
    "excluded.asked_at";
constexpr const char* delete_shift = "DELETE FROM shifts WHERE conversation_id = :conversation";
constexpr const char* select_shifts_due =
    "SELECT conversation_id FROM shifts WHERE asked_at IS NULL AND ends_at <= :now ORDER BY "
    "ends_at, conversation_id LIMIT :count";
constexpr const char* select_waiting =
    "SELECT workspace_id, id, queued_at FROM conversations WHERE controller = 'queued'";

std::optional<domain::business_hours> decoded(const std::optional<std::string>& column) {
  if (!column) return std::nullopt;
  return decode_hours(*column);
}

std::optional<std::string> encoded(const std::optional<domain::business_hours>& hours) {
  if (!hours) return std::nullopt;
  return encode_hours(*hours);
}

}  // namespace

domain::live_chat_settings settings(sql_session& sql, domain::workspace_id workspace) {
  domain::live_chat_settings found;
  std::optional<std::string> hours;
  if (sql.query_one(select_settings, in(workspace), out(hours), out(found.position)))
    found.hours = decoded(hours);
  return found;
}

std::vector<workspace_settings> all_settings(sql_session& sql) {
  workspace_settings row;
  std::optional<std::string> hours;
  auto found =
      sql.query(select_all_settings, out(row.workspace), out(hours), out(row.settings.position));
  std::vector<workspace_settings> list;
  while (found.next()) {
    row.settings.hours = decoded(hours);
    list.push_back(row);
  }
  return list;
}

void put_settings(sql_session& sql, domain::workspace_id workspace,
                  const domain::live_chat_settings& settings, domain::timestamp now) {
  const auto hours = encoded(settings.hours);
  sql.run(upsert_settings, in(workspace), in(hours), in(settings.position), in(now));
}

std::vector<agent_hours> all_agent_hours(sql_session& sql) {
  agent_hours row;
  std::optional<std::string> hours;
  auto found = sql.query(select_agent_hours, out(row.agent), out(hours));
  std::vector<agent_hours> list;
  while (found.next()) {
    row.own.hours = decoded(hours);
    list.push_back(row);
  }
  return list;
}

std::vector<agent_hours_row> agents_with_hours(sql_session& sql, domain::workspace_id workspace) {
  agent_hours_row row;
  std::optional<domain::agent_id> own;
  std::optional<std::string> hours;
  auto found =
      sql.query(select_agents, in(workspace), out(row.agent), out(row.name), out(own), out(hours));
  std::vector<agent_hours_row> list;
  while (found.next()) {
    row.own = own ? std::optional{own_hours{decoded(hours)}} : std::nullopt;
    list.push_back(row);
  }
  return list;
}

void put_agent_hours(sql_session& sql, domain::agent_id agent,
                     const std::optional<own_hours>& hours, domain::timestamp now) {
  if (!hours) {
    sql.run(delete_agent_hours, in(agent));
    return;
  }
  const auto column = encoded(hours->hours);
  sql.run(upsert_agent_hours, in(agent), in(column), in(now));
}

std::vector<switched_off> all_switched_off(sql_session& sql) {
  switched_off row;
  auto found = sql.query(select_switched_off, out(row.workspace), out(row.user));
  std::vector<switched_off> list;
  while (found.next()) list.push_back(row);
  return list;
}

void put_switch(sql_session& sql, domain::workspace_id workspace, domain::user_id user,
                domain::member_switch to) {
  const std::int64_t available = to == domain::member_switch::available ? 1 : 0;
  sql.run(update_switch, in(available), in(user), in(workspace));
}

std::optional<domain::shift> shift_of(sql_session& sql, domain::conversation_id conversation) {
  domain::shift row;
  if (!sql.query_one(select_shift, in(conversation), out(row.ends_at), out(row.asked_at)))
    return std::nullopt;
  return row;
}

void put_shift(sql_session& sql, domain::conversation_id conversation,
               const std::optional<domain::shift>& shift) {
  if (shift) {
    sql.run(upsert_shift, in(conversation), in(shift->ends_at), in(shift->asked_at));
  } else {
    sql.run(delete_shift, in(conversation));
  }
}

std::vector<domain::conversation_id> shifts_due(sql_session& sql, domain::timestamp now,
                                                int limit) {
  domain::conversation_id id;
  auto found = sql.query(select_shifts_due, in(now), in(limit), out(id));
  std::vector<domain::conversation_id> ids;
  while (found.next()) ids.push_back(id);
  return ids;
}

std::vector<waiting_conversation> all_waiting(sql_session& sql) {
  waiting_conversation row;
  auto found = sql.query(select_waiting, out(row.workspace), out(row.conversation), out(row.since));
  std::vector<waiting_conversation> list;
  (void)detail::read_each(found, [&] { list.push_back(row); });
  return list;
}

}  // namespace takeover::storage::live_chat
