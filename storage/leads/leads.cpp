#include "storage/leads/leads.hpp"

#include <limits>
#include <utility>

#include "domain/text/text.hpp"
#include "storage/agents/visitors.hpp"
#include "storage/conversations/timeline.hpp"
#include "storage/leads/lead_text.hpp"
#include "storage/search_text.hpp"
#include "storage/sql/cursor.hpp"
#include "storage/sql/json_columns.hpp"
#include "storage/sql/row_locks.hpp"
#include "storage/sql/sql_session.hpp"
#include "storage/sql/sql_text.hpp"

namespace takeover::storage::leads {
namespace {

constexpr std::string_view select_lead = R"sql(
  SELECT l.id, l.workspace_id, l.agent_id, l.conversation_id, l.name, l.email, l.phone, l.fields,
    l.status, l.source, l.feed_seq, l.captured_at, l.last_activity_at, l.rule_id,
    l.triggered_by, l.visitor_id, l.given_again)sql";
constexpr std::string_view with_id = " FROM leads l WHERE l.id = :id";
constexpr std::string_view with_email =
    " FROM leads l WHERE l.agent_id = :agent AND l.email = :email";
constexpr std::string_view select_by_id = joined<select_lead, with_id>;
constexpr std::string_view select_by_email = joined<select_lead, with_email>;

constexpr const char* insert_lead = R"sql(
  INSERT INTO leads (id, workspace_id, agent_id, conversation_id, name, email, phone,
    fields, status, source, feed_seq, captured_at, last_activity_at, rule_id, triggered_by,
    visitor_id, search)
  VALUES (:id, :workspace, :agent, :conversation, :name, :email, :phone, :fields, :status,
    :source, :feed_seq, :captured_at, :last_activity_at, :rule, :triggered_by, :visitor,
    :search))sql";
constexpr const char* update_lead = R"sql(
  UPDATE leads
  SET name = :name, phone = :phone, fields = :fields, last_activity_at = :last_activity_at,
    given_again = :given_again, search = :search
  WHERE id = :id)sql";
constexpr const char* insert_values = R"sql(
  INSERT INTO lead_values (id, lead_id, conversation_id, visitor_id, name, phone, fields, given_at)
  VALUES (:id, :lead, :conversation, :visitor, :name, :phone, :fields, :now))sql";
// What the same visitor gave before, word for word, is not kept twice.
constexpr const char* count_same_values = R"sql(
  SELECT count(*)
  FROM lead_values
  WHERE lead_id = :lead AND visitor_id = :visitor AND name = :name AND phone = :phone
    AND fields = :fields)sql";
constexpr const char* select_values = R"sql(
  SELECT conversation_id, name, phone, fields, given_at
  FROM lead_values
  WHERE lead_id = :lead
  ORDER BY given_at DESC, id DESC
  LIMIT :count)sql";
constexpr const char* select_conversations = R"sql(
  SELECT id FROM conversations WHERE lead_id = :lead ORDER BY id DESC LIMIT :count)sql";
constexpr const char* link_conversation =
    "UPDATE conversations SET lead_id = :lead WHERE id = :conversation";
constexpr const char* count_up =
    "UPDATE workspaces SET lead_seq = lead_seq + 1 WHERE id = :workspace";
constexpr const char* select_count = "SELECT lead_seq FROM workspaces WHERE id = :workspace";
// The later of two times: `max` in SQLite, `greatest` in PostgreSQL; said so that both understand
// it.
constexpr const char* touch_lead = R"sql(
  UPDATE leads
  SET last_activity_at = CASE WHEN last_activity_at > :now THEN last_activity_at ELSE :now END
  WHERE id = (SELECT lead_id FROM conversations WHERE id = :conversation))sql";
constexpr std::string_view of_workspace_with_conversation = R"sql(
  , c.controller, u.id, u.name
  FROM leads l
  LEFT JOIN conversations c ON c.id = l.conversation_id
  LEFT JOIN users u ON u.id = c.claimed_by_user_id
  WHERE l.workspace_id = :workspace)sql";
