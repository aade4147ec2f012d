#include "storage/audit/audit.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <limits>
#include <tuple>

#include "storage/audit/audit_chain.hpp"
#include "storage/sql/cursor.hpp"
#include "storage/sql/row_locks.hpp"
#include "storage/sql/sql_session.hpp"
#include "storage/sql/sql_text.hpp"

namespace takeover::storage::audit {
namespace {

constexpr const char* select_last = R"sql(
  SELECT position, hash
  FROM audit_logs
  WHERE workspace_id = :workspace
  ORDER BY position DESC
  LIMIT 1)sql";
constexpr const char* select_head =
    "SELECT position, hash FROM audit_heads WHERE workspace_id = :workspace";
constexpr const char* insert_row = R"sql(
  INSERT INTO audit_logs (id, workspace_id, position, actor_user_id, action, target_type,
    target_id, created_at, prev_hash, hash, details, mac)
  VALUES (:id, :workspace, :position, :actor, :action, :target_type, :target, :created_at,
    :prev_hash, :hash, :details, :mac))sql";
constexpr const char* put_head = R"sql(
  INSERT INTO audit_heads (workspace_id, position, hash, mac)
  VALUES (:workspace, :position, :hash, :mac)
  ON CONFLICT (workspace_id) DO UPDATE SET position = excluded.position, hash = excluded.hash,
    mac = excluded.mac)sql";
constexpr const char* select_head_code =
    "SELECT mac FROM audit_heads WHERE workspace_id = :workspace";
constexpr const char* select_proved_from = R"sql(
  SELECT position
  FROM audit_logs
  WHERE workspace_id = :workspace AND mac <> ''
  ORDER BY position
  LIMIT 1)sql";
/// The code of an end that was found not to be proved: it stays so, whatever is written after it.
constexpr const char* broken_end = "unproved";
constexpr const char* select_hash =
    "SELECT hash FROM audit_logs WHERE workspace_id = :workspace AND position = :position";

constexpr std::string_view select_rows = R"sql(
  SELECT a.position, a.id, a.actor_user_id, a.action, a.target_type, a.target_id, a.created_at,
    a.prev_hash, a.hash, a.details, a.mac)sql";
constexpr std::string_view next_in_chain = R"sql(
  FROM audit_logs a
  WHERE a.workspace_id = :workspace AND a.position > :after
  ORDER BY a.position
  LIMIT :count)sql";
constexpr std::string_view select_chain = joined<select_rows, next_in_chain>;

constexpr std::string_view with_names = R"sql(
  , u.name, v.id, v.name, v.email
  FROM audit_logs a
  LEFT JOIN users u ON u.id = a.actor_user_id
  LEFT JOIN conversations c ON a.target_type = 'conversation' AND c.id = a.target_id
  LEFT JOIN visitors v ON v.id = c.visitor_id
  WHERE a.workspace_id = :workspace)sql";
constexpr std::string_view select_named_rows = joined<select_rows, with_names>;
constexpr std::string_view one_page =
    " AND a.position < :before ORDER BY a.position DESC LIMIT :count";

/// The end of a chain: of its rows, or as it was written down.
struct chain_end {
  std::int64_t position = 0;
  std::string hash;
};

chain_end end_of(reader& rows, const char* statement, domain::workspace_id workspace) {
  chain_end end;
  (void)rows.sql().query_one(statement, in(workspace), out(end.position), out(end.hash));
  return end;
}

/// A condition for one optional filter. An absent one is written so that its parameter keeps its
/// place.
std::string filter(const std::string& column, const std::string& parameter,
                   std::string_view value) {
  return !value.empty() ? " AND " + column + " = " + parameter : " AND " + parameter + " = ''";
}

std::string select_page(const std::string& actor, const audit_query& query) {
  return std::string{select_named_rows} + filter("a.actor_user_id", ":actor", actor) +
         (query.by_system ? " AND a.actor_user_id IS NULL" : "") +
         filter("a.action", ":action", query.action) +
         filter("a.target_id", ":target", query.target) + std::string{one_page};
}

