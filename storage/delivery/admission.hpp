/// The bound on waiting jobs, and the table `dropped_jobs` that counts what did not come in.
/// Knows no channel.
#pragma once

#include "storage/delivery/jobs.hpp"

namespace takeover::storage {

/// Jobs of one kind that were not queued, of the latest episode: after a day without one, the count
/// begins anew.
struct dropped_record {
  domain::job_kind kind = domain::job_kind::mail;
  std::int64_t dropped = 0;
  domain::timestamp first_at{};
  domain::timestamp last_at{};
};

/// Lets the jobs of one event into the queue, as long as fewer than `writer::limits` of their kind
/// wait in the workspace.
class admission {
 public:
  admission(writer& rows, domain::workspace_id workspace, domain::job_kind kind);
  /// False: the job is not queued, but counted.
  bool add(const jobs::new_job& job);

 private:
  writer& rows_;
  std::int64_t room_;
};

/// What was dropped since; kinds without any are missing.
[[nodiscard]] std::vector<dropped_record> dropped_jobs(reader& rows, domain::workspace_id workspace,
                                                       domain::timestamp since);

}  // namespace takeover::storage
