/// From news to jobs and back: who is told of a lead, and what it takes to tell them. Owns no table
/// and sends nothing.
#pragma once

#include "storage/delivery/delivery_records.hpp"

namespace takeover::storage::detail {
class sql_session;
}

namespace takeover::storage::delivery_queue {

/// Queues a mail to every owner and admin, and a call of every active webhook that wants to hear of
/// leads. Part of the transaction that stores the lead.
void tell_of(detail::sql_session& sql, domain::id_source& ids, const domain::lead& lead,
             domain::timestamp now);
/// Queues a mail to every member: a visitor waits, and none of them is there. Part of the
/// transaction that stores the wait.
void call_members(detail::sql_session& sql, domain::id_source& ids,
                  const domain::conversation& waiting, domain::timestamp now);
/// Queues a ping of the webhook. Returns its id.
domain::job_id ping(detail::sql_session& sql, domain::id_source& ids, const webhook_record& hook,
                    domain::timestamp now);

/// Claims due jobs. One that has no use any more is dropped: its lead, recipient or webhook is
/// gone, who was an owner or admin is none, who waited waits no longer.
[[nodiscard]] std::vector<claimed_job> claim(detail::sql_session& sql, const claim_order& order);
/// Nothing happens if the lease was lost meanwhile.
void settle(detail::sql_session& sql, const job_outcome& outcome, int attempt);

/// Tries again what failed, or sends again what was delivered. Errors: not_found; conflict
/// (somebody is at it).
[[nodiscard]] domain::result<void> retry(detail::sql_session& sql, domain::workspace_id workspace,
                                         domain::job_id id, domain::timestamp now);
/// Takes the job out of the queue, and its delivery out of the log. Error: not_found.
[[nodiscard]] domain::result<void> forget(detail::sql_session& sql, domain::workspace_id workspace,
                                          domain::job_id id);

}  // namespace takeover::storage::delivery_queue
