#include "storage/live_chat/live_chat.hpp"

#include "storage/live_chat/hours_codec.hpp"
#include "storage/sql/sql_session.hpp"

namespace takeover::storage::live_chat {
namespace {

constexpr const char* select_settings =
    "SELECT hours, position FROM live_chat_settings WHERE workspace_id = :workspace";
constexpr const char* select_all_settings =
    "SELECT workspace_id, hours, position FROM live_chat_settings ORDER BY workspace_id";
constexpr const char* upsert_settings = R"sql(
  INSERT INTO live_chat_settings (workspace_id, hours, position, updated_at)
  VALUES (:workspace, :hours, :position, :now)
  ON CONFLICT (workspace_id) DO UPDATE SET hours = excluded.hours, position =
    excluded.position, updated_at = excluded.updated_at)sql";
constexpr const char* select_agent_hours =
    "SELECT agent_id, hours FROM agent_hours ORDER BY agent_id";
constexpr const char* select_agents = R"sql(
  SELECT a.id, a.name, h.agent_id, h.hours
  FROM agents a
  LEFT JOIN agent_hours h ON h.agent_id = a.id
  WHERE a.workspace_id = :workspace
  ORDER BY a.created_at, a.id)sql";
constexpr const char* upsert_agent_hours = R"sql(
  INSERT INTO agent_hours (agent_id, hours, updated_at)
  VALUES (:agent, :hours, :now)
  ON CONFLICT (agent_id) DO UPDATE SET hours = excluded.hours, updated_at =
    excluded.updated_at)sql";
constexpr const char* delete_agent_hours = "DELETE FROM agent_hours WHERE agent_id = :agent";
constexpr const char* select_switched_off =
    "SELECT workspace_id, user_id FROM memberships WHERE available = 0";
constexpr const char* update_switch = R"sql(
  UPDATE memberships
  SET available = :available
  WHERE user_id = :user AND workspace_id = :workspace)sql";
constexpr const char* select_shift =
    "SELECT ends_at, asked_at FROM shifts WHERE conversation_id = :conversation";
constexpr const char* upsert_shift = R"sql(
  INSERT INTO shifts (conversation_id, ends_at, asked_at)
  VALUES (:conversation, :ends_at, :asked_at)
  ON CONFLICT (conversation_id) DO UPDATE SET ends_at = excluded.ends_at, asked_at =
    excluded.asked_at)sql";
constexpr const char* delete_shift = "DELETE FROM shifts WHERE conversation_id = :conversation";
constexpr const char* select_shifts_due = R"sql(
  SELECT conversation_id
  FROM shifts
  WHERE asked_at IS NULL AND ends_at <= :now
  ORDER BY ends_at, conversation_id
  LIMIT :count)sql";

std::optional<domain::business_hours> decoded(const std::optional<std::string>& column) {
  if (!column) return std::nullopt;
  return decode_hours(*column);
}

std::optional<std::string> encoded(const std::optional<domain::business_hours>& hours) {
  if (!hours) return std::nullopt;
  return encode_hours(*hours);
}

}  // namespace

domain::live_chat_settings settings(reader& rows, domain::workspace_id workspace) {
  domain::live_chat_settings stored;
  std::optional<std::string> hours;
  if (rows.sql().query_one(select_settings, in(workspace), out(hours), out(stored.position)))
    stored.hours = decoded(hours);
  return stored;
}

std::vector<workspace_settings> all_settings(reader& rows) {
  workspace_settings row;
  std::optional<std::string> hours;
  auto result = rows.sql().query(select_all_settings, out(row.workspace), out(hours),
                                 out(row.settings.position));
  std::vector<workspace_settings> list;
  while (result.next()) {
    row.settings.hours = decoded(hours);
    list.push_back(row);
  }
  return list;
}

void put_settings(writer& rows, domain::workspace_id workspace,
                  const domain::live_chat_settings& settings, domain::timestamp now) {
  const auto hours = encoded(settings.hours);
  rows.sql().run(upsert_settings, in(workspace), in(hours), in(settings.position), in(now));
}

std::vector<agent_hours_record> all_agent_hours(reader& rows) {
  agent_hours_record row;
  std::optional<std::string> hours;
  auto result = rows.sql().query(select_agent_hours, out(row.agent), out(hours));
  std::vector<agent_hours_record> list;
  while (result.next()) {
    row.own.hours = decoded(hours);
    list.push_back(row);
  }
  return list;
}

std::vector<agent_with_hours> agents_with_hours(reader& rows, domain::workspace_id workspace) {
  agent_with_hours row;
  std::optional<domain::agent_id> own;
  std::optional<std::string> hours;
  auto result = rows.sql().query(select_agents, in(workspace), out(row.agent), out(row.name),
                                 out(own), out(hours));
  std::vector<agent_with_hours> list;
  while (result.next()) {
    row.own = own ? std::optional{hours_override{decoded(hours)}} : std::nullopt;
    list.push_back(row);
  }
  return list;
}

void put_agent_hours(writer& rows, domain::agent_id agent,
                     const std::optional<hours_override>& hours, domain::timestamp now) {
  if (!hours) {
    rows.sql().run(delete_agent_hours, in(agent));
    return;
  }
  const auto column = encoded(hours->hours);
  rows.sql().run(upsert_agent_hours, in(agent), in(column), in(now));
}

std::vector<switched_off_member> members_switched_off(reader& rows) {
  switched_off_member row;
  auto result = rows.sql().query(select_switched_off, out(row.workspace), out(row.user));
  std::vector<switched_off_member> list;
  while (result.next()) list.push_back(row);
  return list;
}

void put_switch(writer& rows, domain::workspace_id workspace, domain::user_id user,
                domain::member_switch to) {
  const std::int64_t available = to == domain::member_switch::available ? 1 : 0;
  rows.sql().run(update_switch, in(available), in(user), in(workspace));
}

std::optional<domain::shift> shift_of(reader& rows, domain::conversation_id conversation) {
  domain::shift row;
  if (!rows.sql().query_one(select_shift, in(conversation), out(row.ends_at), out(row.asked_at)))
    return std::nullopt;
  return row;
}

void put_shift(writer& rows, domain::conversation_id conversation,
               const std::optional<domain::shift>& shift) {
  if (shift) {
    rows.sql().run(upsert_shift, in(conversation), in(shift->ends_at), in(shift->asked_at));
  } else {
    rows.sql().run(delete_shift, in(conversation));
  }
}

std::vector<domain::conversation_id> shifts_due(reader& rows, domain::timestamp now, int limit) {
  domain::conversation_id id;
  auto result = rows.sql().query(select_shifts_due, in(now), in(limit), out(id));
  std::vector<domain::conversation_id> ids;
  while (result.next()) ids.push_back(id);
  return ids;
}

}  // namespace takeover::storage::live_chat
