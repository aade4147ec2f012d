#include "storage/delivery/deliveries.hpp"

#include <limits>

#include "storage/sql/cursor.hpp"
#include "storage/sql/sql_session.hpp"
#include "storage/sql/sql_text.hpp"

namespace takeover::storage::deliveries {
namespace {

constexpr const char* insert_delivery = R"sql(
  INSERT INTO webhook_deliveries (id, webhook_id, event, lead_id, state, created_at)
  VALUES (:id, :hook, :event, :lead, :state, :now))sql";
constexpr const char* update_delivery = R"sql(
  UPDATE webhook_deliveries
  SET state = :state, attempts = :attempts, status_code = :status, last_error = :error,
    finished_at = :finished
  WHERE id = :id)sql";
constexpr const char* delete_old = R"sql(
  DELETE FROM webhook_deliveries
  WHERE webhook_id = (SELECT webhook_id FROM webhook_deliveries WHERE id = :id)
    AND created_at < :before AND state = 'delivered')sql";
constexpr const char* reset_delivery =
    "UPDATE webhook_deliveries SET state = :state, attempts = 0, finished_at = NULL WHERE id = :id";
constexpr const char* delete_delivery = "DELETE FROM webhook_deliveries WHERE id = :id";
constexpr std::string_view select_deliveries = R"sql(
  SELECT d.id, d.webhook_id, d.event, d.lead_id, d.state, d.attempts, d.status_code, d.last_error,
    d.created_at, d.finished_at, j.run_at
  FROM webhook_deliveries d
  JOIN webhooks w ON w.id = d.webhook_id
  LEFT JOIN jobs j ON j.id = d.id AND j.failed_at IS NULL AND j.held = 0
  WHERE w.workspace_id = :workspace)sql";
constexpr std::string_view with_id = " AND d.id = :id";
constexpr std::string_view one_page = R"sql(
  AND d.webhook_id = :hook AND (d.created_at, d.id) < (:created, :id)
  ORDER BY d.created_at DESC, d.id DESC
  LIMIT :count)sql";
constexpr std::string_view select_delivery = joined<select_deliveries, with_id>;
constexpr std::string_view select_page = joined<select_deliveries, one_page>;

/// How long the log keeps what was delivered.
constexpr std::chrono::hours delivered_kept{30 * 24};

struct log_row {
  delivery_record delivery;
  std::int64_t attempts = 0;
  std::optional<std::int64_t> status;

  auto outputs() {
    auto& d = delivery;
    return std::tuple{out(d.id),         out(d.webhook),     out(d.event),   out(d.lead),
                      out(d.state),      out(attempts),      out(status),    out(d.last_error),
                      out(d.created_at), out(d.finished_at), out(d.next_try)};
  }
  delivery_record take() {
    delivery.attempts = static_cast<int>(attempts);
    delivery.status_code = status ? std::optional{static_cast<int>(*status)} : std::nullopt;
    return delivery;
  }
};

result_rows ask(reader& rows, std::string_view statement, const auto& outputs,
                const auto&... inputs) {
  return std::apply(
      [&](const auto&... all) { return rows.sql().query(statement, inputs..., all...); }, outputs);
}

}  // namespace

std::optional<delivery_record> by_id(reader& rows, domain::workspace_id workspace,
                                     domain::job_id id) {
  log_row row;
  if (!ask(rows, select_delivery, row.outputs(), in(workspace), in(id)).next()) return std::nullopt;
  auto found = row.take();
  found.about = jobs::about(rows, found.lead, std::nullopt);
  return found;
}

domain::result<page<delivery_record>> list(reader& rows, const delivery_query& query) {
  const auto from = decode_cursor(query.cursor);
  if (!from) return from.error();
  const auto start = from->value_or(cursor{std::numeric_limits<std::int64_t>::max(), {}});
  const domain::job_id start_id{start.id};
  const int count = query.limit + 1;
  page<delivery_record> list;
  {
    log_row row;
    auto result = ask(rows, select_page, row.outputs(), in(query.workspace), in(query.webhook),
                      in(start.key), in(start_id), in(count));
    while (result.next()) {
      if (list.items.size() == static_cast<std::size_t>(query.limit)) {
        const auto& last = list.items.back();
        list.next_cursor = encode_cursor({domain::to_ms(last.created_at), last.id.value()});
        break;
      }
      list.items.push_back(row.take());
    }
  }
  for (auto& item : list.items) item.about = jobs::about(rows, item.lead, std::nullopt);
  return list;
}

void insert(writer& rows, domain::job_id id, domain::webhook_id hook, domain::webhook_event event,
            std::optional<domain::lead_id> lead, domain::timestamp now) {
  const auto state = domain::delivery_state::waiting;
  rows.sql().run(insert_delivery, in(id), in(hook), in(event), in(lead), in(state), in(now));
}

void record_attempt(writer& rows, const job_outcome& outcome, int attempt) {
  using domain::delivery_state;
  const bool delivered = outcome.result.outcome == domain::attempt::fate::delivered;
  const auto state = delivered          ? delivery_state::delivered
                     : outcome.again_at ? delivery_state::waiting
                                        : delivery_state::failed;
  const std::int64_t attempts = attempt;
  std::optional<std::int64_t> status;
  if (outcome.result.status_code) status = *outcome.result.status_code;
  std::optional<domain::timestamp> finished;
  if (state != delivery_state::waiting) finished = outcome.now;
  rows.sql().run(update_delivery, in(state), in(attempts), in(status), in(outcome.result.detail),
                 in(finished), in(outcome.id));
  if (!delivered) return;
  const auto before = outcome.now - delivered_kept;
  rows.sql().run(delete_old, in(outcome.id), in(before));
}

void reset_attempts(writer& rows, domain::job_id id) {
  const auto state = domain::delivery_state::waiting;
  rows.sql().run(reset_delivery, in(state), in(id));
}

void erase(writer& rows, domain::job_id id) { rows.sql().run(delete_delivery, in(id)); }

}  // namespace takeover::storage::deliveries