struct listed_row {
  audit_entry entry;
  std::string mac;
  std::optional<std::string> actor_name;
  std::optional<domain::visitor_id> visitor;
  std::optional<std::string> visitor_name;
  std::optional<std::string> visitor_email;

  auto outputs() {
    auto& row = entry.row;
    return std::tuple{out(entry.position),
                      out(row.id),
                      out(row.actor),
                      out(row.action),
                      out(row.target_type),
                      out(row.target_id),
                      out(row.created_at),
                      out(entry.prev_hash),
                      out(entry.hash),
                      out(row.details),
                      out(mac),
                      out(actor_name),
                      out(visitor),
                      out(visitor_name),
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
  std::string mac;

  auto outputs() {
    return std::tuple{out(position),
                      out(text.id),
                      out(actor),
                      out(text.action),
                      out(text.target_type),
                      out(text.target_id),
                      out(text.created_at),
                      out(prev_hash),
                      out(hash),
                      out(text.details),
                      out(mac)};
  }
  [[nodiscard]] bool is_as_written(domain::workspace_id workspace) {
    text.actor = actor.value_or("");
    return hash == chain_hash(prev_hash, workspace, position, text);
  }
};

result_rows query(reader& rows, std::string_view statement, const auto& inputs,
                  const auto& outputs) {
  return std::apply([&](const auto&... all) { return rows.sql().query(statement, all...); },
                    std::tuple_cat(inputs, outputs));
}

std::string head_code(reader& rows, domain::workspace_id workspace) {
  std::string code;
  (void)rows.sql().query_one(select_head_code, in(workspace), out(code));
  return code;
}

std::optional<std::int64_t> proved_from(reader& rows, domain::workspace_id workspace) {
  std::int64_t position = 0;
  if (!rows.sql().query_one(select_proved_from, in(workspace), out(position))) return std::nullopt;
  return position;
}

/// The code of a new end. An old one that the key does not prove is not made good by it.
std::string next_end_code(reader& rows, domain::workspace_id workspace, const chain_end& last,
                          std::int64_t position, const std::string& hash) {
  const auto& key = rows.sql().audit_key();
  const auto known = head_code(rows, workspace);
  const bool is_first = known.empty() && !proved_from(rows, workspace);
  if (!is_first && known != chain_code(key, proved::end, workspace, last.position, last.hash))
    return broken_end;
  return chain_code(key, proved::end, workspace, position, hash);
}

}  // namespace

std::string details(const std::map<std::string, std::string>& values) {
  boost::json::object object;
  for (const auto& [name, value] : values) object[name] = value;
  return boost::json::serialize(object);
}

std::string change(std::string_view what, std::string_view old_value, std::string_view new_value) {
  return changes({{std::string{what}, std::string{old_value}, std::string{new_value}}});
}

std::string changes(const std::vector<changed_value>& values) {
  boost::json::object object;
  for (const auto& value : values)
    if (value.old_value != value.new_value)
      object[value.what] = boost::json::object{{"old", value.old_value}, {"new", value.new_value}};
  return object.empty() ? std::string{} : boost::json::serialize(object);
}

void append_from_command_line(writer& rows, domain::workspace_id workspace,
                              const audited_action& action,
                              std::map<std::string, std::string> values, domain::timestamp now) {
  values["by"] = "command line";
  append(rows, workspace,
         {rows.ids().make<domain::audit_id>(now), std::nullopt, action.name, action.target_type,
          action.target_id, now, details(values)});
}

void append(writer& rows, domain::workspace_id workspace, const audit_record& record) {
  row_locks::workspace(rows.sql(), workspace);
  // The end that was written down, also if the rows before it were taken out: the hole shall stay a
  // hole.
  auto last = end_of(rows, select_head, workspace);
  if (auto there = end_of(rows, select_last, workspace); there.position > last.position)
    last = std::move(there);
  const auto position = last.position + 1;
  const auto hash = chain_hash(last.hash, workspace, position, text_of(record));
  std::string row_code;
  std::string end_code;
  if (const auto& key = rows.sql().audit_key(); !key.empty()) {
    end_code = next_end_code(rows, workspace, last, position, hash);
    row_code = chain_code(key, proved::row, workspace, position, hash);
  }
  rows.sql().run(insert_row, in(record.id), in(workspace), in(position), in(record.actor),
                 in(record.action), in(record.target_type), in(record.target_id),
                 in(record.created_at), in(last.hash), in(hash), in(record.details), in(row_code));
  rows.sql().run(put_head, in(workspace), in(position), in(hash), in(end_code));
}

void append(writer& rows, const domain::member& by, const audited_action& action,
            domain::timestamp now) {
  append(rows, by.workspace,
         {rows.ids().make<domain::audit_id>(now), by.user, action.name, action.target_type,
          action.target_id, now, action.details});
}

domain::result<page<audit_entry>> list(reader& rows, const audit_query& filters) {
  const auto from = decode_cursor(filters.cursor);
  if (!from) return from.error();
  const std::int64_t before = *from ? (*from)->key : std::numeric_limits<std::int64_t>::max();
  const auto actor = filters.actor ? filters.actor->str() : std::string{};
  const auto statement = select_page(actor, filters);
  const int count = filters.limit + 1;

  listed_row row;
  auto result = query(rows, statement,
                      std::tuple{in(filters.workspace), in(actor), in(filters.action),
                                 in(filters.target), in(before), in(count)},
                      row.outputs());
  page<audit_entry> list;
  while (result.next()) {
    if (list.items.size() == static_cast<std::size_t>(filters.limit)) {
      const auto& last = list.items.back();
      list.next_cursor = encode_cursor({last.position, last.row.id.value()});
      break;
    }
    list.items.push_back(row.take());
  }
  return list;
}

audit_check check(reader& rows, domain::workspace_id workspace, std::int64_t after, int count) {
  using kind = audit_fault::kind;
  const auto head = end_of(rows, select_head, workspace);
  const auto last = end_of(rows, select_last, workspace);
  audit_check outcome;
  outcome.checked = after;
  outcome.length = std::max(head.position, last.position);
  const auto broken = [&](kind what, std::int64_t position, const audit_text& there) {
    outcome.checked = position - 1;
    outcome.fault = audit_fault{what, position, there.id, there.action};
    return outcome;
  };

  const auto& key = rows.sql().audit_key();
  if (!key.empty()) outcome.proved_from = proved_from(rows, workspace);
  const auto is_proved = [&](const chained_row& one) {
    if (!outcome.proved_from || one.position < *outcome.proved_from) return true;
    return one.mac == chain_code(key, proved::row, workspace, one.position, one.hash);
  };
  std::string before;
  if (after > 0) (void)rows.sql().query_one(select_hash, in(workspace), in(after), out(before));
  chained_row row;
  audit_text previous;
  auto result =
      query(rows, select_chain, std::tuple{in(workspace), in(after), in(count)}, row.outputs());
  while (result.next()) {
    const auto expected = outcome.checked + 1;
    if (row.position != expected) return broken(kind::removed, expected, {});
    if (!row.is_as_written(workspace)) return broken(kind::changed, expected, row.text);
    // This one is as it was written, so it is the one before it that is not.
    if (row.prev_hash != before)
      return expected == 1 ? broken(kind::changed, 1, row.text)
                           : broken(kind::changed, expected - 1, previous);
    if (head.position > 0 && row.position > head.position)
      return broken(kind::added, expected, row.text);
    if (!is_proved(row)) return broken(kind::unproved, expected, row.text);
    before = row.hash;
    previous = row.text;
    outcome.checked = expected;
  }
  if (outcome.checked < last.position) return outcome;  // the next part goes on
  const bool end_is_known = head.position > 0 || last.position == 0;
  if (outcome.checked < head.position || !end_is_known)
    return broken(kind::removed, outcome.checked + 1, {});
  if (before != head.hash) return broken(kind::changed, outcome.checked, previous);
  if (!key.empty() && head.position > 0 &&
      (outcome.proved_from || !head_code(rows, workspace).empty()) &&
      head_code(rows, workspace) !=
          chain_code(key, proved::end, workspace, head.position, head.hash))
    return broken(kind::unproved, outcome.checked, previous);
  return outcome;
}

}  // namespace takeover::storage::audit
