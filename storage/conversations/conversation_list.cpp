#include "storage/conversations/conversation_list.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

#include "domain/text/text.hpp"
#include "storage/decisions/conversation_reading.hpp"
#include "storage/leads/lead_text.hpp"
#include "storage/search_text.hpp"
#include "storage/sql/cursor.hpp"
#include "storage/sql/json_columns.hpp"
#include "storage/sql/sql_text.hpp"

namespace takeover::storage::conversation_list {
namespace {

constexpr std::string_view count_conversations = "SELECT count(*) FROM conversations c ";

constexpr std::string_view matches_text = R"sql(
  AND (:text = '' OR v.search LIKE :text ESCAPE '\'
    OR lower(c.page_url) LIKE :url ESCAPE '\'))sql";
constexpr std::string_view page_by_activity = R"sql(
  AND (c.last_activity_at, c.id) < (:activity, :id)
  ORDER BY c.last_activity_at DESC, c.id DESC
  LIMIT :count)sql";
// Half of those who wait: whose visitors are on the site, or who left. Each walks the index.
constexpr std::string_view in_half_of_waiting_in_sqlite = R"sql(
  AND CASE WHEN c.id IN (SELECT value FROM json_each(:left)) THEN 1 ELSE 0 END = :behind)sql";
constexpr std::string_view in_half_of_waiting_in_postgresql = R"sql(
  AND CASE WHEN c.id IN (SELECT value FROM json_array_elements_text(CAST(:left AS json)))
    THEN 1 ELSE 0 END = :behind)sql";
constexpr std::string_view page_by_wait = R"sql(
  AND (c.queued_at, c.id) > (:queued, :id)
  ORDER BY c.queued_at, c.id
  LIMIT :count)sql";

constexpr std::string_view in_half = "WHERE c.workspace_id = :workspace AND c.engaged = :engaged";
constexpr std::string_view wrote_recently = R"sql(
  WHERE c.workspace_id = :workspace AND c.engaged = 1
    AND c.last_activity_at > :since AND c.visitor_wrote_at > :since)sql";
// `coalesce` keeps other indexes away: the rows are looked up by the ids, or by the holder.
constexpr std::string_view only_online_in_sqlite = R"sql(
  WHERE c.id IN (SELECT value FROM json_each(:online))
    AND coalesce(c.workspace_id, '') = :workspace AND coalesce(c.engaged, 0) = 1
    AND (c.visitor_wrote_at IS NULL OR c.visitor_wrote_at <= :since))sql";
constexpr std::string_view only_online_in_postgresql = R"sql(
  WHERE c.id IN (SELECT value FROM json_array_elements_text(CAST(:online AS json)))
    AND coalesce(c.workspace_id, '') = :workspace AND coalesce(c.engaged, 0) = 1
    AND (c.visitor_wrote_at IS NULL OR c.visitor_wrote_at <= :since))sql";
constexpr std::string_view queued = "WHERE c.workspace_id = :workspace AND c.controller = 'queued'";
constexpr std::string_view held_by_me =
    "WHERE c.claimed_by_user_id = :user AND coalesce(c.workspace_id, '') = :workspace";

template <const std::string_view& Condition>
std::string select_by_activity() {
  return select_conversations(joined<Condition, matches_text, page_by_activity>);
}
const std::string select_half = select_by_activity<in_half>();
const std::string select_wrote_recently = select_by_activity<wrote_recently>();
const std::string select_only_online = select_by_activity<only_online_in_sqlite>();
const std::string select_only_online_in_postgresql =
    select_by_activity<only_online_in_postgresql>();
const std::string select_mine = select_by_activity<held_by_me>();
const std::string select_queued =
    select_conversations(joined<queued, matches_text, in_half_of_waiting_in_sqlite, page_by_wait>);
const std::string select_queued_in_postgresql = select_conversations(
    joined<queued, matches_text, in_half_of_waiting_in_postgresql, page_by_wait>);

constexpr std::string_view count_wrote_recently = joined<count_conversations, wrote_recently>;
constexpr std::string_view count_only_online = joined<count_conversations, only_online_in_sqlite>;
constexpr std::string_view count_only_online_in_postgresql =
    joined<count_conversations, only_online_in_postgresql>;
