/// The transactional outbox in the words of the product: a lead or a wait becomes jobs, a job
/// becomes what it takes to deliver it. Transaction scripts over jobs, deliveries and webhooks.
/// Owns no table and sends nothing.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "domain/conversations/conversation.hpp"
#include "domain/delivery/circuit_breaker.hpp"
#include "domain/errors.hpp"
#include "domain/leads/lead.hpp"
#include "storage/delivery/jobs.hpp"
#include "storage/delivery/webhooks.hpp"

namespace takeover::storage {

/// How many leads or visitors a mail names; it counts the others.
inline constexpr std::size_t most_named = 10;

/// A mail that tells an owner or admin of a lead, or of several.
struct lead_mail {
  std::string to;  ///< the recipient's address
  domain::lead lead;
  std::string agent_name;  ///< of `lead`
  std::string workspace_name;
  std::vector<domain::lead> also = {};  ///< further ones, oldest first
  std::int64_t others = 0;              ///< that are not named
};

struct waiting_visitor {
  domain::conversation_id conversation;
  domain::visitor_id visitor;
  std::string page_url;
  domain::timestamp waits_since{};
};

/// A mail that calls a member: visitors wait, and nobody is there.
struct handoff_mail {
  std::string to;                         ///< the recipient's address
  std::vector<waiting_visitor> visitors;  ///< at least one, the first to wait first
  std::int64_t others = 0;                ///< that are not named
  std::string workspace_name;
};

/// A webhook's call.
struct webhook_post {
  webhook_record hook;
  domain::webhook_event event = domain::webhook_event::ping;
  std::optional<domain::lead> lead;
  std::string agent_name;  ///< of the lead
};

/// A job that is this process's until `lease_until`, with all that it takes to do it.
struct claimed_job {
  domain::job_id id;
  domain::workspace_id workspace;
  domain::timestamp created_at{};
  domain::timestamp lease_until{};
  int attempt = 1;  ///< the number of this attempt
  std::variant<lead_mail, handoff_mail, webhook_post> what;
};

}  // namespace takeover::storage

namespace takeover::storage::delivery_queue {

/// Queues a mail to every owner and admin, and a call of every active webhook that subscribes to
/// leads. Part of the transaction that stores the lead.
void enqueue_lead_notifications(writer& rows, const domain::lead& lead, domain::timestamp now);
/// Queues a mail to every member: a visitor waits, and none of them is there. Part of the
/// transaction that stores the wait.
void enqueue_handoff_mails(writer& rows, const domain::conversation& waiting,
                           domain::timestamp now);
/// Queues a ping of the webhook. Returns its id.
domain::job_id enqueue_ping(writer& rows, const webhook_record& hook, domain::timestamp now);

/// Whether `claim` may find any.
[[nodiscard]] bool has_due(reader& rows, const claim_order& order);
/// Claims due jobs in the order of job_turns.hpp. A mail takes along the others to its recipient
/// (see mail_digests.hpp), or is put off if one went out a moment ago. One that has become
/// pointless is dropped: its lead, recipient or webhook is gone, the recipient is no longer an
/// owner or admin, the visitor no longer waits.
[[nodiscard]] std::vector<claimed_job> claim(writer& rows, const claim_order& order);
/// Does nothing if the lease was lost meanwhile. Calls count for the circuit breaker of their
/// webhook: at its bound the system pauses the webhook, with an audit row, and what waits for it is
/// held, but for one call at a time that is tried again after `breaker.probe_every`. A success
/// resumes it.
void settle(writer& rows, const job_outcome& outcome, int attempt,
            const domain::breaker_policy& breaker);

/// Tries again what failed, or sends again what was delivered; leaves an audit row. Errors:
/// not_found; conflict (it is being tried at this moment).
[[nodiscard]] domain::result<void> retry(writer& rows, domain::job_id id, const domain::member& by,
                                         domain::timestamp now);
/// Takes the job out of the queue, and its delivery out of the log; leaves an audit row. Error:
/// not_found.
[[nodiscard]] domain::result<void> delete_job(writer& rows, domain::job_id id,
                                              const domain::member& by, domain::timestamp now);

}  // namespace takeover::storage::delivery_queue
