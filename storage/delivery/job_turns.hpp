/// Whose job is next: turns between workspaces, and a bound on calls under way per host. Reads the
/// table `jobs`; takes no job.
#pragma once

#include <vector>

#include "storage/delivery/jobs.hpp"

namespace takeover::storage::job_turns {

/// Due jobs in the order in which to take them. Workspaces take turns, each gives its longest due
/// job, beginning after `order.after`. A host has no more jobs than it has room for; a digest has
/// one. The cost depends on how many destinations have jobs, not on how many jobs wait.
[[nodiscard]] std::vector<jobs::due_job> next(reader& rows, const claim_order& order);
/// Whether `next` would find any.
[[nodiscard]] bool any(reader& rows, const claim_order& order);

}  // namespace takeover::storage::job_turns
