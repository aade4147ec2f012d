#include "storage/delivery/delivery_queue.hpp"

#include <algorithm>

#include "storage/agents/agents.hpp"
#include "storage/audit/audit.hpp"
#include "storage/delivery/channels.hpp"
#include "storage/delivery/deliveries.hpp"
#include "storage/delivery/job_turns.hpp"
#include "storage/delivery/mail_digests.hpp"
#include "storage/delivery/webhook_scripts.hpp"
#include "storage/people/membership_scripts.hpp"
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

void drop(writer& rows, const jobs::due_job& job) {
  jobs::erase(rows, job.workspace, job.id);
  deliveries::erase(rows, job.id);
}

}  // namespace

void enqueue_lead_notifications(writer& rows, const domain::lead& lead, domain::timestamp now) {
  for (const auto* channel : delivery_channels) channel->enqueue_lead(rows, lead, now);
}

domain::job_id enqueue_ping(writer& rows, const webhook_record& hook, domain::timestamp now) {
  const auto id = rows.ids().make<domain::job_id>(now);
  deliveries::insert(rows, id, hook.id, domain::webhook_event::ping, std::nullopt, now);
  jobs::add(rows, call_of(hook, id, std::nullopt, now));
  return id;
}

bool has_due(reader& rows, const claim_order& order) { return job_turns::any(rows, order); }

std::vector<claimed_job> claim(writer& rows, const claim_order& order) {
  const auto& channel = channel_of(order.kind);
  const bool digests = order.kind == job_kind::mail && order.digest_every.count() > 0;
  std::vector<claimed_job> claimed;
  for (auto& job : job_turns::next(rows, order)) {
    if (digests && !mail_digests::open(rows, job, order.now, order.digest_every)) continue;
    if (!jobs::take(rows, job, order.lease_until)) continue;
    if (digests && job.attempt == 1) mail_digests::collect(rows, job);
    if (auto payload = channel.load(rows, job))
      claimed.push_back({job.id, job.workspace, job.created_at, order.lease_until, job.attempt,
                         std::move(*payload)});
    else
      drop(rows, job);
  }
  return claimed;
}

void settle(writer& rows, const job_outcome& outcome, int attempt,
            const domain::breaker_policy& breaker) {
  using fate = domain::attempt::fate;
  const bool delivered = outcome.result.outcome == fate::delivered;
  const auto hook = webhooks::to_judge(rows, outcome.id, outcome.result);
  const auto health =
      hook ? domain::after_attempt(hook->health, outcome.result, breaker, outcome.now)
           : domain::webhook_health{};
  auto settled = outcome;
  const bool probed = health.paused_at && outcome.result.outcome == fate::transient_failure;
  if (probed) settled.again_at = outcome.now + breaker.probe_every;
  const bool still_ours =
      delivered ? jobs::finish(rows, outcome.id, outcome.lease_until) : jobs::fail(rows, settled);
  if (!still_ours) return;
  deliveries::record_attempt(rows, settled, attempt);
  if (!delivered) mail_digests::postpone(rows, outcome.id, settled.again_at.value_or(outcome.now));
  if (probed) jobs::discount_attempt(rows, outcome.id);
  if (hook) webhooks::put_health(rows, *hook, health, outcome.id, outcome.now, breaker.probe_every);
}

domain::result<void> retry(writer& rows, domain::job_id id, const domain::member& by,
                           domain::timestamp now) {
  if (auto may = people::require(rows, by, domain::action::manage_delivery); !may)
    return may.error();
  const auto delivery = deliveries::by_id(rows, by.workspace, id);
  if (!jobs::retry(rows, by.workspace, id, now)) {
    if (jobs::exists(rows, by.workspace, id))
      return domain::fail(domain::errc::conflict, "It is being sent right now.");
    const auto hook = delivery ? webhooks::by_id(rows, delivery->webhook) : std::nullopt;
    if (!hook) return domain::fail(domain::errc::not_found);
    jobs::add(rows, call_of(*hook, id, delivery->lead, now));
  }
  if (delivery) deliveries::reset_attempts(rows, id);
  audit::append(rows, by, {"delivery.retry", "delivery", id.str()}, now);
  return {};
}

domain::result<void> delete_job(writer& rows, domain::job_id id, const domain::member& by,
                                domain::timestamp now) {
  if (auto may = people::require(rows, by, domain::action::manage_delivery); !may)
    return may.error();
  const auto logged = deliveries::by_id(rows, by.workspace, id);
  const bool queued = jobs::erase(rows, by.workspace, id);
  if (!logged && !queued) return domain::fail(domain::errc::not_found);
  if (logged) {
    deliveries::erase(rows, id);
    jobs::release_one(rows, logged->webhook, now);
  }
  audit::append(rows, by, {"delivery.forget", "delivery", id.str()}, now);
  return {};
}

}  // namespace takeover::storage::delivery_queue