constexpr std::string_view one_lead = " AND l.id = :id";
constexpr std::string_view one_status = " AND l.status = :status";
constexpr std::string_view matches_text = R"sql(
  AND (:text = '' OR l.search LIKE :text ESCAPE '\'
    OR (:digits <> '' AND l.search LIKE :digits ESCAPE '\')))sql";
constexpr std::string_view one_page = R"sql(
  AND (l.last_activity_at, l.id) < (:activity, :id)
  ORDER BY l.last_activity_at DESC, l.id DESC
  LIMIT :count)sql";
constexpr std::string_view next_in_feed =
    " AND l.feed_seq > :after ORDER BY l.feed_seq LIMIT :count";

constexpr std::string_view select_views = joined<select_lead, of_workspace_with_conversation>;
constexpr std::string_view select_view = joined<select_views, one_lead>;
constexpr std::string_view select_page = joined<select_views, matches_text, one_page>;
constexpr std::string_view select_page_of_status =
    joined<select_views, one_status, matches_text, one_page>;
constexpr std::string_view select_feed = joined<select_views, next_in_feed>;
constexpr std::string_view count_leads =
    "SELECT count(*) FROM leads l WHERE l.workspace_id = :workspace";
constexpr std::string_view count_all = joined<count_leads, matches_text>;
constexpr std::string_view count_of_status = joined<count_leads, one_status, matches_text>;

/// How many of each a lead shows: anyone can add to them.
constexpr int shown_others = 20;

/// Empty if it cannot be read: a lead is worth more than what its form asked beside.
std::map<std::string, std::string> fields_of(const std::string& column) {
  try {
    return decode_fields(column);
  } catch (const std::exception&) {
    return {};
  }
}

void read_others(reader& rows, domain::lead& lead) {
  {
    domain::also_given row;
    std::string extra;
    auto result =
        rows.sql().query(select_values, in(lead.id), in(shown_others), out(row.conversation),
                         out(row.name), out(row.phone), out(extra), out(row.given_at));
    while (result.next()) {
      lead.others.push_back(row);
      lead.others.back().extra = fields_of(extra);
    }
  }
  domain::conversation_id other;
  const int count = shown_others + 1;
  auto result = rows.sql().query(select_conversations, in(lead.id), in(count), out(other));
  while (result.next())
    if (other != lead.conversation && lead.other_conversations.size() < shown_others)
      lead.other_conversations.push_back(other);
}

struct lead_row {
  domain::lead lead;
  std::string extra;
  std::int64_t given_again = 0;

  domain::lead take(reader& rows) {
    lead.fields.extra = fields_of(extra);
    if (given_again > 0) read_others(rows, lead);
    return std::exchange(lead, {});
  }
};

/// Runs a query that begins with the lead's columns; `more` are the inputs, then what comes after
/// those columns.
template <class... Inputs, class... Outputs>
result_rows read(reader& rows, std::string_view statement, lead_row& row,
                 const std::tuple<Inputs...>& inputs, const std::tuple<Outputs...>& outputs) {
  auto& l = row.lead;
  const auto own = std::make_tuple(out(l.id), out(l.workspace), out(l.agent), out(l.conversation),
                                   out(l.fields.name), out(l.fields.email), out(l.fields.phone),
                                   out(row.extra), out(l.status), out(l.source), out(l.feed_seq),
                                   out(l.captured_at), out(l.last_activity_at), out(l.rule),
                                   out(l.triggered_by), out(l.visitor), out(row.given_again));
  return std::apply([&](const auto&... all) { return rows.sql().query(statement, all...); },
                    std::tuple_cat(inputs, own, outputs));
}

std::optional<domain::lead> read_one(reader& rows, std::string_view statement,
                                     const auto&... inputs) {
  lead_row row;
  if (!read(rows, statement, row, std::tuple{inputs...}, std::tuple{}).next()) return std::nullopt;
  return row.take(rows);
}

std::size_t text_bytes(const domain::lead_view& view) {
  return leads::text_bytes(view.record) + (view.last ? domain::json_size(view.last->snippet) : 0);
}

struct view_row {
  lead_row lead;
  std::optional<std::string>
      controller;  // as it stands: a damaged conversation leaves its lead readable
  std::optional<domain::user_id> holder;
  std::optional<std::string> holder_name;

  auto outputs() { return std::tuple{out(controller), out(holder), out(holder_name)}; }

  domain::lead_view take(reader& rows) {
    domain::lead_view view{lead.take(rows),
                           controller ? domain::parse_controller(*controller) : std::nullopt,
                           std::nullopt, std::nullopt};
    if (holder) view.holder = domain::person{*holder, holder_name.value_or("")};
    if (view.record.conversation)
      view.last = timeline::last_message(rows, *view.record.conversation);
    return view;
  }
};

std::int64_t next_feed_number(writer& rows, domain::workspace_id workspace) {
  rows.sql().run(count_up, in(workspace));
  std::int64_t number = 0;
  if (!rows.sql().query_one(select_count, in(workspace), out(number)))
    throw db_error(db_problem::other, 0, "the lead's workspace is unknown");
  return number;
}

std::string search_text_of(const domain::lead_fields& fields) {
  return search_text({fields.name, fields.email, fields.phone});
}

void keep_beside(writer& rows, const domain::lead& lead, const domain::conversation& where,
                 const domain::also_given& other, domain::lead_id as, domain::timestamp now) {
  const auto extra = encode_fields(other.extra);
  std::int64_t same = 0;
  (void)rows.sql().query_one(count_same_values, in(lead.id), in(where.visitor), in(other.name),
                             in(other.phone), in(extra), out(same));
  if (same > 0) return;
  rows.sql().run(insert_values, in(as), in(lead.id), in(where.id), in(where.visitor),
                 in(other.name), in(other.phone), in(extra), in(now));
}

/// The lead is there already: its own visitor corrects it, anyone else adds to it.
void give_again(writer& rows, domain::lead& lead, const domain::conversation& where,
                const domain::lead_capture& what, domain::timestamp now) {
  if (lead.visitor == where.visitor)
    domain::correct(lead.fields, what.fields);
  else if (const auto other = domain::differing(lead.fields, what.fields))
    keep_beside(rows, lead, where, *other, what.proposed_id, now);
  lead.last_activity_at = std::max(lead.last_activity_at, now);
  const auto extra = encode_fields(lead.fields.extra);
  const std::int64_t given_again =
      lead.others.empty() && lead.other_conversations.empty() && lead.conversation == where.id ? 0
                                                                                               : 1;
  const auto search = search_text_of(lead.fields);
  rows.sql().run(update_lead, in(lead.fields.name), in(lead.fields.phone), in(extra),
                 in(lead.last_activity_at), in(given_again), in(search), in(lead.id));
}

}  // namespace

