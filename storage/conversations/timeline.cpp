#include "storage/conversations/timeline.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "domain/text/text.hpp"
#include "storage/conversations/entry_meta_codec.hpp"
#include "storage/page.hpp"
#include "storage/sql/db_errors.hpp"
#include "storage/sql/sql_session.hpp"
#include "storage/sql/sql_text.hpp"

namespace takeover::storage::timeline {
namespace {

constexpr std::string_view select_entries = R"sql(
  SELECT e.seq, e.kind, e.role, e.author_user_id, u.name, e.client_id, e.body, e.meta,
    e.created_at
  FROM timeline_entries e
  LEFT JOIN users u ON u.id = e.author_user_id
  WHERE e.conversation_id = :conversation)sql";

constexpr std::string_view with_client_id = " AND e.client_id = :client_id";
constexpr std::string_view select_by_client_id = joined<select_entries, with_client_id>;

constexpr std::string_view not_a_note = " AND e.kind <> 'note'";
constexpr std::string_view entries_after = " AND e.seq > :bound ORDER BY e.seq LIMIT :count";
constexpr std::string_view entries_before = " AND e.seq < :bound ORDER BY e.seq DESC LIMIT :count";

constexpr const char* select_last_message = R"sql(
  SELECT e.role, u.name, a.name, substr(e.body, 1, 320), e.created_at, e.meta
  FROM timeline_entries e
  JOIN conversations c ON c.id = e.conversation_id
  JOIN agents a ON a.id = c.agent_id
  LEFT JOIN users u ON u.id = e.author_user_id
  WHERE e.conversation_id = :conversation AND e.kind = 'message'
  ORDER BY e.seq DESC
  LIMIT 1)sql";

constexpr const char* select_message_counts = R"sql(
  SELECT role, count(*), min(created_at), max(created_at)
  FROM timeline_entries
  WHERE conversation_id = :conversation AND kind = 'message'
  GROUP BY role)sql";

constexpr const char* select_positions =
    "SELECT last_seq, visitor_seq FROM conversations WHERE id = :conversation";

struct entry_row {
  domain::entry entry;
  std::optional<domain::user_id> author;
  std::optional<std::string> author_name;
  std::optional<std::string> client_id;
  std::string meta;

  domain::entry take() {
    if (author) entry.author = domain::person{*author, author_name.value_or("")};
    entry.client_id = client_id.value_or("");
    try {
      entry.meta = decode_meta(meta);
    } catch (const std::exception&) {
      throw db_error(db_problem::unreadable, 0,
                     "entry " + std::to_string(entry.seq) + " has a damaged meta");
    }
    return std::exchange(entry, {});
  }
};

struct some_entries {
  std::vector<domain::entry> entries;
  bool cut = false;  ///< at the budget
};

template <class... Inputs>
some_entries read(reader& rows, std::string_view statement, const Inputs&... inputs) {
  entry_row row;
  auto& e = row.entry;
  auto result = rows.sql().query(statement, inputs..., out(e.seq), out(e.kind), out(e.role),
                                 out(row.author), out(row.author_name), out(row.client_id),
                                 out(e.body), out(row.meta), out(e.created_at));
  some_entries some;
  page_budget budget;
  while (!some.cut && result.next()) {
    some.cut = !budget.take(domain::json_size(e.body) + row.meta.size());
    if (!some.cut) some.entries.push_back(row.take());
  }
  return some;
}

enum class direction { forward, backward };

std::string_view select_page(timeline_audience audience, direction way) {
  if (audience == timeline_audience::visitor)
    return way == direction::forward ? joined<select_entries, not_a_note, entries_after>
                                     : joined<select_entries, not_a_note, entries_before>;
  return way == direction::forward ? joined<select_entries, entries_after>
                                   : joined<select_entries, entries_before>;
}

}  // namespace

timeline_page page(reader& rows, const timeline_query& query) {
  timeline_page shown;
  domain::seq_t visitor_seq = 0;
  if (rows.sql().query_one(select_positions, in(query.conversation), out(shown.last_seq),
                           out(visitor_seq)) &&
      query.audience == timeline_audience::visitor)
    shown.last_seq = visitor_seq;

  const auto way = query.after ? direction::forward : direction::backward;
  const domain::seq_t bound =
      query.after ? *query.after : query.before.value_or(std::numeric_limits<domain::seq_t>::max());
  const int count = query.limit + 1;  // one more tells whether there is more
  const auto statement = select_page(query.audience, way);
  auto some = read(rows, statement, in(query.conversation), in(bound), in(count));
  shown.entries = std::move(some.entries);
  shown.more = some.cut;
  if (shown.entries.size() > static_cast<std::size_t>(query.limit)) {
    shown.more = true;
    shown.entries.pop_back();
  }
  if (way == direction::backward) std::reverse(shown.entries.begin(), shown.entries.end());
  return shown;
}

std::optional<domain::entry> by_client_id(reader& rows, domain::conversation_id conversation,
                                          const std::string& client_id) {
  auto result = read(rows, select_by_client_id, in(conversation), in(client_id));
  if (result.entries.empty()) return std::nullopt;
  return std::move(result.entries.front());
}

// A damaged last message does not hide the list: whoever reads its timeline gets the error.
std::optional<domain::last_message> last_message(reader& rows,
                                                 domain::conversation_id conversation) try {
  entry_row row;
  auto& e = row.entry;
  std::string agent;
  if (!rows.sql().query_one(select_last_message, in(conversation), out(e.role),
                            out(row.author_name), out(agent), out(e.body), out(e.created_at),
                            out(row.meta)))
    return std::nullopt;
  try {
    e.meta = decode_meta(row.meta);
  } catch (const std::exception&) {
    e.meta = {};
  }
  if (row.author_name) e.author = domain::person{{}, *row.author_name};
  return domain::summarize(e, agent);
} catch (const db_error& e) {
  if (e.problem() != db_problem::unreadable) throw;
  return std::nullopt;
}

message_counts count_messages(reader& rows, domain::conversation_id conversation) {
  domain::message_role role{};
  std::int64_t count = 0;
  domain::timestamp first{};
  domain::timestamp last{};
  auto result = rows.sql().query(select_message_counts, in(conversation), out(role), out(count),
                                 out(first), out(last));
  message_counts counts;
  while (result.next()) {
    if (role == domain::message_role::visitor) counts.visitor = count;
    if (role == domain::message_role::agent) counts.agent = count;
    if (role == domain::message_role::human_agent) counts.member = count;
    counts.first_at = std::min(counts.first_at.value_or(first), first);
    counts.last_at = std::max(counts.last_at.value_or(last), last);
  }
  return counts;
}

}  // namespace takeover::storage::timeline