constexpr std::string_view count_queued = joined<count_conversations, queued>;
constexpr std::string_view count_mine = joined<count_conversations, held_by_me>;

constexpr std::string_view count_up_to_most = R"sql(
  SELECT count(*) FROM (SELECT 1 FROM conversations c )sql";
constexpr std::string_view up_to_most = " LIMIT :most) AS counted";
constexpr std::string_view count_half = joined<count_up_to_most, in_half, up_to_most>;

/// What every page is bound to.
struct bounds {
  search_patterns sought;
  cursor start;
  domain::conversation_id start_id;
  int count = 0;  ///< one more than the page: tells whether there is another
};

/// The half of `needs_human` to read.
struct waiting_half {
  std::string left;  ///< the conversations whose visitors left, as JSON
  std::int64_t behind = 0;
};

/// `read_up_to(count)` reads so many rows at most.
conversation_rows read_undamaged(const bounds& to, const auto& read_up_to) {
  int count = to.count;
  auto selected = read_up_to(count);
  // Rows that are left out shorten no page: it would look like the last one, and hide what stands
  // behind them.
  while (std::ssize(selected.views) < to.count &&
         count < to.count + std::ssize(selected.left_out)) {
    count = to.count + static_cast<int>(selected.left_out.size());
    selected = read_up_to(count);
  }
  return selected;
}

conversation_rows read_page(reader& rows, std::string_view statement, const bounds& to,
                            const auto&... inputs) {
  return read_undamaged(to, [&](const int& count) {
    return read_conversations(rows, statement, inputs..., in(to.sought.text), in(to.sought.url),
                              in(to.start.key), in(to.start_id), in(count));
  });
}

/// In a cursor, those who left stand this much later: after all others.
constexpr std::int64_t behind_all_others = std::int64_t{1} << 52;

conversation_rows read_half(reader& rows, const domain::workspace_id& workspace,
                            const waiting_half& half, const bounds& to) {
  return read_undamaged(to, [&](const int& count) {
    return read_conversations(rows, rows.sql().choose(select_queued, select_queued_in_postgresql),
                              in(workspace), in(to.sought.text), in(to.sought.url), in(half.left),
                              in(half.behind), in(to.start.key), in(to.start_id), in(count));
  });
}

/// Those on the site, and when they end on the page, those who left.
conversation_rows read_waiting(reader& rows, const conversation_query& query, const bounds& to) {
  waiting_half half{encode_ids(query.visitors_left), 0};
  conversation_rows all;
  auto rest = to;
  if (to.start.key < behind_all_others) {
    all = read_half(rows, query.workspace, half, to);
    if (query.visitors_left.empty() || std::ssize(all.views) >= to.count) return all;
    rest.start.key = std::numeric_limits<std::int64_t>::min();
    rest.start_id = {};
    rest.count -= static_cast<int>(all.views.size());
  } else {
    rest.start.key -= behind_all_others;
  }
  half.behind = 1;
  auto others = read_half(rows, query.workspace, half, rest);
  std::ranges::move(others.views, std::back_inserter(all.views));
  std::ranges::move(others.left_out, std::back_inserter(all.left_out));
  return all;
}

bool more_recent(const domain::conversation_view& a, const domain::conversation_view& b) {
  return std::pair{a.state.last_activity_at, a.state.id} >
         std::pair{b.state.last_activity_at, b.state.id};
}

/// Two lists that have no row in common, as one.
conversation_rows merged(conversation_rows a, conversation_rows b) {
  conversation_rows all{{}, std::move(a.left_out)};
  all.left_out.insert(all.left_out.end(), b.left_out.begin(), b.left_out.end());
  all.views.reserve(a.views.size() + b.views.size());
  std::merge(std::make_move_iterator(a.views.begin()), std::make_move_iterator(a.views.end()),
             std::make_move_iterator(b.views.begin()), std::make_move_iterator(b.views.end()),
             std::back_inserter(all.views), more_recent);
  return all;
}

