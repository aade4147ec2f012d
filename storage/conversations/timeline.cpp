#include "storage/conversations/timeline.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "storage/conversations/entry_meta_codec.hpp"
#include "storage/sql/db_errors.hpp"
#include "storage/sql/sql_session.hpp"

namespace takeover::storage::timeline {
namespace {

using detail::in;
using detail::out;
using detail::sql_session;

constexpr const char* columns =
    "SELECT e.seq, e.kind, e.role, e.author_user_id, u.name, e.client_id, e.body, e.meta, "
    "e.created_at "
    "FROM timeline_entries e LEFT JOIN users u ON u.id = e.author_user_id WHERE e.conversation_id "
    "= :conversation ";

const std::string select_by_client_id = std::string{columns} + "AND e.client_id = :client_id";

constexpr const char* not_a_note = "AND e.kind <> 'note' ";

constexpr const char* select_last_message =
    "SELECT e.role, u.name, a.name, substr(e.body, 1, 320), e.created_at, e.meta FROM "
    "timeline_entries e "
    "JOIN conversations c ON c.id = e.conversation_id JOIN agents a ON a.id = c.agent_id "
    "LEFT JOIN users u ON u.id = e.author_user_id "
    "WHERE e.conversation_id = :conversation AND e.kind = 'message' ORDER BY e.seq DESC LIMIT 1";

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

template <class... Inputs>
std::vector<domain::entry> read(sql_session& sql, const std::string& statement,
                                const Inputs&... inputs) {
  entry_row row;
  auto& e = row.entry;
  auto found = sql.query(statement, inputs..., out(e.seq), out(e.kind), out(e.role),
                         out(row.author), out(row.author_name), out(row.client_id), out(e.body),
                         out(row.meta), out(e.created_at));
  std::vector<domain::entry> entries;
  while (found.next()) entries.push_back(row.take());
  return entries;
}

enum class direction { forward, backward };

std::string select_page(timeline_audience audience, direction way) {
  return std::string{columns} + (audience == timeline_audience::visitor ? not_a_note : "") +
         (way == direction::forward ? "AND e.seq > :bound ORDER BY e.seq LIMIT :count"
                                    : "AND e.seq < :bound ORDER BY e.seq DESC LIMIT :count");
}

}  // namespace

timeline_page page(sql_session& sql, const timeline_query& query) {
  timeline_page found;
  domain::seq_t visitor_seq = 0;
  if (sql.query_one(select_positions, in(query.conversation), out(found.last_seq),
                    out(visitor_seq)) &&
      query.audience == timeline_audience::visitor)
    found.last_seq = visitor_seq;

  const auto way = query.after ? direction::forward : direction::backward;
  const domain::seq_t bound =
      query.after ? *query.after : query.before.value_or(std::numeric_limits<domain::seq_t>::max());
  const int count = query.limit + 1;  // one more tells whether there is more
  const auto statement = select_page(query.audience, way);
  found.entries = read(sql, statement, in(query.conversation), in(bound), in(count));
  if (found.entries.size() > static_cast<std::size_t>(query.limit)) {
    found.more = true;
    found.entries.pop_back();
  }
  if (way == direction::backward) std::reverse(found.entries.begin(), found.entries.end());
  return found;
}

std::optional<domain::entry> by_client_id(sql_session& sql, domain::conversation_id conversation,
                                          const std::string& client_id) {
  auto found = read(sql, select_by_client_id, in(conversation), in(client_id));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

// Lists show many: what is damaged in one is told to who reads that one's timeline.
std::optional<domain::last_message> last_message(sql_session& sql,
                                                 domain::conversation_id conversation) try {
  entry_row row;
  auto& e = row.entry;
  std::string agent;
  if (!sql.query_one(select_last_message, in(conversation), out(e.role), out(row.author_name),
                     out(agent), out(e.body), out(e.created_at), out(row.meta)))
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

}  // namespace takeover::storage::timeline
