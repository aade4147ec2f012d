#include "storage/delivery/webhook_scripts.hpp"

#include "storage/audit/audit.hpp"
#include "storage/delivery/delivery_queue.hpp"

namespace takeover::storage::webhooks {

domain::result<void> create(writer& rows, const webhook_record& hook, const domain::member& by) {
  if (of_workspace(rows, by.workspace).size() >= max_webhooks)
    return domain::fail(domain::errc::invalid, "A workspace can have at most " +
                                                   std::to_string(max_webhooks) + " webhooks.");
  insert(rows, hook);
  audit::append(rows, by, {"webhook.create", "webhook", hook.id.str()}, hook.created_at);
  return {};
}

domain::result<webhook_record> set_state(writer& rows, domain::webhook_id id, activity state,
                                         const domain::member& by, domain::timestamp now) {
  auto hook = by_id(rows, by.workspace, id);
  if (!hook) return domain::fail(domain::errc::not_found);
  if (hook->state == state) return *hook;
  update_state(rows, id, state);
  const auto* action = state == activity::active ? "webhook.resume" : "webhook.pause";
  audit::append(rows, by, {action, "webhook", id.str()}, now);
  hook->state = state;
  return *hook;
}

domain::result<void> remove(writer& rows, domain::webhook_id id, const domain::member& by,
                            domain::timestamp now) {
  if (!by_id(rows, by.workspace, id)) return domain::fail(domain::errc::not_found);
  erase(rows, id);
  audit::append(rows, by, {"webhook.delete", "webhook", id.str()}, now);
  return {};
}

domain::result<delivery_record> ping(writer& rows, domain::webhook_id id, const domain::member& by,
                                     domain::timestamp now) {
  const auto hook = by_id(rows, by.workspace, id);
  if (!hook) return domain::fail(domain::errc::not_found);
  const auto job = delivery_queue::enqueue_ping(rows, *hook, now);
  return deliveries::by_id(rows, by.workspace, job).value();
}

}  // namespace takeover::storage::webhooks