/// Of what its people wrote, as JSON.
std::size_t text_bytes(const domain::conversation_view& view) {
  std::size_t sum = domain::json_size(view.state.page_url) + domain::json_size(view.visitor_name) +
                    domain::json_size(view.visitor_email) + domain::json_size(view.agent_name);
  if (view.last) sum += domain::json_size(view.last->snippet);
  return view.captured ? sum + leads::text_bytes(*view.captured) : sum;
}

/// How many of the rows fit on a page of at most `limit`.
std::size_t fitting(const std::vector<domain::conversation_view>& rows, std::size_t limit) {
  page_budget budget;
  std::size_t count = 0;
  while (count < std::min(rows.size(), limit) && budget.take(text_bytes(rows[count]))) ++count;
  return count;
}

constexpr std::int64_t engaged = 1;
constexpr std::int64_t empty = 0;

conversation_rows read(reader& rows, const conversation_query& query, const bounds& to) {
  const auto half = [&](const std::int64_t& which) {
    return read_page(rows, select_half, to, in(query.workspace), in(which));
  };
  switch (query.filter) {
    case conversation_filter::all: return merged(half(engaged), half(empty));
    case conversation_filter::engaged: return half(engaged);
    case conversation_filter::empty: return half(empty);
    case conversation_filter::needs_human: return read_waiting(rows, query, to);
    case conversation_filter::mine:
      return read_page(rows, select_mine, to, in(query.asked_by), in(query.workspace));
    case conversation_filter::live: break;
  }
  const auto online = encode_ids(query.visitors_online);
  return merged(
      read_page(rows, select_wrote_recently, to, in(query.workspace), in(query.live_since)),
      read_page(rows, rows.sql().choose(select_only_online, select_only_online_in_postgresql), to,
                in(online), in(query.workspace), in(query.live_since)));
}

/// What `needs_human` is sorted by.
std::int64_t place_of(const domain::conversation& waiting, const conversation_query& query) {
  const auto since = domain::to_ms(waiting.queued_at.value_or(domain::timestamp{}));
  const bool left = std::ranges::find(query.visitors_left, waiting.id) != query.visitors_left.end();
  return left ? since + behind_all_others : since;
}

}  // namespace

domain::result<storage::page<domain::conversation_view>> page(reader& rows,
                                                              const conversation_query& query) {
  const bool by_wait = query.filter == conversation_filter::needs_human;
  const auto from = decode_cursor(query.cursor);
  if (!from) return from.error();
  const auto beginning =
      by_wait ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
  const auto start = from->value_or(cursor{beginning, {}});
  const bounds to{patterns_for(query.text), start, domain::conversation_id{start.id},
                  query.limit + 1};

  auto result = read(rows, query, to);
  storage::page<domain::conversation_view> list;
  list.items = std::move(result.views);
  list.damaged = result.left_out.size();
  const auto count = fitting(list.items, static_cast<std::size_t>(query.limit));
  if (list.items.size() > count) {
    list.items.resize(count);
    const auto& last = list.items.back().state;
    list.next_cursor = encode_cursor(
        {by_wait ? place_of(last, query) : domain::to_ms(last.last_activity_at), last.id.value()});
  }
  return list;
}

conversation_counts counts(reader& rows, const conversation_query& query) {
  conversation_counts counted;
  std::int64_t only_online = 0;
  const auto online = encode_ids(query.visitors_online);
  (void)rows.sql().query_one(count_wrote_recently, in(query.workspace), in(query.live_since),
                             out(counted.live));
  (void)rows.sql().query_one(rows.sql().choose(count_only_online, count_only_online_in_postgresql),
                             in(online), in(query.workspace), in(query.live_since),
                             out(only_online));
  (void)rows.sql().query_one(count_queued, in(query.workspace), out(counted.needs_human));
  (void)rows.sql().query_one(count_mine, in(query.asked_by), in(query.workspace),
                             out(counted.mine));
  (void)rows.sql().query_one(count_half, in(query.workspace), in(engaged),
                             in(conversation_counts::most), out(counted.engaged));
  (void)rows.sql().query_one(count_half, in(query.workspace), in(empty),
                             in(conversation_counts::most), out(counted.empty));
  counted.live += only_online;
  return counted;
}

}  // namespace takeover::storage::conversation_list
