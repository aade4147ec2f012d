#include "storage/job_repository.hpp"

#include "storage/detail/sql_session.hpp"

namespace takeover::storage::jobs {
namespace {

constexpr const char* insert_job = "INSERT INTO jobs (id, kind, payload, run_at, created_at) VALUES (:id, :kind, :payload, :run_at, :run_at)";

}  // namespace

void add(detail::sql_session& sql, domain::job_id id, const std::string& kind, const std::string& payload, domain::timestamp run_at) {
  using detail::in;
  sql.run(insert_job, in(id), in(kind), in(payload), in(run_at));
}

}  // namespace takeover::storage::jobs
