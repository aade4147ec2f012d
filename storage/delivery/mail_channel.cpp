// Mails to members: of a lead to every owner and admin, of a waiting visitor to everybody. Those
// that wait together become one, which names the first of them and counts the others.
#include "storage/conversations/conversations.hpp"
#include "storage/delivery/admission.hpp"
#include "storage/delivery/channels.hpp"
#include "storage/delivery/mail_digests.hpp"
#include "storage/leads/leads.hpp"
#include "storage/people/memberships.hpp"

namespace takeover::storage {
namespace {

using mail_digests::topic;

void enqueue(writer& rows, domain::workspace_id workspace,
             const std::vector<domain::user_id>& recipients, topic about,
             const jobs::job_subject& what, domain::timestamp now) {
  admission queue{rows, workspace, domain::job_kind::mail};
  for (const auto& recipient : recipients) {
    jobs::new_job job{.id = rows.ids().make<domain::job_id>(now),
                      .workspace = workspace,
                      .what = what,
                      .destination = mail_digests::destination(recipient, about),
                      .created_at = now};
    job.what.recipient = recipient;
    job.run_at = mail_digests::next_at(rows, workspace, job.destination, now);
    queue.add(job);
  }
}

void enqueue_lead(writer& rows, const domain::lead& lead, domain::timestamp now) {
  enqueue(rows, lead.workspace, people::manager_ids(rows, lead.workspace), topic::lead,
          {lead.id, {}, {}}, now);
}

/// The first of the job's leads or conversations that `find` still finds, and how many it names
/// not.
template <class Id, class Find>
auto named(const Id& first, const std::vector<std::string>& also, Find find) {
  struct {
    std::vector<typename std::invoke_result_t<Find, Id>::value_type> found;
    std::int64_t others = 0;
  } list;
  const auto look = [&](const Id& id) {
    if (list.found.size() == most_named) {
      ++list.others;
      return;
    }
    if (auto one = find(id)) list.found.push_back(std::move(*one));
  };
  look(first);
  for (const auto& text : also)
    if (const auto id = Id::parse(text)) look(*id);
  return list;
}

/// nullopt: the leads or the workspace are gone, or the recipient is no longer an owner or admin.
std::optional<lead_mail> load_lead_mail(reader& rows, const jobs::due_job& job) {
  if (!job.what.lead || !job.what.recipient) return std::nullopt;
  const auto to = people::manager_address(rows, job.workspace, *job.what.recipient);
  const auto workspace = people::workspace(rows, job.workspace);
  if (!to || !workspace) return std::nullopt;
  auto list = named(*job.what.lead, job.what.also,
                    [&](domain::lead_id id) { return leads::by_id(rows, id); });
  if (list.found.empty()) return std::nullopt;
  lead_mail mail{*to, list.found.front(), agent_name(rows, list.found.front().agent),
                 workspace->name};
  mail.also.assign(list.found.begin() + 1, list.found.end());
  mail.others = list.others;
  return mail;
}

/// nullopt: nobody of them waits any longer, or the recipient is no longer a member.
std::optional<handoff_mail> load_handoff_mail(reader& rows, const jobs::due_job& job) {
  if (!job.what.conversation || !job.what.recipient) return std::nullopt;
  const auto to = people::member_address(rows, job.workspace, *job.what.recipient);
  const auto workspace = people::workspace(rows, job.workspace);
  if (!to || !workspace) return std::nullopt;
  auto list = named(*job.what.conversation, job.what.also,
                    [&](domain::conversation_id id) -> std::optional<waiting_visitor> {
                      const auto view = conversations::view(rows, id);
                      if (!view || view->state.controller != domain::controller::queued)
                        return std::nullopt;
                      const auto& state = view->state;
                      return waiting_visitor{state.id, state.visitor, state.page_url,
                                             state.queued_at.value_or(job.created_at)};
                    });
  if (list.found.empty()) return std::nullopt;
  return handoff_mail{*to, std::move(list.found), list.others, workspace->name};
}

std::optional<delivery_payload> load(reader& rows, const jobs::due_job& job) {
  if (job.what.conversation) return load_handoff_mail(rows, job);
  return load_lead_mail(rows, job);
}

}  // namespace

void delivery_queue::enqueue_handoff_mails(writer& rows, const domain::conversation& waiting,
                                           domain::timestamp now) {
  enqueue(rows, waiting.workspace, people::member_ids(rows, waiting.workspace), topic::handoff,
          {{}, waiting.id, {}}, now);
}

const delivery_channel mail_channel{domain::job_kind::mail, enqueue_lead, load};

}  // namespace takeover::storage
