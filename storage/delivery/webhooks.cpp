#include "storage/delivery/webhooks.hpp"

#include <limits>

#include "storage/sql/cursor.hpp"
#include "storage/sql/json_columns.hpp"
#include "storage/sql/sql_session.hpp"

namespace takeover::storage::webhooks {
namespace {

using detail::in;
using detail::out;
using detail::sql_session;

#define HOOK_COLUMNS "id, workspace_id, url, secret, events, active, created_at"
constexpr const char* insert_hook =
    "INSERT INTO webhooks (" HOOK_COLUMNS
    ") VALUES (:id, :workspace, :url, :secret, :events, :active, :created_at)";
constexpr const char* select_of_workspace =
    "SELECT " HOOK_COLUMNS " FROM webhooks WHERE workspace_id = :workspace ORDER BY created_at, id";
constexpr const char* select_by_id = "SELECT " HOOK_COLUMNS " FROM webhooks WHERE id = :id";
constexpr const char* update_active = "UPDATE webhooks SET active = :active WHERE id = :id";
constexpr const char* delete_jobs =
    "DELETE FROM jobs WHERE id IN (SELECT id FROM webhook_deliveries WHERE webhook_id = :hook AND "
    "state <> 'delivered')";
constexpr const char* delete_hook = "DELETE FROM webhooks WHERE id = :id";

constexpr const char* insert_delivery =
    "INSERT INTO webhook_deliveries (id, webhook_id, event, lead_id, state, created_at) VALUES "
    "(:id, :hook, :event, :lead, :state, :now)";
constexpr const char* update_delivery =
    "UPDATE webhook_deliveries SET state = :state, attempts = :attempts, status_code = :status, "
    "last_error = :error, finished_at = :finished "
    "WHERE id = :id";
constexpr const char* delete_old =
    "DELETE FROM webhook_deliveries WHERE webhook_id = (SELECT webhook_id FROM webhook_deliveries "
    "WHERE id = :id) AND created_at < :before "
    "AND state = 'delivered'";
constexpr const char* reset_delivery =
    "UPDATE webhook_deliveries SET state = :state, attempts = 0, finished_at = NULL WHERE id = :id";
constexpr const char* delete_delivery = "DELETE FROM webhook_deliveries WHERE id = :id";
#define SELECT_DELIVERIES                                                                          \
  "SELECT d.id, d.webhook_id, d.event, d.lead_id, d.state, d.attempts, d.status_code, "            \
  "d.last_error, d.created_at, d.finished_at, "                                                    \
  "j.run_at FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id LEFT JOIN jobs j ON " \
  "j.id = d.id AND j.failed_at IS NULL "                                                           \
  "WHERE w.workspace_id = :workspace"
constexpr const char* select_delivery = SELECT_DELIVERIES " AND d.id = :id";
constexpr const char* select_page = SELECT_DELIVERIES
    " AND d.webhook_id = :hook AND (d.created_at, d.id) < (:created, :id) ORDER BY d.created_at "
    "DESC, d.id DESC LIMIT :count";

/// How long the log keeps what was delivered.
constexpr std::chrono::hours delivered_kept{30 * 24};

struct hook_row {
  webhook_record hook;
  std::string events;
  std::int64_t active = 0;

  auto outputs() {
    return std::tuple{out(hook.id), out(hook.workspace), out(hook.url),       out(hook.secret),
                      out(events),  out(active),         out(hook.created_at)};
  }
  webhook_record take() {
    hook.events.clear();
    for (const auto& name : decode_texts(events))
      if (const auto event = domain::parse_webhook_event(name)) hook.events.push_back(*event);
    hook.state = active != 0 ? activity::active : activity::paused;
    return hook;
  }
};

struct log_row {
  delivery_row delivery;
  std::int64_t attempts = 0;
  std::optional<std::int64_t> status;

