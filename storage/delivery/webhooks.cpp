#include "storage/delivery/webhooks.hpp"

#include "storage/sql/json_columns.hpp"
#include "storage/sql/sql_session.hpp"
#include "storage/sql/sql_text.hpp"

namespace takeover::storage::webhooks {
namespace {

constexpr const char* insert_hook = R"sql(
  INSERT INTO webhooks (id, workspace_id, url, secret, events, active, created_at)
  VALUES (:id, :workspace, :url, :secret, :events, :active, :created_at))sql";
constexpr std::string_view select_hooks =
    "SELECT id, workspace_id, url, secret, events, active, created_at, failures, paused_at, "
    "pause_reason FROM webhooks";
constexpr std::string_view in_workspace =
    " WHERE workspace_id = :workspace ORDER BY created_at, id";
constexpr std::string_view with_id = " WHERE id = :id";
constexpr std::string_view with_delivery =
    " WHERE id = (SELECT webhook_id FROM webhook_deliveries WHERE id = :delivery)";
constexpr std::string_view select_of_delivery = joined<select_hooks, with_delivery>;
constexpr std::string_view select_of_workspace = joined<select_hooks, in_workspace>;
constexpr std::string_view select_by_id = joined<select_hooks, with_id>;
constexpr const char* update_active = "UPDATE webhooks SET active = :active WHERE id = :id";
constexpr const char* update_failures = R"sql(
  UPDATE webhooks
  SET failures = :failures, paused_at = :paused, pause_reason = :reason
  WHERE id = :id)sql";
constexpr const char* delete_jobs = R"sql(
  DELETE FROM jobs
  WHERE id IN (SELECT id FROM webhook_deliveries WHERE webhook_id = :hook AND state <>
    'delivered'))sql";
constexpr const char* delete_hook = "DELETE FROM webhooks WHERE id = :id";

struct hook_row {
  webhook_record hook;
  std::string events;
  std::int64_t active = 0;
  std::int64_t failures = 0;

  auto outputs() {
    auto& health = hook.health;
    return std::tuple{out(hook.id),          out(hook.workspace),
                      out(hook.url),         out(hook.secret),
                      out(events),           out(active),
                      out(hook.created_at),  out(failures),
                      out(health.paused_at), out(health.pause_reason)};
  }
  webhook_record take() {
    hook.health.failures = static_cast<int>(failures);
    hook.events.clear();
    for (const auto& name : decode_texts(events))
      if (const auto event = domain::parse_webhook_event(name)) hook.events.push_back(*event);
    hook.state = active != 0 ? activity::active : activity::paused;
    return hook;
  }
};

result_rows ask(reader& rows, std::string_view statement, const auto& outputs,
                const auto&... inputs) {
  return std::apply(
      [&](const auto&... all) { return rows.sql().query(statement, inputs..., all...); }, outputs);
}

}  // namespace

void insert(writer& rows, const webhook_record& hook) {
  std::vector<std::string> names;
  for (const auto event : hook.events) names.emplace_back(domain::name_of(event));
  const auto events = encode_texts(names);
  const std::int64_t active = hook.state == activity::active ? 1 : 0;
  rows.sql().run(insert_hook, in(hook.id), in(hook.workspace), in(hook.url), in(hook.secret),
                 in(events), in(active), in(hook.created_at));
}

std::vector<webhook_record> of_workspace(reader& rows, domain::workspace_id workspace) {
  hook_row row;
  auto result = ask(rows, select_of_workspace, row.outputs(), in(workspace));
  std::vector<webhook_record> list;
  while (result.next()) list.push_back(row.take());
  return list;
}

std::optional<webhook_record> by_id(reader& rows, domain::webhook_id id) {
  hook_row row;
  if (!ask(rows, select_by_id, row.outputs(), in(id)).next()) return std::nullopt;
  return row.take();
}

std::optional<webhook_record> by_id(reader& rows, domain::workspace_id workspace,
                                    domain::webhook_id id) {
  auto hook = by_id(rows, id);
  if (hook && hook->workspace != workspace) hook.reset();
  return hook;
}

std::optional<webhook_record> of_delivery(reader& rows, domain::job_id id) {
  hook_row row;
  if (!ask(rows, select_of_delivery, row.outputs(), in(id)).next()) return std::nullopt;
  return row.take();
}

void update_health(writer& rows, domain::webhook_id id, const domain::webhook_health& health) {
  const std::int64_t failures = health.failures;
  rows.sql().run(update_failures, in(failures), in(health.paused_at), in(health.pause_reason),
                 in(id));
}

void update_state(writer& rows, domain::webhook_id id, activity state) {
  const std::int64_t active = state == activity::active ? 1 : 0;
  rows.sql().run(update_active, in(active), in(id));
}

void erase(writer& rows, domain::webhook_id id) {
  rows.sql().run(delete_jobs, in(id));
  rows.sql().run(delete_hook, in(id));
}

}  // namespace takeover::storage::webhooks
