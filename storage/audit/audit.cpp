#include "storage/audit/audit.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "storage/audit/audit_chain.hpp"
#include "storage/sql/cursor.hpp"
#include "storage/sql/row_locks.hpp"
#include "storage/sql/sql_session.hpp"

namespace takeover::storage::audit {
namespace {

using detail::in;
using detail::out;
using detail::sql_session;

constexpr const char* select_last =
    "SELECT position, hash FROM audit_logs WHERE workspace_id = :workspace ORDER BY position DESC "
    "LIMIT 1";
constexpr const char* select_head =
    "SELECT position, hash FROM audit_heads WHERE workspace_id = :workspace";
constexpr const char* insert_row =
    "INSERT INTO audit_logs (id, workspace_id, position, actor_user_id, action, target_type, "
    "target_id, created_at, prev_hash, hash) "
    "VALUES (:id, :workspace, :position, :actor, :action, :target_type, :target, :created_at, "
    ":prev_hash, :hash)";
constexpr const char* put_head =
    "INSERT INTO audit_heads (workspace_id, position, hash) VALUES (:workspace, :position, :hash) "
    "ON CONFLICT (workspace_id) DO UPDATE SET position = excluded.position, hash = excluded.hash";
constexpr const char* select_hash =
    "SELECT hash FROM audit_logs WHERE workspace_id = :workspace AND position = :position";

#define AUDIT_COLUMNS                                                                       \
  "a.position, a.id, a.actor_user_id, a.action, a.target_type, a.target_id, a.created_at, " \
  "a.prev_hash, a.hash"

constexpr const char* select_chain = "SELECT " AUDIT_COLUMNS
                                     " FROM audit_logs a WHERE a.workspace_id = :workspace AND "
                                     "a.position > :after ORDER BY a.position LIMIT :count";

/// The end of a chain: of its rows, or as it was written down.
struct chain_end {
  std::int64_t position = 0;
  std::string hash;
};

chain_end end_of(sql_session& sql, const char* statement, domain::workspace_id workspace) {
  chain_end found;
  (void)sql.query_one(statement, in(workspace), out(found.position), out(found.hash));
  return found;
}

/// A condition for one optional filter. An absent one is written so that its parameter keeps its
/// place.
std::string filter(const std::string& column, const std::string& parameter, bool wanted) {
  return wanted ? " AND " + column + " = " + parameter : " AND " + parameter + " = ''";
}

std::string select_page(const std::string& actor, const audit_query& query) {
  return "SELECT " AUDIT_COLUMNS
         ", u.name, v.id, v.name, v.email FROM audit_logs a LEFT JOIN users u ON u.id = "
         "a.actor_user_id "
         "LEFT JOIN conversations c ON a.target_type = 'conversation' AND c.id = a.target_id LEFT "
         "JOIN visitors v ON v.id = c.visitor_id "
         "WHERE a.workspace_id = :workspace" +
         filter("a.actor_user_id", ":actor", !actor.empty()) +
         (query.by_system ? " AND a.actor_user_id IS NULL" : "") +
         filter("a.action", ":action", !query.action.empty()) +
         filter("a.target_id", ":target", !query.target.empty()) +
         " AND a.position < :before ORDER BY a.position DESC LIMIT :count";
}

struct listed_row {
  audit_entry entry;
  std::optional<std::string> actor_name;
  std::optional<domain::visitor_id> visitor;
  std::optional<std::string> visitor_name;
  std::optional<std::string> visitor_email;

  auto outputs() {
    auto& row = entry.row;
    return std::tuple{out(entry.position), out(row.id),          out(row.actor),
                      out(row.action),     out(row.target_type), out(row.target_id),
                      out(row.created_at), out(entry.prev_hash), out(entry.hash),
                      out(actor_name),     out(visitor),         out(visitor_name),
                      out(visitor_email)};
  }
  audit_entry take() const {
    auto made = entry;
    made.actor_name = actor_name.value_or("");
    made.target_name = visitor_name.value_or("");
    if (made.target_name.empty()) made.target_name = visitor_email.value_or("");
    if (made.target_name.empty() && visitor) made.target_name = domain::visitor_label(*visitor);
    return made;
  }
};

/// A row to be checked: an edited one may hold what no program writes.
struct chained_row {
  std::int64_t position = 0;
  audit_text text;
  std::optional<std::string> actor;
  std::string prev_hash;
  std::string hash;

