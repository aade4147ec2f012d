// The part of the writer that is about webhooks and the queue: what members do with them leaves an audit row.
#include "storage/delivery_queue.hpp"
#include "storage/detail/sql_writer.hpp"

namespace takeover::storage::detail {

void sql_writer::note_action(const domain::member& by, const char* action, const char* target_type, std::string target, domain::timestamp now) {
  storage::audit::append(sql_, by.workspace, {ids_.make<domain::audit_id>(now), by.user, action, target_type, std::move(target), now});
}

domain::result<void> sql_writer::create_webhook(const webhook_record& hook, const domain::member& by) {
  if (webhooks(by.workspace).size() >= max_webhooks)
    return domain::fail(domain::errc::invalid, "A workspace can have at most " + std::to_string(max_webhooks) + " webhooks.");
  storage::webhooks::create(sql_, hook);
  note_action(by, "webhook.create", "webhook", hook.id.str(), hook.created_at);
  return {};
}

domain::result<webhook_record> sql_writer::set_webhook_state(domain::webhook_id id, activity state, const domain::member& by, domain::timestamp now) {
  auto hook = webhook(by.workspace, id);
  if (!hook) return domain::fail(domain::errc::not_found);
  if (hook->state == state) return *hook;
  storage::webhooks::set_state(sql_, id, state);
  note_action(by, state == activity::active ? "webhook.resume" : "webhook.pause", "webhook", id.str(), now);
  hook->state = state;
  return *hook;
}

domain::result<void> sql_writer::delete_webhook(domain::webhook_id id, const domain::member& by, domain::timestamp now) {
  if (!webhook(by.workspace, id)) return domain::fail(domain::errc::not_found);
  storage::webhooks::remove(sql_, id);
  note_action(by, "webhook.delete", "webhook", id.str(), now);
  return {};
}

domain::result<delivery_row> sql_writer::ping_webhook(domain::webhook_id id, const domain::member& by, domain::timestamp now) {
  const auto hook = webhook(by.workspace, id);
  if (!hook) return domain::fail(domain::errc::not_found);
  return delivery(by.workspace, delivery_queue::ping(sql_, ids_, *hook, now)).value();
}

std::vector<claimed_job> sql_writer::claim_jobs(const claim_order& order) { return delivery_queue::claim(sql_, order); }

void sql_writer::settle_job(const job_outcome& outcome, int attempt) { delivery_queue::settle(sql_, outcome, attempt); }

domain::result<void> sql_writer::retry_job(domain::job_id id, const domain::member& by, domain::timestamp now) {
  if (auto again = delivery_queue::retry(sql_, by.workspace, id, now); !again) return again;
  note_action(by, "delivery.retry", "delivery", id.str(), now);
  return {};
}

domain::result<void> sql_writer::forget_job(domain::job_id id, const domain::member& by, domain::timestamp now) {
  if (auto gone = delivery_queue::forget(sql_, by.workspace, id); !gone) return gone;
  note_action(by, "delivery.forget", "delivery", id.str(), now);
  return {};
}

void sql_writer::drop_jobs(domain::workspace_id workspace) { storage::jobs::remove_all(sql_, workspace); }

}  // namespace takeover::storage::detail
