// Mails to members: of a lead to every owner and admin, of a waiting visitor to everybody.
#include "storage/conversations/conversations.hpp"
#include "storage/delivery/channels.hpp"
#include "storage/leads/leads.hpp"
#include "storage/people/memberships.hpp"

namespace takeover::storage {
namespace {

void enqueue_lead(writer& rows, const domain::lead& lead, domain::timestamp now) {
  for (const auto& recipient : people::manager_ids(rows, lead.workspace))
    jobs::add(rows, rows.ids().make<domain::job_id>(now), lead.workspace, domain::job_kind::mail,
              {lead.id, {}, recipient}, now);
}

/// nullopt: the lead or the workspace is gone, or the recipient is no longer an owner or admin.
std::optional<lead_mail> load_lead_mail(reader& rows, const jobs::leased_job& job) {
  if (!job.what.lead || !job.what.recipient) return std::nullopt;
  const auto lead = leads::by_id(rows, *job.what.lead);
  const auto to = people::manager_address(rows, job.workspace, *job.what.recipient);
  const auto workspace = people::workspace(rows, job.workspace);
  if (!lead || !to || !workspace) return std::nullopt;
  return lead_mail{*to, *lead, agent_name(rows, lead->agent), workspace->name};
}

/// nullopt: the visitor no longer waits, or the recipient is no longer a member.
std::optional<handoff_mail> load_handoff_mail(reader& rows, const jobs::leased_job& job) {
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

std::optional<delivery_payload> load(reader& rows, const jobs::leased_job& job) {
  if (job.what.conversation) return load_handoff_mail(rows, job);
  return load_lead_mail(rows, job);
}

}  // namespace

const delivery_channel mail_channel{domain::job_kind::mail, enqueue_lead, load};

}  // namespace takeover::storage
