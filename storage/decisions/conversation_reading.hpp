/// Reads rows of `conversations` with the names around them. Owns the columns' order; no condition.
#pragma once

#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "storage/decisions/conversation_columns.hpp"
#include "storage/sql/sql_session.hpp"
#include "storage/tokens.hpp"

namespace takeover::storage {

/// A statement for `read_conversations`; `condition` is about `c`, the conversation, and may use
/// `v`, its visitor.
[[nodiscard]] std::string select_conversations(std::string_view condition);

/// What was read, completed by its claim's shift, its lead and its last message. Takes the view.
[[nodiscard]] domain::conversation_view complete(reader& rows, conversation_row& row);

struct conversation_rows {
  std::vector<domain::conversation_view> views;
  std::vector<db_error> left_out;  ///< of those that are damaged
};

/// All rows of a statement that `select_conversations` made.
template <class... Inputs>
conversation_rows read_conversations(reader& rows, std::string_view statement,
                                     const Inputs&... inputs) {
  conversation_row row;
  auto& c = row.view.state;
  const auto changing =
      std::apply([&](const auto&... column) { return std::tuple{out(column.target(row))...}; },
                 conversation_columns);
  const auto fixed = std::tuple{out(c.id),
                                out(c.workspace),
                                out(c.agent),
                                out(c.visitor),
                                out(c.created_at),
                                out(c.page_url),
                                out(row.lead),
                                out(row.holder_name),
                                out(row.view.agent_name),
                                out(row.view.visitor_name),
                                out(row.view.visitor_email)};
  auto result = std::apply(
      [&](const auto&... outputs) { return rows.sql().query(statement, inputs..., outputs...); },
      std::tuple_cat(fixed, changing));
  conversation_rows all;
  all.left_out = read_each(result, [&] { all.views.push_back(complete(rows, row)); });
  return all;
}

}  // namespace takeover::storage
