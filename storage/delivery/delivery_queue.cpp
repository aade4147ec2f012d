#include "storage/delivery/delivery_queue.hpp"

#include <algorithm>

#include "storage/agents/agents.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/delivery/jobs.hpp"
#include "storage/delivery/webhooks.hpp"
#include "storage/leads/leads.hpp"
#include "storage/people/memberships.hpp"
#include "storage/sql/sql_session.hpp"

namespace takeover::storage::delivery_queue {
namespace {

using detail::sql_session;
using domain::job_kind;

std::string agent_name(sql_session& sql, domain::agent_id id) {
  const auto agent = agents::by_id(sql, id);
  return agent ? agent->name : std::string{};
}

std::optional<lead_mail> mail_for(sql_session& sql, const jobs::taken_job& job) {
  if (!job.what.lead || !job.what.recipient) return std::nullopt;
  const auto lead = leads::by_id(sql, *job.what.lead);
  const auto to = people::manager_address(sql, job.workspace, *job.what.recipient);
  const auto workspace = people::workspace(sql, job.workspace);
  if (!lead || !to || !workspace) return std::nullopt;
  return lead_mail{*to, *lead, agent_name(sql, lead->agent), workspace->name};
}

std::optional<handoff_mail> call_for(sql_session& sql, const jobs::taken_job& job) {
  if (!job.what.conversation || !job.what.recipient) return std::nullopt;
  const auto waiting = conversations::view(sql, *job.what.conversation);
  const auto to = people::member_address(sql, job.workspace, *job.what.recipient);
  const auto workspace = people::workspace(sql, job.workspace);
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

std::optional<webhook_post> post_for(sql_session& sql, const jobs::taken_job& job) {
  const auto delivery = webhooks::delivery(sql, job.workspace, job.id);
  if (!delivery) return std::nullopt;
  webhook_post post{
      webhooks::by_id(sql, delivery->webhook).value(), delivery->event, std::nullopt, {}};
  if (delivery->lead) post.lead = leads::by_id(sql, *delivery->lead);
  if (post.lead) post.agent_name = agent_name(sql, post.lead->agent);
  if (delivery->event == domain::webhook_event::lead_captured && !post.lead) return std::nullopt;
  return post;
}

/// False: there is nothing to put.
template <class Subject>
bool put(decltype(claimed_job::what)& to, std::optional<Subject> what) {
  if (what) to = std::move(*what);
  return what.has_value();
}

bool fill(sql_session& sql, decltype(claimed_job::what)& what, job_kind kind,
          const jobs::taken_job& job) {
  if (kind == job_kind::webhook) return put(what, post_for(sql, job));
  return job.what.conversation ? put(what, call_for(sql, job)) : put(what, mail_for(sql, job));
}

void drop(sql_session& sql, const jobs::taken_job& job) {
  jobs::remove(sql, job.workspace, job.id);
  webhooks::forget(sql, job.id);
}

}  // namespace

void tell_of(sql_session& sql, domain::id_source& ids, const domain::lead& lead,
             domain::timestamp now) {
  for (const auto& recipient : people::managers(sql, lead.workspace))
    jobs::add(sql, ids.make<domain::job_id>(now), lead.workspace, job_kind::mail,
              {lead.id, {}, recipient}, now);
  constexpr auto event = domain::webhook_event::lead_captured;
  for (const auto& hook : webhooks::of_workspace(sql, lead.workspace)) {
    if (hook.state != activity::active ||
        std::find(hook.events.begin(), hook.events.end(), event) == hook.events.end())
      continue;
    const auto id = ids.make<domain::job_id>(now);
    webhooks::log(sql, id, hook.id, event, lead.id, now);
    jobs::add(sql, id, lead.workspace, job_kind::webhook, {lead.id, {}, {}}, now);
  }
}

void call_members(sql_session& sql, domain::id_source& ids, const domain::conversation& waiting,
                  domain::timestamp now) {
  for (const auto& recipient : people::members(sql, waiting.workspace))
    jobs::add(sql, ids.make<domain::job_id>(now), waiting.workspace, job_kind::mail,
              {{}, waiting.id, recipient}, now);
}

domain::job_id ping(sql_session& sql, domain::id_source& ids, const webhook_record& hook,
                    domain::timestamp now) {
  const auto id = ids.make<domain::job_id>(now);
  webhooks::log(sql, id, hook.id, domain::webhook_event::ping, std::nullopt, now);
  jobs::add(sql, id, hook.workspace, job_kind::webhook, {}, now);
  return id;
}

std::vector<claimed_job> claim(sql_session& sql, const claim_order& order) {
  std::vector<claimed_job> claimed;
  for (const auto& job : jobs::take(sql, order)) {
    claimed_job one{job.id, job.created_at, order.lease_until, job.attempt, {}};
    if (fill(sql, one.what, order.kind, job))
      claimed.push_back(std::move(one));
    else
      drop(sql, job);
  }
  return claimed;
}

void settle(sql_session& sql, const job_outcome& outcome, int attempt) {
  const bool delivered = outcome.result.outcome == domain::attempt::fate::delivered;
  const bool still_ours =
      delivered ? jobs::finish(sql, outcome.id, outcome.lease_until) : jobs::fail(sql, outcome);
  if (still_ours) webhooks::log_try(sql, outcome, attempt);
}

domain::result<void> retry(sql_session& sql, domain::workspace_id workspace, domain::job_id id,
                           domain::timestamp now) {
  const auto delivery = webhooks::delivery(sql, workspace, id);
  if (!jobs::retry(sql, workspace, id, now)) {
    if (jobs::exists(sql, workspace, id))
      return domain::fail(domain::errc::conflict, "It is being tried at this moment.");
    if (!delivery) return domain::fail(domain::errc::not_found);
    jobs::add(sql, id, workspace, job_kind::webhook, {delivery->lead, {}, {}}, now);
  }
  if (delivery) webhooks::log_again(sql, id);
  return {};
}

domain::result<void> forget(sql_session& sql, domain::workspace_id workspace, domain::job_id id) {
  const bool logged = webhooks::delivery(sql, workspace, id).has_value();
  const bool queued = jobs::remove(sql, workspace, id);
  if (!logged && !queued) return domain::fail(domain::errc::not_found);
  if (logged) webhooks::forget(sql, id);
  return {};
}

}  // namespace takeover::storage::delivery_queue
