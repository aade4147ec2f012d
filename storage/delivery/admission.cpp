#include "storage/delivery/admission.hpp"

#include "storage/sql/sql_session.hpp"

namespace takeover::storage {
namespace {

constexpr const char* count_dropped = R"sql(
  INSERT INTO dropped_jobs (workspace_id, kind, dropped, first_at, last_at)
  VALUES (:workspace, :kind, 1, :now, :now)
  ON CONFLICT (workspace_id, kind) DO UPDATE SET
    dropped = CASE WHEN dropped_jobs.last_at < :episode THEN 1 ELSE dropped_jobs.dropped + 1 END,
    first_at = CASE WHEN dropped_jobs.last_at < :episode THEN :now ELSE dropped_jobs.first_at END,
    last_at = :now)sql";
constexpr const char* select_dropped = R"sql(
  SELECT kind, dropped, first_at, last_at
  FROM dropped_jobs
  WHERE workspace_id = :workspace AND last_at >= :since
  ORDER BY kind)sql";

constexpr std::chrono::hours between_episodes{24};

}  // namespace

admission::admission(writer& rows, domain::workspace_id workspace, domain::job_kind kind)
    : rows_(rows),
      room_(rows.limits().waiting_jobs -
            jobs::count_waiting(rows, workspace, kind, rows.limits().waiting_jobs)) {}

bool admission::add(const jobs::new_job& job) {
  if (room_ <= 0) {
    const auto episode = job.created_at - between_episodes;
    rows_.sql().run(count_dropped, in(job.workspace), in(job.kind), in(job.created_at),
                    in(episode));
    return false;
  }
  --room_;
  jobs::add(rows_, job);
  return true;
}

std::vector<dropped_record> dropped_jobs(reader& rows, domain::workspace_id workspace,
                                         domain::timestamp since) {
  dropped_record row;
  auto result = rows.sql().query(select_dropped, in(workspace), in(since), out(row.kind),
                                 out(row.dropped), out(row.first_at), out(row.last_at));
  std::vector<dropped_record> list;
  while (result.next()) list.push_back(row);
  return list;
}

}  // namespace takeover::storage
