/// The durable queue of what is to be done after a commit. Runs no job.
#pragma once

#include <string>

#include "domain/ids.hpp"

namespace takeover::storage::detail {
class sql_session;
}

namespace takeover::storage::jobs {

/// Somebody has to hear of a new lead.
inline constexpr const char* lead_notify = "lead.notify";
/// A visitor waits for a human and no member is there.
inline constexpr const char* handoff_notify = "handoff.notify";

/// To be run from `run_at` on. `payload`: JSON that names ids and nothing else.
void add(detail::sql_session& sql, domain::job_id id, const std::string& kind, const std::string& payload, domain::timestamp run_at);

}  // namespace takeover::storage::jobs
