/// One row of `conversations` with the names around it, as a query gives it. Owns the columns'
/// order; no condition.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "storage/conversations/timeline.hpp"
#include "storage/leads/leads.hpp"
#include "storage/live_chat/live_chat.hpp"
#include "storage/sql/sql_session.hpp"

namespace takeover::storage::detail {

/// To be followed by a condition on `c`.
#define TAKEOVER_SELECT_CONVERSATIONS                                                            \
  "SELECT c.id, c.workspace_id, c.agent_id, c.visitor_id, c.controller, c.claimed_by_user_id, "  \
  "u.name, c.claimed_at, c.epoch, "                                                              \
  "c.last_seq, c.visitor_seq, c.last_question_seq, c.answered_seq, c.visitor_message_count, "    \
  "c.queued_at, c.deadline_at, "                                                                 \
  "c.created_at, c.last_activity_at, c.visitor_wrote_at, c.page_url, a.name, v.name, v.email, "  \
  "c.lead_id FROM conversations c "                                                              \
  "JOIN agents a ON a.id = c.agent_id JOIN visitors v ON v.id = c.visitor_id LEFT JOIN users u " \
  "ON u.id = c.claimed_by_user_id "

struct conversation_row {
  domain::conversation_view view;
  std::optional<domain::user_id> holder;
  std::optional<std::string> holder_name;
  std::optional<domain::timestamp> claimed_at;
  std::optional<domain::lead_id> lead;

  /// What was read, completed by its lead and its last message.
  domain::conversation_view take(sql_session& sql) {
    auto whole = std::exchange(view, {});
    if (holder && claimed_at) {
      whole.state.claim = domain::claim{{*holder, holder_name.value_or("")}, *claimed_at};
      whole.state.shift = live_chat::shift_of(sql, whole.state.id);
    }
    if (lead) whole.captured = leads::by_id(sql, *lead);
    whole.last = timeline::last_message(sql, whole.state.id);
    return whole;
  }
};

struct conversation_rows {
  std::vector<domain::conversation_view> views;
  std::vector<db_error> left_out;  ///< of those that are damaged
};

/// All rows of a statement that begins with TAKEOVER_SELECT_CONVERSATIONS.
template <class... Inputs>
conversation_rows read_conversations(sql_session& sql, std::string_view statement,
                                     const Inputs&... inputs) {
  conversation_row row;
  auto& c = row.view.state;
  auto found = sql.query(
      statement, inputs..., out(c.id), out(c.workspace), out(c.agent), out(c.visitor),
      out(c.controller), out(row.holder), out(row.holder_name), out(row.claimed_at), out(c.epoch),
      out(c.last_seq), out(c.visitor_seq), out(c.last_question_seq), out(c.answered_seq),
      out(c.visitor_message_count), out(c.queued_at), out(c.deadline_at), out(c.created_at),
      out(c.last_activity_at), out(c.visitor_wrote_at), out(c.page_url), out(row.view.agent_name),
      out(row.view.visitor_name), out(row.view.visitor_email), out(row.lead));
  conversation_rows all;
  all.left_out = read_each(found, [&] { all.views.push_back(row.take(sql)); });
  return all;
}

}  // namespace takeover::storage::detail