  auto outputs() {
    return std::tuple{out(position),        out(text.id),          out(actor),
                      out(text.action),     out(text.target_type), out(text.target_id),
                      out(text.created_at), out(prev_hash),        out(hash)};
  }
  [[nodiscard]] bool is_as_written(domain::workspace_id workspace) {
    text.actor = actor.value_or("");
    return hash == chain_hash(prev_hash, workspace, position, text);
  }
};

detail::rows query(sql_session& sql, std::string_view statement, const auto& inputs,
                   const auto& outputs) {
  return std::apply([&](const auto&... all) { return sql.query(statement, all...); },
                    std::tuple_cat(inputs, outputs));
}

}  // namespace

void append(sql_session& sql, domain::workspace_id workspace, const audit_row& row) {
  row_locks::workspace(sql, workspace);
  // The end that was written down, also if the rows before it were taken out: the hole shall stay a
  // hole.
  auto last = end_of(sql, select_head, workspace);
  if (auto there = end_of(sql, select_last, workspace); there.position > last.position)
    last = std::move(there);
  const auto position = last.position + 1;
  const auto hash = chain_hash(last.hash, workspace, position, text_of(row));
  sql.run(insert_row, in(row.id), in(workspace), in(position), in(row.actor), in(row.action),
          in(row.target_type), in(row.target_id), in(row.created_at), in(last.hash), in(hash));
  sql.run(put_head, in(workspace), in(position), in(hash));
}

domain::result<page<audit_entry>> list(sql_session& sql, const audit_query& wanted) {
  const auto from = decode_cursor(wanted.cursor);
  if (!from) return from.error();
  const std::int64_t before = *from ? (*from)->key : std::numeric_limits<std::int64_t>::max();
  const auto actor = wanted.actor ? wanted.actor->str() : std::string{};
  const auto statement = select_page(actor, wanted);
  const int count = wanted.limit + 1;

  listed_row row;
  auto found = query(sql, statement,
                     std::tuple{in(wanted.workspace), in(actor), in(wanted.action),
                                in(wanted.target), in(before), in(count)},
                     row.outputs());
  page<audit_entry> list;
  while (found.next()) {
    if (list.items.size() == static_cast<std::size_t>(wanted.limit)) {
      const auto& last = list.items.back();
      list.next_cursor = encode_cursor({last.position, last.row.id.value()});
      break;
    }
    list.items.push_back(row.take());
  }
  return list;
}

audit_check check(sql_session& sql, domain::workspace_id workspace, std::int64_t after, int count) {
  using kind = audit_fault::kind;
  const auto head = end_of(sql, select_head, workspace);
  const auto last = end_of(sql, select_last, workspace);
  audit_check outcome;
  outcome.checked = after;
  outcome.length = std::max(head.position, last.position);
  const auto broken = [&](kind what, std::int64_t position, const audit_text& there) {
    outcome.checked = position - 1;
    outcome.fault = audit_fault{what, position, there.id, there.action};
    return outcome;
  };

  std::string before;
  if (after > 0) (void)sql.query_one(select_hash, in(workspace), in(after), out(before));
  chained_row row;
  audit_text previous;
  auto found =
      query(sql, select_chain, std::tuple{in(workspace), in(after), in(count)}, row.outputs());
  while (found.next()) {
    const auto expected = outcome.checked + 1;
    if (row.position != expected) return broken(kind::removed, expected, {});
    if (!row.is_as_written(workspace)) return broken(kind::changed, expected, row.text);
    // This one is as it was written, so it is the one before it that is not.
    if (row.prev_hash != before)
      return expected == 1 ? broken(kind::changed, 1, row.text)
                           : broken(kind::changed, expected - 1, previous);
    if (head.position > 0 && row.position > head.position)
      return broken(kind::added, expected, row.text);
    before = row.hash;
    previous = row.text;
    outcome.checked = expected;
  }
  if (outcome.checked < last.position) return outcome;  // the next part goes on
  const bool end_is_known = head.position > 0 || last.position == 0;
  if (outcome.checked < head.position || !end_is_known)
    return broken(kind::removed, outcome.checked + 1, {});
  if (before != head.hash) return broken(kind::changed, outcome.checked, previous);
  return outcome;
}

}  // namespace takeover::storage::audit