capture_result capture(writer& rows, const domain::conversation& where,
                       const domain::lead_capture& what, domain::timestamp now) {
  row_locks::workspace(rows.sql(), where.workspace);
  capture_result result;
  const auto& given = what.fields;
  if (auto known = read_one(rows, select_by_email, in(where.agent), in(given.email))) {
    give_again(rows, *known, where, what, now);
    rows.sql().run(link_conversation, in(known->id), in(where.id));
    result.lead = by_id(rows, known->id).value();
  } else {
    auto& lead = result.lead = domain::lead{what.proposed_id,
                                            where.workspace,
                                            where.agent,
                                            where.id,
                                            given,
                                            domain::lead_status::incoming,
                                            what.source,
                                            next_feed_number(rows, where.workspace),
                                            now,
                                            now,
                                            what.rule,
                                            what.triggered_by,
                                            where.visitor};
    const auto extra = encode_fields(lead.fields.extra);
    const auto search = search_text_of(lead.fields);
    rows.sql().run(insert_lead, in(lead.id), in(lead.workspace), in(lead.agent),
                   in(lead.conversation), in(lead.fields.name), in(lead.fields.email),
                   in(lead.fields.phone), in(extra), in(lead.status), in(lead.source),
                   in(lead.feed_seq), in(lead.captured_at), in(lead.last_activity_at),
                   in(lead.rule), in(lead.triggered_by), in(lead.visitor), in(search));
    result.is_new = true;
  }
  visitors::name(rows, where.visitor, given.name, given.email);
  return result;
}

