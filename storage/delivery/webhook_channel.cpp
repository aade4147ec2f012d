// Calls of webhooks: a lead goes to every active one that subscribes to leads, and into its log.
#include <algorithm>

#include "storage/delivery/channels.hpp"
#include "storage/delivery/deliveries.hpp"
#include "storage/leads/leads.hpp"

namespace takeover::storage {
namespace {

void enqueue_lead(writer& rows, const domain::lead& lead, domain::timestamp now) {
  constexpr auto event = domain::webhook_event::lead_captured;
  for (const auto& hook : webhooks::of_workspace(rows, lead.workspace)) {
    if (hook.state != activity::active ||
        std::find(hook.events.begin(), hook.events.end(), event) == hook.events.end())
      continue;
    const auto id = rows.ids().make<domain::job_id>(now);
    deliveries::insert(rows, id, hook.id, event, lead.id, now);
    jobs::add(rows, id, lead.workspace, domain::job_kind::webhook, {lead.id, {}, {}}, now);
  }
}

/// nullopt: the webhook, or the lead that it is to be told of, is gone.
std::optional<delivery_payload> load(reader& rows, const jobs::leased_job& job) {
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

const delivery_channel webhook_channel{domain::job_kind::webhook, enqueue_lead, load};

}  // namespace takeover::storage