  auto outputs() {
    auto& d = delivery;
    return std::tuple{out(d.id),         out(d.webhook),     out(d.event),   out(d.lead),
                      out(d.state),      out(attempts),      out(status),    out(d.last_error),
                      out(d.created_at), out(d.finished_at), out(d.next_try)};
  }
  delivery_row take() {
    delivery.attempts = static_cast<int>(attempts);
    delivery.status_code = status ? std::optional{static_cast<int>(*status)} : std::nullopt;
    return delivery;
  }
};

detail::rows ask(sql_session& sql, std::string_view statement, const auto& outputs,
                 const auto&... inputs) {
  return std::apply([&](const auto&... all) { return sql.query(statement, inputs..., all...); },
                    outputs);
}

}  // namespace

void create(sql_session& sql, const webhook_record& hook) {
  std::vector<std::string> names;
  for (const auto event : hook.events) names.emplace_back(domain::name_of(event));
  const auto events = encode_texts(names);
  const std::int64_t active = hook.state == activity::active ? 1 : 0;
  sql.run(insert_hook, in(hook.id), in(hook.workspace), in(hook.url), in(hook.secret), in(events),
          in(active), in(hook.created_at));
}

std::vector<webhook_record> of_workspace(sql_session& sql, domain::workspace_id workspace) {
  hook_row row;
  auto found = ask(sql, select_of_workspace, row.outputs(), in(workspace));
  std::vector<webhook_record> list;
  while (found.next()) list.push_back(row.take());
  return list;
}

std::optional<webhook_record> by_id(sql_session& sql, domain::webhook_id id) {
  hook_row row;
  if (!ask(sql, select_by_id, row.outputs(), in(id)).next()) return std::nullopt;
  return row.take();
}

void set_state(sql_session& sql, domain::webhook_id id, activity state) {
  const std::int64_t active = state == activity::active ? 1 : 0;
  sql.run(update_active, in(active), in(id));
}

void remove(sql_session& sql, domain::webhook_id id) {
  sql.run(delete_jobs, in(id));
  sql.run(delete_hook, in(id));
}

void log(sql_session& sql, domain::job_id id, domain::webhook_id hook, domain::webhook_event event,
         std::optional<domain::lead_id> lead, domain::timestamp now) {
  const auto state = domain::delivery_state::waiting;
  sql.run(insert_delivery, in(id), in(hook), in(event), in(lead), in(state), in(now));
}

void log_try(sql_session& sql, const job_outcome& outcome, int attempt) {
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
  sql.run(update_delivery, in(state), in(attempts), in(status), in(outcome.result.detail),
          in(finished), in(outcome.id));
  if (!delivered) return;
  const auto before = outcome.now - delivered_kept;
  sql.run(delete_old, in(outcome.id), in(before));
}

void log_again(sql_session& sql, domain::job_id id) {
  const auto state = domain::delivery_state::waiting;
  sql.run(reset_delivery, in(state), in(id));
}

void forget(sql_session& sql, domain::job_id id) { sql.run(delete_delivery, in(id)); }

std::optional<delivery_row> delivery(sql_session& sql, domain::workspace_id workspace,
                                     domain::job_id id) {
  log_row row;
  if (!ask(sql, select_delivery, row.outputs(), in(workspace), in(id)).next()) return std::nullopt;
  return row.take();
}

domain::result<page<delivery_row>> deliveries(sql_session& sql, const delivery_query& query) {
  const auto from = decode_cursor(query.cursor);
  if (!from) return from.error();
  const auto start = from->value_or(cursor{std::numeric_limits<std::int64_t>::max(), {}});
  const domain::job_id start_id{start.id};
  const int count = query.limit + 1;
  log_row row;
  auto found = ask(sql, select_page, row.outputs(), in(query.workspace), in(query.webhook),
                   in(start.key), in(start_id), in(count));
  page<delivery_row> list;
  while (found.next()) {
    if (list.items.size() == static_cast<std::size_t>(query.limit)) {
      const auto& last = list.items.back();
      list.next_cursor = encode_cursor({domain::to_ms(last.created_at), last.id.value()});
      break;
    }
    list.items.push_back(row.take());
  }
  return list;
}

}  // namespace takeover::storage::webhooks