void touch(writer& rows, domain::conversation_id conversation, domain::timestamp now) {
  rows.sql().run(touch_lead, in(now), in(conversation));
}

std::optional<domain::lead> by_id(reader& rows, domain::lead_id id) {
  return read_one(rows, select_by_id, in(id));
}

std::optional<domain::lead_view> view(reader& rows, domain::workspace_id workspace,
                                      domain::lead_id id) {
  view_row row;
  if (!read(rows, select_view, row.lead, std::tuple{in(workspace), in(id)}, row.outputs()).next())
    return std::nullopt;
  return row.take(rows);
}

domain::result<page<domain::lead_view>> list(reader& rows, const lead_query& query) {
  const auto from = decode_cursor(query.cursor);
  if (!from) return from.error();
  const auto start = from->value_or(cursor{std::numeric_limits<std::int64_t>::max(), {}});
  const domain::lead_id start_id{start.id};
  const auto sought = patterns_for(query.text);
  const int count = query.limit + 1;

  view_row row;
  const auto end_of_inputs =
      std::tuple{in(sought.text), in(sought.digits), in(start.key), in(start_id), in(count)};
  auto result =
      query.status
          ? read(rows, select_page_of_status, row.lead,
                 std::tuple_cat(std::tuple{in(query.workspace), in(*query.status)}, end_of_inputs),
                 row.outputs())
          : read(rows, select_page, row.lead,
                 std::tuple_cat(std::tuple{in(query.workspace)}, end_of_inputs), row.outputs());
  page<domain::lead_view> list;
  page_budget budget;
  while (result.next()) {
    auto next = row.take(rows);
    if (list.items.size() == static_cast<std::size_t>(query.limit) ||
        !budget.take(text_bytes(next))) {
      const auto& last = list.items.back().record;
      list.next_cursor = encode_cursor({domain::to_ms(last.last_activity_at), last.id.value()});
      break;
    }
    list.items.push_back(std::move(next));
  }
  return list;
}

lead_feed feed(reader& rows, domain::workspace_id workspace, std::optional<std::int64_t> after,
               int limit) {
  lead_feed next;
  if (after) {
    view_row row;
    const int count = limit + 1;
    auto result = read(rows, select_feed, row.lead,
                       std::tuple{in(workspace), in(*after), in(count)}, row.outputs());
    page_budget budget;
    while (!next.more && result.next()) {
      auto lead = row.take(rows);
      next.more =
          next.leads.size() == static_cast<std::size_t>(limit) || !budget.take(text_bytes(lead));
      if (!next.more) next.leads.push_back(std::move(lead));
    }
  }
  // Nothing beyond `after`: also when it is a number of another time, as after a database was put
  // back.
  if (next.leads.empty())
    (void)rows.sql().query_one(select_count, in(workspace), out(next.position));
  else
    next.position = next.leads.back().record.feed_seq;
  return next;
}

std::int64_t count(reader& rows, const lead_query& query) {
  const auto sought = patterns_for(query.text);
  std::int64_t number = 0;
  if (query.status)
    (void)rows.sql().query_one(count_of_status, in(query.workspace), in(*query.status),
                               in(sought.text), in(sought.digits), out(number));
  else
    (void)rows.sql().query_one(count_all, in(query.workspace), in(sought.text), in(sought.digits),
                               out(number));
  return number;
}

}  // namespace takeover::storage::leads
