/// The table `jobs`, a transactional outbox: what is to be done after a commit, whose lease a job
/// is, and what failed. Runs no job; knows no channel (see delivery_queue.hpp).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/delivery/retry_policy.hpp"
#include "domain/errors.hpp"
#include "domain/people/people.hpp"
#include "storage/page.hpp"
#include "storage/tokens.hpp"

namespace takeover::storage {

/// A job that is not done: it waits, or was given up.
struct job_record {
  domain::job_id id;
  domain::job_kind kind = domain::job_kind::mail;
  std::optional<domain::lead_id> lead;
  std::optional<domain::conversation_id> conversation;  ///< whose visitor waits for a human
  std::optional<domain::person> recipient;              ///< of a mail
  int attempts = 0;
  std::string last_error;
  domain::timestamp run_at{};
  std::optional<domain::timestamp> failed_at;
  domain::timestamp created_at{};
};

struct job_query {
  domain::workspace_id workspace;
  std::optional<domain::job_kind> kind;
  std::string cursor;
  int limit = 50;
};

struct job_count {
  std::int64_t waiting = 0;
  std::int64_t failed = 0;
};
/// A kind without jobs may be missing.
struct job_counts {
  std::map<domain::job_kind, job_count> by_kind;
  [[nodiscard]] job_count of(domain::job_kind kind) const {
    const auto counted = by_kind.find(kind);
    return counted == by_kind.end() ? job_count{} : counted->second;
  }
};

struct claim_order {
  domain::job_kind kind = domain::job_kind::mail;
  domain::timestamp now{};
  domain::timestamp lease_until{};
  int limit = 1;
};

/// What became of a claimed job.
struct job_outcome {
  domain::job_id id;
  /// The lease of the claim; after another claim the outcome no longer counts
  domain::timestamp lease_until{};
  domain::attempt result;
  std::optional<domain::timestamp> again_at;  ///< nullopt, and not delivered: given up
  domain::timestamp now{};
};

}  // namespace takeover::storage

namespace takeover::storage::jobs {

/// What a job names: ids, and nothing else.
struct job_subject {
  std::optional<domain::lead_id> lead;
  std::optional<domain::conversation_id> conversation;  ///< whose visitor waits for a human
  std::optional<domain::user_id> recipient;
};

/// Of one workspace. Newest first. Error: malformed (cursor).
[[nodiscard]] domain::result<page<job_record>> list(reader& rows, const job_query& query);
/// Of one workspace, or of all.
[[nodiscard]] job_counts count(reader& rows, std::optional<domain::workspace_id> workspace);
[[nodiscard]] bool has_due(reader& rows, domain::job_kind kind, domain::timestamp now);
[[nodiscard]] bool exists(reader& rows, domain::workspace_id workspace, domain::job_id id);

/// To be run from `run_at` on.
void add(writer& rows, domain::job_id id, domain::workspace_id workspace, domain::job_kind kind,
         const job_subject& what, domain::timestamp run_at);

struct leased_job {
  domain::job_id id;
  domain::workspace_id workspace;
  job_subject what;
  int attempt = 1;
  domain::timestamp created_at{};
};
/// Due jobs that nobody has a lease of, the longest due first; each is the caller's until
/// `lease_until`.
[[nodiscard]] std::vector<leased_job> lease(writer& rows, const claim_order& order);

/// The job is done. False: the lease was lost.
bool finish(writer& rows, domain::job_id id, domain::timestamp lease_until);
/// It failed, and is tried again at `outcome.again_at` or given up. False: the lease was lost.
bool fail(writer& rows, const job_outcome& outcome);

/// Due at once, with all its attempts. False: no such job, or it is leased.
bool retry(writer& rows, domain::workspace_id workspace, domain::job_id id, domain::timestamp now);
/// False: no such job.
bool erase(writer& rows, domain::workspace_id workspace, domain::job_id id);
/// All jobs of the workspace: nobody is told any more of what has happened so far.
void purge(writer& rows, domain::workspace_id workspace);

}  // namespace takeover::storage::jobs
