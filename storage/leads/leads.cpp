#include "storage/leads/leads.hpp"

#include <limits>
#include <utility>

#include "storage/conversations/timeline.hpp"
#include "storage/sql/cursor.hpp"
#include "storage/sql/json_columns.hpp"
#include "storage/sql/like_pattern.hpp"
#include "storage/sql/row_locks.hpp"
#include "storage/sql/sql_session.hpp"

namespace takeover::storage::leads {
namespace {

using detail::in;
using detail::out;
using detail::sql_session;

#define LEAD_COLUMNS                                                                          \
  "l.id, l.workspace_id, l.agent_id, l.conversation_id, l.name, l.email, l.phone, l.fields, " \
  "l.status, l.source, l.feed_seq, "                                                          \
  "l.captured_at, l.last_activity_at, l.rule_id, l.triggered_by"

// `max` in SQLite, `greatest` in PostgreSQL: said so that both understand it.
#define LATER_OF(a, b) "CASE WHEN " a " > " b " THEN " a " ELSE " b " END"

constexpr const char* select_by_id = "SELECT " LEAD_COLUMNS " FROM leads l WHERE l.id = :id";
constexpr const char* select_by_email =
    "SELECT " LEAD_COLUMNS " FROM leads l WHERE l.agent_id = :agent AND l.email = :email";
constexpr const char* insert_lead =
    "INSERT INTO leads (id, workspace_id, agent_id, conversation_id, name, email, phone, fields, "
    "status, source, feed_seq, captured_at, "
    "last_activity_at, rule_id, triggered_by) VALUES (:id, :workspace, :agent, :conversation, "
    ":name, :email, :phone, :fields, :status, "
    ":source, :feed_seq, :captured_at, :last_activity_at, :rule, :triggered_by)";
constexpr const char* update_lead =
    "UPDATE leads SET conversation_id = :conversation, name = :name, phone = :phone, fields = "
    ":fields, last_activity_at = :last_activity_at "
    "WHERE id = :id";
constexpr const char* count_up =
    "UPDATE workspaces SET lead_seq = lead_seq + 1 WHERE id = :workspace";
constexpr const char* select_count = "SELECT lead_seq FROM workspaces WHERE id = :workspace";
constexpr const char* name_visitor =
    "UPDATE visitors SET name = CASE WHEN :name = '' THEN name ELSE :name END, email = :email "
    "WHERE id = :visitor";
constexpr const char* touch_lead = "UPDATE leads SET last_activity_at = " LATER_OF(
    "last_activity_at",
    ":now") " WHERE id = (SELECT lead_id FROM conversations WHERE id = :conversation)";
constexpr const char* update_status =
    "UPDATE leads SET status = :status, last_activity_at = " LATER_OF(
        "last_activity_at", ":now") " WHERE id = :id AND workspace_id = :workspace";

#define SELECT_VIEW                                                                \
  "SELECT " LEAD_COLUMNS                                                           \
  ", c.controller, u.id, u.name FROM leads l LEFT JOIN conversations c ON c.id = " \
  "l.conversation_id "                                                             \
  "LEFT JOIN users u ON u.id = c.claimed_by_user_id WHERE l.workspace_id = :workspace"
#define ONE_STATUS " AND l.status = :status"
#define MATCHES_TEXT                                                                        \
  " AND (:text = '' OR l.name LIKE :text ESCAPE '\\' OR l.email LIKE :text ESCAPE '\\' OR " \
  "l.phone LIKE :text ESCAPE '\\')"
#define ONE_PAGE                                                                               \
  " AND (l.last_activity_at, l.id) < (:activity, :id) ORDER BY l.last_activity_at DESC, l.id " \
  "DESC LIMIT :count"

constexpr const char* select_view = SELECT_VIEW " AND l.id = :id";
constexpr const char* select_page = SELECT_VIEW MATCHES_TEXT ONE_PAGE;
constexpr const char* select_page_of_status = SELECT_VIEW ONE_STATUS MATCHES_TEXT ONE_PAGE;
constexpr const char* select_feed =
    SELECT_VIEW " AND l.feed_seq > :after ORDER BY l.feed_seq LIMIT :count";
constexpr const char* count_all =
    "SELECT count(*) FROM leads l WHERE l.workspace_id = :workspace" MATCHES_TEXT;
constexpr const char* count_of_status =
    "SELECT count(*) FROM leads l WHERE l.workspace_id = :workspace" ONE_STATUS MATCHES_TEXT;

struct lead_row {
  domain::lead lead;
  std::string extra;

