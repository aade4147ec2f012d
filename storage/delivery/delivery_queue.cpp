#include "storage/delivery/delivery_queue.hpp"

#include <algorithm>

#include "storage/agents/agents.hpp"
#include "storage/audit/audit.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/delivery/deliveries.hpp"
#include "storage/delivery/jobs.hpp"
#include "storage/leads/leads.hpp"
#include "storage/people/memberships.hpp"
#include "storage/sql/sql_session.hpp"

namespace takeover::storage::delivery_queue {
namespace {

using domain::job_kind;

std::string agent_name(reader& rows, domain::agent_id id) {
  const auto agent = agents::by_id(rows, id);
  return agent ? agent->name : std::string{};
}

std::optional<lead_mail> mail_for(reader& rows, const jobs::leased_job& job) {
  if (!job.what.lead || !job.what.recipient) return std::nullopt;
  const auto lead = leads::by_id(rows, *job.what.lead);
  const auto to = people::manager_address(rows, job.workspace, *job.what.recipient);
  const auto workspace = people::workspace(rows, job.workspace);
  if (!lead || !to || !workspace) return std::nullopt;
  return lead_mail{*to, *lead, agent_name(rows, lead->agent), workspace->name};
}

std::optional<handoff_mail> call_for(reader& rows, const jobs::leased_job& job) {
  if (!job.what.conversation || !job.what.recipient) return std::nullopt;
  const auto waiting = conversations::view(rows, *job.what.conversation);
  const auto to = people::member_address(rows, job.workspace, *job.what.recipient);
  const auto workspace = people::workspace(rows, job.workspace);
  if (!waiting || waiting->state.controller != domain::controller::queued || !to || !workspace)
    return std::nullopt;
  const auto& state = waiting->state;
  return handoff_mail{*to,
                      state.id,
                      state.visitor,
                      state.page_url,
                      state.queued_at.value_or(job.created_at),
                      workspace->name};
}

std::optional<webhook_post> post_for(reader& rows, const jobs::leased_job& job) {
  const auto delivery = deliveries::by_id(rows, job.workspace, job.id);
  if (!delivery) return std::nullopt;
  webhook_post post{
      webhooks::by_id(rows, delivery->webhook).value(), delivery->event, std::nullopt, {}};
  if (delivery->lead) post.lead = leads::by_id(rows, *delivery->lead);
  if (post.lead) post.agent_name = agent_name(rows, post.lead->agent);
  if (delivery->event == domain::webhook_event::lead_captured && !post.lead) return std::nullopt;
  return post;
}

/// False: there is nothing to put.
template <class Subject>
bool put(decltype(claimed_job::what)& to, std::optional<Subject> what) {
  if (what) to = std::move(*what);
  return what.has_value();
}

bool fill(reader& rows, decltype(claimed_job::what)& what, job_kind kind,
          const jobs::leased_job& job) {
  if (kind == job_kind::webhook) return put(what, post_for(rows, job));
  return job.what.conversation ? put(what, call_for(rows, job)) : put(what, mail_for(rows, job));
}

void drop(writer& rows, const jobs::leased_job& job) {
  jobs::erase(rows, job.workspace, job.id);
  deliveries::erase(rows, job.id);
}

}  // namespace

void enqueue_lead_notifications(writer& rows, const domain::lead& lead, domain::timestamp now) {
  for (const auto& recipient : people::manager_ids(rows, lead.workspace))
    jobs::add(rows, rows.ids().make<domain::job_id>(now), lead.workspace, job_kind::mail,
              {lead.id, {}, recipient}, now);
  constexpr auto event = domain::webhook_event::lead_captured;
  for (const auto& hook : webhooks::of_workspace(rows, lead.workspace)) {
    if (hook.state != activity::active ||
        std::find(hook.events.begin(), hook.events.end(), event) == hook.events.end())
      continue;
    const auto id = rows.ids().make<domain::job_id>(now);
    deliveries::insert(rows, id, hook.id, event, lead.id, now);
    jobs::add(rows, id, lead.workspace, job_kind::webhook, {lead.id, {}, {}}, now);
  }
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
  std::vector<claimed_job> claimed;
  for (const auto& job : jobs::lease(rows, order)) {
    claimed_job one{job.id, job.created_at, order.lease_until, job.attempt, {}};
    if (fill(rows, one.what, order.kind, job))
      claimed.push_back(std::move(one));
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
      return domain::fail(domain::errc::conflict, "It is being tried at this moment.");
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
