/// The workspaces' webhooks, and the log of what each was told. Sends nothing.
#pragma once

#include "storage/delivery/delivery_records.hpp"

namespace takeover::storage::detail {
class sql_session;
}

namespace takeover::storage::webhooks {

void create(detail::sql_session& sql, const webhook_record& hook);
/// Oldest first.
[[nodiscard]] std::vector<webhook_record> of_workspace(detail::sql_session& sql,
                                                       domain::workspace_id workspace);
[[nodiscard]] std::optional<webhook_record> by_id(detail::sql_session& sql, domain::webhook_id id);
void set_state(detail::sql_session& sql, domain::webhook_id id, activity state);
/// With its log, and what of it still stands in the queue.
void remove(detail::sql_session& sql, domain::webhook_id id);

void log(detail::sql_session& sql, domain::job_id id, domain::webhook_id hook,
         domain::webhook_event event, std::optional<domain::lead_id> lead, domain::timestamp now);
/// What a try came to; `outcome.again_at` tells whether it waits for another one. Each that was
/// delivered takes those out of its webhook's log that were delivered more than 30 days ago: so the
/// log needs no sweeper.
void log_try(detail::sql_session& sql, const job_outcome& outcome, int attempt);
/// It waits again, as if nothing had been tried.
void log_again(detail::sql_session& sql, domain::job_id id);
void forget(detail::sql_session& sql, domain::job_id id);
[[nodiscard]] std::optional<delivery_row> delivery(detail::sql_session& sql,
                                                   domain::workspace_id workspace,
                                                   domain::job_id id);
/// Newest first.
[[nodiscard]] domain::result<page<delivery_row>> deliveries(detail::sql_session& sql,
                                                            const delivery_query& query);

}  // namespace takeover::storage::webhooks