  domain::lead take() {
    try {
      lead.fields.extra = decode_fields(extra);
    } catch (const std::exception&) {
      lead.fields.extra.clear();  // the lead is worth more than what its form asked beside
    }
    return std::exchange(lead, {});
  }
};

/// Runs a query that begins with the lead's columns; `more` are the inputs, then what comes after
/// those columns.
template <class... Inputs, class... Outputs>
detail::rows read(sql_session& sql, std::string_view statement, lead_row& row,
                  const std::tuple<Inputs...>& inputs, const std::tuple<Outputs...>& outputs) {
  auto& l = row.lead;
  const auto own =
      std::make_tuple(out(l.id), out(l.workspace), out(l.agent), out(l.conversation),
                      out(l.fields.name), out(l.fields.email), out(l.fields.phone), out(row.extra),
                      out(l.status), out(l.source), out(l.feed_seq), out(l.captured_at),
                      out(l.last_activity_at), out(l.rule), out(l.triggered_by));
  return std::apply([&](const auto&... all) { return sql.query(statement, all...); },
                    std::tuple_cat(inputs, own, outputs));
}

std::optional<domain::lead> read_one(sql_session& sql, std::string_view statement,
                                     const auto&... inputs) {
  lead_row row;
  if (!read(sql, statement, row, std::tuple{inputs...}, std::tuple{}).next()) return std::nullopt;
  return row.take();
}

struct view_row {
  lead_row lead;
  std::optional<std::string>
      controller;  // as it stands: a damaged conversation leaves its lead readable
  std::optional<domain::user_id> holder;
  std::optional<std::string> holder_name;

  auto outputs() { return std::tuple{out(controller), out(holder), out(holder_name)}; }

