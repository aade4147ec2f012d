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

/// Held jobs wait for the end of their webhook's pause.
enum class readiness { ready, held };

/// A job that is not done: it waits, or was given up.
struct job_record {
  domain::job_id id;
  domain::job_kind kind = domain::job_kind::mail;
  std::optional<domain::lead_id> lead;
  std::optional<domain::conversation_id> conversation;  ///< whose visitor waits for a human
  std::optional<domain::person> recipient;              ///< of a mail
  std::string about;                                    ///< see `jobs::about`
  std::int64_t collected = 0;  ///< other jobs that were merged into this mail
  readiness state = readiness::ready;
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
  int per_host = 2;  ///< calls under way, all processes together; mails: one per digest
  /// Whose turn it was last; the others are first.
  std::optional<domain::workspace_id> after = std::nullopt;
  /// A recipient gets one mail of a kind in this time; 0: one for each event.
  domain::milliseconds digest_every{0};
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

/// Whom a job tells of: the lead or the waiting visitor, by name, else by e-mail, else as `Visitor
/// 4K7Q`. Empty: they are gone.
[[nodiscard]] std::string about(reader& rows, const std::optional<domain::lead_id>& lead,
                                const std::optional<domain::conversation_id>& conversation);

/// What a job names: ids, and nothing else.
struct job_subject {
  std::optional<domain::lead_id> lead;
  std::optional<domain::conversation_id> conversation;  ///< whose visitor waits for a human
  std::optional<domain::user_id> recipient;
  std::vector<std::string> also = {};  ///< a digest's further leads or conversations
};

struct new_job {
  domain::job_id id;
  domain::workspace_id workspace;
  domain::job_kind kind = domain::job_kind::mail;
  job_subject what;
  /// Of a webhook: its host; jobs of one host share a bound. Of a mail: see mail_digests.hpp.
  std::string destination;
  std::optional<domain::webhook_id> webhook = std::nullopt;
  readiness state = readiness::ready;
  domain::timestamp run_at{};  ///< from when on it is due
  domain::timestamp created_at{};
};

/// Of one workspace. Newest first. Error: malformed (cursor).
[[nodiscard]] domain::result<page<job_record>> list(reader& rows, const job_query& query);
/// Of one workspace, or of all.
[[nodiscard]] job_counts count(reader& rows, std::optional<domain::workspace_id> workspace);
[[nodiscard]] bool exists(reader& rows, domain::workspace_id workspace, domain::job_id id);

/// How many of a kind wait in the workspace, counted up to `bound`.
[[nodiscard]] std::int64_t count_waiting(reader& rows, domain::workspace_id workspace,
                                         domain::job_kind kind, std::int64_t bound);

/// Whatever waits already: see admission.hpp for the bound.
void add(writer& rows, const new_job& job);

/// A job that is due, and nobody's.
struct due_job {
  domain::job_id id;
  domain::workspace_id workspace;
  std::string destination;
  job_subject what;
  int attempt = 1;  ///< the number of the next one
  domain::timestamp lease_until{};
  domain::timestamp created_at{};
};
/// The job becomes the caller's until `lease_until`. False: another process was faster.
bool take(writer& rows, const due_job& job, domain::timestamp lease_until);
/// Attempts of a digest's jobs are those of the job that they are merged into.
void set_subject(writer& rows, domain::job_id id, const job_subject& what);
[[nodiscard]] job_subject decode_subject(const std::string& payload);

/// The job is done. False: the lease was lost.
bool finish(writer& rows, domain::job_id id, domain::timestamp lease_until);
/// It failed, and is tried again at `outcome.again_at` or given up. False: the lease was lost.
bool fail(writer& rows, const job_outcome& outcome);

/// The last attempt does not count towards the bound.
void discount_attempt(writer& rows, domain::job_id id);

/// Holds all that waits for the webhook, also what is leased just now, but for one.
void hold_others(writer& rows, domain::webhook_id hook, domain::job_id but);
/// Due at once.
void release(writer& rows, domain::webhook_id hook, domain::timestamp now);
/// Unless another job of the webhook is ready: the oldest held one becomes due at `at`.
void release_one(writer& rows, domain::webhook_id hook, domain::timestamp at);

/// Due at once, with all its attempts, also during a pause. False: no such job, or it is leased.
bool retry(writer& rows, domain::workspace_id workspace, domain::job_id id, domain::timestamp now);
/// False: no such job.
bool erase(writer& rows, domain::workspace_id workspace, domain::job_id id);
/// All jobs of the workspace: nobody is told any more of what has happened so far.
void purge(writer& rows, domain::workspace_id workspace);

}  // namespace takeover::storage::jobs
