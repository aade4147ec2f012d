#include "storage/decisions/conversation_reading.hpp"

#include "storage/conversations/timeline.hpp"
#include "storage/leads/leads.hpp"
#include "storage/live_chat/live_chat.hpp"

namespace takeover::storage {
namespace {

constexpr const char* fixed_columns = R"sql(
  SELECT c.id, c.workspace_id, c.agent_id, c.visitor_id, c.created_at, c.page_url, c.lead_id,
    u.name, a.name, v.name, v.email, )sql";
constexpr const char* tables = R"sql(
  FROM conversations c
  JOIN agents a ON a.id = c.agent_id
  JOIN visitors v ON v.id = c.visitor_id
  LEFT JOIN users u ON u.id = c.claimed_by_user_id
  )sql";

}  // namespace

std::string joined_columns(std::string_view separator, std::string (*piece)(const column_text&)) {
  std::string text;
  for (const auto& column : column_texts) {
    const auto part = piece(column);
    if (part.empty()) continue;
    if (!text.empty()) text += separator;
    text += part;
  }
  return text;
}

std::string select_conversations(std::string_view condition) {
  return fixed_columns +
         joined_columns(", ",
                        [](const column_text& column) { return "c." + std::string{column.name}; }) +
         tables + std::string{condition};
}

domain::conversation_view complete(reader& rows, conversation_row& row) {
  auto whole = std::exchange(row.view, {});
  if (row.holder && row.claimed_at) {
    whole.state.claim = domain::claim{{*row.holder, row.holder_name.value_or("")}, *row.claimed_at};
    whole.state.shift = live_chat::shift_of(rows, whole.state.id);
  }
  if (row.lead) whole.captured = leads::by_id(rows, *row.lead);
  whole.last = timeline::last_message(rows, whole.state.id);
  return whole;
}

}  // namespace takeover::storage
