#include "storage/delivery/delivery_queue.hpp"

#include <algorithm>

#include "storage/agents/agents.hpp"
#include "storage/audit/audit.hpp"
#include "storage/delivery/channels.hpp"
#include "storage/delivery/deliveries.hpp"
#include "storage/people/memberships.hpp"

namespace takeover::storage {

std::string agent_name(reader& rows, domain::agent_id id) {
  const auto agent = agents::by_id(rows, id);
  return agent ? agent->name : std::string{};
}

}  // namespace takeover::storage

namespace takeover::storage::delivery_queue {
namespace {

using domain::job_kind;

const delivery_channel& channel_of(job_kind kind) {
  return **std::ranges::find(delivery_channels, kind, &delivery_channel::kind);
}

void drop(writer& rows, const jobs::leased_job& job) {
  jobs::erase(rows, job.workspace, job.id);
  deliveries::erase(rows, job.id);
}

}  // namespace

void enqueue_lead_notifications(writer& rows, const domain::lead& lead, domain::timestamp now) {
  for (const auto* channel : delivery_channels) channel->enqueue_lead(rows, lead, now);
}

void enqueue_handoff_mails(writer& rows, const domain::conversation& waiting,
                           domain::timestamp now) {
  for (const auto& recipient : people::member_ids(rows, waiting.workspace))
    jobs::add(rows, rows.ids().make<domain::job_id>(now), waiting.workspace, job_kind::mail,
              {{}, waiting.id, recipient}, now);
}

domain::job_id enqueue_ping(writer& rows, const webhook_record& hook, domain::timestamp now) {
  const auto id = rows.ids().make<domain::job_id>(now);
  deliveries::insert(rows, id, hook.id, domain::webhook_event::ping, std::nullopt, now);
  jobs::add(rows, id, hook.workspace, job_kind::webhook, {}, now);
  return id;
}

std::vector<claimed_job> claim(writer& rows, const claim_order& order) {
  const auto& channel = channel_of(order.kind);
  std::vector<claimed_job> claimed;
  for (const auto& job : jobs::lease(rows, order)) {
    if (auto payload = channel.load(rows, job))
      claimed.push_back(
          {job.id, job.created_at, order.lease_until, job.attempt, std::move(*payload)});
    else
      drop(rows, job);
  }
  return claimed;
}

void settle(writer& rows, const job_outcome& outcome, int attempt) {
  const bool delivered = outcome.result.outcome == domain::attempt::fate::delivered;
  const bool still_ours =
      delivered ? jobs::finish(rows, outcome.id, outcome.lease_until) : jobs::fail(rows, outcome);
  if (still_ours) deliveries::record_attempt(rows, outcome, attempt);
}

domain::result<void> retry(writer& rows, domain::job_id id, const domain::member& by,
                           domain::timestamp now) {
  const auto delivery = deliveries::by_id(rows, by.workspace, id);
  if (!jobs::retry(rows, by.workspace, id, now)) {
    if (jobs::exists(rows, by.workspace, id))
      return domain::fail(domain::errc::conflict, "It is being sent right now.");
    if (!delivery) return domain::fail(domain::errc::not_found);
    jobs::add(rows, id, by.workspace, job_kind::webhook, {delivery->lead, {}, {}}, now);
  }
  if (delivery) deliveries::reset_attempts(rows, id);
  audit::append(rows, by, {"delivery.retry", "delivery", id.str()}, now);
  return {};
}

domain::result<void> delete_job(writer& rows, domain::job_id id, const domain::member& by,
                                domain::timestamp now) {
  const bool logged = deliveries::by_id(rows, by.workspace, id).has_value();
  const bool queued = jobs::erase(rows, by.workspace, id);
  if (!logged && !queued) return domain::fail(domain::errc::not_found);
  if (logged) deliveries::erase(rows, id);
  audit::append(rows, by, {"delivery.forget", "delivery", id.str()}, now);
  return {};
}

}  // namespace takeover::storage::delivery_queue
