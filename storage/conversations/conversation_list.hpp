/// The inbox's lists of conversations, and the numbers beside its filters. Changes none.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "domain/conversations/views.hpp"
#include "domain/errors.hpp"
#include "storage/page.hpp"
#include "storage/tokens.hpp"

namespace takeover::storage {

enum class conversation_filter { all, engaged, empty, live, needs_human, mine };

struct conversation_query {
  domain::workspace_id workspace;
  conversation_filter filter = conversation_filter::all;
  domain::user_id asked_by;  ///< for `mine`
  /// Part of a name, an e-mail or the page; empty: any
  std::string text;
  std::vector<domain::conversation_id> visitors_online;  ///< for `live`
  domain::timestamp live_since{};                        ///< for `live`: wrote after this
  /// For `needs_human`: their visitors left, so they come after all others
  std::vector<domain::conversation_id> visitors_left;
  std::string cursor;
  int limit = 50;
};

struct conversation_counts {
  /// `engaged` and `empty` are counted up to this; this number says: or more. So they cost the same
  /// in a workspace of any size, and less than the page that they stand beside.
  static constexpr std::int64_t most = 500;
  std::int64_t live = 0;
  std::int64_t needs_human = 0;
  std::int64_t mine = 0;
  std::int64_t engaged = 0;
  std::int64_t empty = 0;
};

}  // namespace takeover::storage

namespace takeover::storage::conversation_list {

/// Most recent activity first; `needs_human`: in the order in which they are taken, the longest
/// wait first and those who left last. Error: malformed (cursor).
[[nodiscard]] domain::result<storage::page<domain::conversation_view>> page(
    reader& rows, const conversation_query& query);
/// Of the filters that the inbox shows a number beside; takes the workspace, `asked_by` and the
/// fields for `live`.
[[nodiscard]] conversation_counts counts(reader& rows, const conversation_query& query);

}  // namespace takeover::storage::conversation_list