  domain::lead_view take(sql_session& sql) {
    domain::lead_view view{lead.take(),
                           controller ? domain::parse_controller(*controller) : std::nullopt,
                           std::nullopt, std::nullopt};
    if (holder) view.holder = domain::person{*holder, holder_name.value_or("")};
    if (view.record.conversation)
      view.last = timeline::last_message(sql, *view.record.conversation);
    return view;
  }
};

void merge(domain::lead& known, const domain::lead_fields& given) {
  if (!given.name.empty()) known.fields.name = given.name;
  if (!given.phone.empty()) known.fields.phone = given.phone;
  for (const auto& [name, value] : given.extra)
    if (!value.empty()) known.fields.extra[name] = value;
}

std::int64_t next_feed_number(sql_session& sql, domain::workspace_id workspace) {
  sql.run(count_up, in(workspace));
  std::int64_t number = 0;
  if (!sql.query_one(select_count, in(workspace), out(number)))
    throw db_error(db_problem::other, 0, "the lead's workspace is unknown");
  return number;
}

}  // namespace

captured capture(sql_session& sql, const domain::conversation& where,
                 const domain::lead_capture& what, domain::timestamp now) {
  row_locks::workspace(sql, where.workspace);
  captured result;
  const auto& given = what.fields;
  if (auto known = read_one(sql, select_by_email, in(where.agent), in(given.email))) {
    auto& lead = result.lead = std::move(*known);
    merge(lead, given);
    lead.conversation = where.id;
    lead.last_activity_at = std::max(lead.last_activity_at, now);
    const auto extra = encode_fields(lead.fields.extra);
    sql.run(update_lead, in(lead.conversation), in(lead.fields.name), in(lead.fields.phone),
            in(extra), in(lead.last_activity_at), in(lead.id));
  } else {
    auto& lead = result.lead = domain::lead{what.proposed_id,
                                            where.workspace,
                                            where.agent,
                                            where.id,
                                            given,
                                            domain::lead_status::incoming,
                                            what.source,
                                            next_feed_number(sql, where.workspace),
                                            now,
                                            now,
                                            what.rule,
                                            what.triggered_by};
    const auto extra = encode_fields(lead.fields.extra);
    sql.run(insert_lead, in(lead.id), in(lead.workspace), in(lead.agent), in(lead.conversation),
            in(lead.fields.name), in(lead.fields.email), in(lead.fields.phone), in(extra),
            in(lead.status), in(lead.source), in(lead.feed_seq), in(lead.captured_at),
            in(lead.last_activity_at), in(lead.rule), in(lead.triggered_by));
    result.is_new = true;
  }
  sql.run(name_visitor, in(given.name), in(given.email), in(where.visitor));
  return result;
}

void touch(sql_session& sql, domain::conversation_id conversation, domain::timestamp now) {
  sql.run(touch_lead, in(now), in(conversation));
}

std::optional<domain::lead> by_id(sql_session& sql, domain::lead_id id) {
  return read_one(sql, select_by_id, in(id));
}

std::optional<domain::lead_view> view(sql_session& sql, domain::workspace_id workspace,
                                      domain::lead_id id) {
  view_row row;
  if (!read(sql, select_view, row.lead, std::tuple{in(workspace), in(id)}, row.outputs()).next())
    return std::nullopt;
  return row.take(sql);
}

domain::result<page<domain::lead_view>> list(sql_session& sql, const lead_query& query) {
  const auto from = decode_cursor(query.cursor);
  if (!from) return from.error();
  const auto start = from->value_or(cursor{std::numeric_limits<std::int64_t>::max(), {}});
  const domain::lead_id start_id{start.id};
  const auto text = detail::like_pattern(query.text);
  const int count = query.limit + 1;

  view_row row;
  const auto end_of_inputs = std::tuple{in(text), in(start.key), in(start_id), in(count)};
  auto found =
      query.status
          ? read(sql, select_page_of_status, row.lead,
                 std::tuple_cat(std::tuple{in(query.workspace), in(*query.status)}, end_of_inputs),
                 row.outputs())
          : read(sql, select_page, row.lead,
                 std::tuple_cat(std::tuple{in(query.workspace)}, end_of_inputs), row.outputs());
  page<domain::lead_view> list;
  while (found.next()) {
    if (list.items.size() == static_cast<std::size_t>(query.limit)) {
      const auto& last = list.items.back().record;
      list.next_cursor = encode_cursor({domain::to_ms(last.last_activity_at), last.id.value()});
      break;
    }
    list.items.push_back(row.take(sql));
  }
  return list;
}

lead_feed feed(sql_session& sql, domain::workspace_id workspace, std::optional<std::int64_t> after,
               int limit) {
  lead_feed news;
  if (after) {
    view_row row;
    const int count = limit + 1;
    auto found = read(sql, select_feed, row.lead, std::tuple{in(workspace), in(*after), in(count)},
                      row.outputs());
    while (found.next() && !news.more) {
      news.more = news.leads.size() == static_cast<std::size_t>(limit);
      if (!news.more) news.leads.push_back(row.take(sql));
    }
  }
  // Nothing beyond `after`: also when it is a number of another time, as after a database was put
  // back.
  if (news.leads.empty())
    (void)sql.query_one(select_count, in(workspace), out(news.position));
  else
    news.position = news.leads.back().record.feed_seq;
  return news;
}

std::int64_t count(sql_session& sql, const lead_query& query) {
  const auto text = detail::like_pattern(query.text);
  std::int64_t number = 0;
  if (query.status)
    (void)sql.query_one(count_of_status, in(query.workspace), in(*query.status), in(text),
                        out(number));
  else
    (void)sql.query_one(count_all, in(query.workspace), in(text), out(number));
  return number;
}

bool set_status(sql_session& sql, domain::workspace_id workspace, domain::lead_id id,
                domain::lead_status status, domain::timestamp now) {
  return sql.run(update_status, in(status), in(now), in(id), in(workspace)) == 1;
}

}  // namespace takeover::storage::leads
