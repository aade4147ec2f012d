// Calls of webhooks: a lead goes to every active one that subscribes to leads, and into its log.
#include <algorithm>

#include "domain/delivery/webhook_host.hpp"
#include "storage/delivery/admission.hpp"
#include "storage/delivery/channels.hpp"
#include "storage/delivery/deliveries.hpp"
#include "storage/leads/leads.hpp"

namespace takeover::storage {
namespace {

/// During a pause what is queued is held, but for one call that tries the receiver.
void enqueue_lead(writer& rows, const domain::lead& lead, domain::timestamp now) {
  constexpr auto event = domain::webhook_event::lead_captured;
  admission queue{rows, lead.workspace, domain::job_kind::webhook};
  for (const auto& hook : webhooks::of_workspace(rows, lead.workspace)) {
    if (hook.state != activity::active ||
        std::find(hook.events.begin(), hook.events.end(), event) == hook.events.end())
      continue;
    auto job = call_of(hook, rows.ids().make<domain::job_id>(now), lead.id, now);
    if (hook.health.paused_at) job.state = readiness::held;
    if (!queue.add(job)) continue;
    deliveries::insert(rows, job.id, hook.id, event, lead.id, now);
    if (hook.health.paused_at) jobs::release_one(rows, hook.id, now);
  }
}

/// nullopt: the webhook, or the lead that it is to be told of, is gone.
std::optional<delivery_payload> load(reader& rows, const jobs::due_job& job) {
  const auto delivery = deliveries::by_id(rows, job.workspace, job.id);
  if (!delivery) return std::nullopt;
  webhook_post post{
      webhooks::by_id(rows, delivery->webhook).value(), delivery->event, std::nullopt, {}};
  if (delivery->lead) post.lead = leads::by_id(rows, *delivery->lead);
  if (post.lead) post.agent_name = agent_name(rows, post.lead->agent);
  if (delivery->event == domain::webhook_event::lead_captured && !post.lead) return std::nullopt;
  return post;
}

}  // namespace

jobs::new_job call_of(const webhook_record& hook, domain::job_id id,
                      std::optional<domain::lead_id> lead, domain::timestamp now) {
  return {.id = id,
          .workspace = hook.workspace,
          .kind = domain::job_kind::webhook,
          .what = {lead, {}, {}},
          .destination = domain::host_and_port(hook.url),
          .webhook = hook.id,
          .run_at = now,
          .created_at = now};
}

const delivery_channel webhook_channel{domain::job_kind::webhook, enqueue_lead, load};

}  // namespace takeover::storage
