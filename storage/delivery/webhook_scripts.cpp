#include "storage/delivery/webhook_scripts.hpp"

#include "storage/audit/audit.hpp"
#include "storage/delivery/delivery_queue.hpp"
#include "storage/people/membership_scripts.hpp"
#include "storage/sql/row_locks.hpp"

namespace takeover::storage::webhooks {

domain::result<void> create(writer& rows, const webhook_record& hook, const domain::member& by) {
  if (auto may = people::require(rows, by, domain::action::manage_delivery); !may)
    return may.error();
  if (of_workspace(rows, by.workspace).size() >= max_webhooks)
    return domain::fail(domain::errc::invalid, "A workspace can have at most " +
                                                   std::to_string(max_webhooks) + " webhooks.");
  insert(rows, hook);
  audit::append(rows, by,
                {"webhook.create", "webhook", hook.id.str(), audit::details({{"url", hook.url}})},
                hook.created_at);
  return {};
}

domain::result<webhook_record> set_state(writer& rows, domain::webhook_id id, activity state,
                                         const domain::member& by, domain::timestamp now) {
  if (auto may = people::require(rows, by, domain::action::manage_delivery); !may)
    return may.error();
  auto hook = by_id(rows, by.workspace, id);
  if (!hook) return domain::fail(domain::errc::not_found);
  if (hook->state == state) return *hook;
  update_state(rows, id, state);
  const auto* action = state == activity::active ? "webhook.resume" : "webhook.pause";
  audit::append(rows, by, {action, "webhook", id.str()}, now);
  hook->state = state;
  return *hook;
}

domain::result<webhook_record> resume(writer& rows, domain::webhook_id id, const domain::member& by,
                                      domain::timestamp now) {
  if (auto may = people::require(rows, by, domain::action::manage_delivery); !may)
    return may.error();
  auto hook = by_id(rows, by.workspace, id);
  if (!hook) return domain::fail(domain::errc::not_found);
  if (!hook->health.paused_at) return *hook;
  hook->health = {};
  update_health(rows, id, hook->health);
  jobs::release(rows, id, now);
  audit::append(rows, by, {"webhook.resume", "webhook", id.str()}, now);
  return *hook;
}

std::optional<webhook_record> to_judge(writer& rows, domain::job_id delivery,
                                       const domain::attempt& made) {
  auto hook = of_delivery(rows, delivery);
  const bool worth_a_note = made.outcome != domain::attempt::fate::delivered ||
                            (hook && hook->health != domain::webhook_health{});
  if (!hook || !worth_a_note) return std::nullopt;
  // Before the job's own row, as who captures a lead does.
  row_locks::workspace(rows.sql(), hook->workspace);
  return of_delivery(rows, delivery);
}

void put_health(writer& rows, const webhook_record& hook, const domain::webhook_health& health,
                domain::job_id probe, domain::timestamp now, domain::milliseconds probe_every) {
  if (health != hook.health) update_health(rows, hook.id, health);
  const bool was_paused = hook.health.paused_at.has_value();
  const auto note = [&](const char* action) {
    audit::append(rows, hook.workspace,
                  {rows.ids().make<domain::audit_id>(now), std::nullopt, action, "webhook",
                   hook.id.str(), now});
  };
  if (!health.paused_at) {
    if (!was_paused) return;
    jobs::release(rows, hook.id, now);
    return note("webhook.resume");
  }
  if (!was_paused) {
    jobs::hold_others(rows, hook.id, probe);
    note("webhook.pause");
  }
  jobs::release_one(rows, hook.id, now + probe_every);
}

domain::result<void> remove(writer& rows, domain::webhook_id id, const domain::member& by,
                            domain::timestamp now) {
  if (auto may = people::require(rows, by, domain::action::manage_delivery); !may)
    return may.error();
  const auto hook = by_id(rows, by.workspace, id);
  if (!hook) return domain::fail(domain::errc::not_found);
  erase(rows, id);
  audit::append(rows, by,
                {"webhook.delete", "webhook", id.str(), audit::details({{"url", hook->url}})}, now);
  return {};
}

domain::result<delivery_record> ping(writer& rows, domain::webhook_id id, const domain::member& by,
                                     domain::timestamp now) {
  if (auto may = people::require(rows, by, domain::action::manage_delivery); !may)
    return may.error();
  const auto hook = by_id(rows, by.workspace, id);
  if (!hook) return domain::fail(domain::errc::not_found);
  const auto job = delivery_queue::enqueue_ping(rows, *hook, now);
  audit::append(rows, by, {"webhook.test", "webhook", id.str()}, now);
  return deliveries::by_id(rows, by.workspace, job).value();
}

}  // namespace takeover::storage::webhooks
