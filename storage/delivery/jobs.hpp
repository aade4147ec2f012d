/// The durable queue of what is to be done after a commit: who may do it, until when, and what
/// failed. Runs no job.
#pragma once

#include "storage/delivery/delivery_records.hpp"

namespace takeover::storage::detail {
class sql_session;
}

namespace takeover::storage::jobs {

/// What a job names: ids, and nothing else.
struct job_subject {
  std::optional<domain::lead_id> lead;
  std::optional<domain::conversation_id> conversation;  ///< whose visitor waits for a human
  std::optional<domain::user_id> recipient;
};

/// To be run from `run_at` on.
void add(detail::sql_session& sql, domain::job_id id, domain::workspace_id workspace,
         domain::job_kind kind, const job_subject& what, domain::timestamp run_at);

[[nodiscard]] bool has_due(detail::sql_session& sql, domain::job_kind kind, domain::timestamp now);

struct taken_job {
  domain::job_id id;
  domain::workspace_id workspace;
  job_subject what;
  int attempt = 1;
  domain::timestamp created_at{};
};
/// Due jobs that nobody is at, the longest due first; each is the caller's until `lease_until`.
[[nodiscard]] std::vector<taken_job> take(detail::sql_session& sql, const claim_order& order);

/// The job is done. False: the lease was lost.
bool finish(detail::sql_session& sql, domain::job_id id, domain::timestamp lease_until);
/// It failed, and is tried again at `outcome.again_at` or given up. False: the lease was lost.
bool fail(detail::sql_session& sql, const job_outcome& outcome);

/// Due at once, with all its tries. False: there is no such job, or somebody is at it.
bool retry(detail::sql_session& sql, domain::workspace_id workspace, domain::job_id id,
           domain::timestamp now);
/// False: there is no such job.
bool remove(detail::sql_session& sql, domain::workspace_id workspace, domain::job_id id);
void remove_all(detail::sql_session& sql, domain::workspace_id workspace);

[[nodiscard]] bool exists(detail::sql_session& sql, domain::workspace_id workspace,
                          domain::job_id id);
[[nodiscard]] domain::result<page<job_row>> list(detail::sql_session& sql, const job_query& query);
/// Of one workspace, or of all.
[[nodiscard]] job_counts count(detail::sql_session& sql,
                               std::optional<domain::workspace_id> workspace);

}  // namespace takeover::storage::jobs
