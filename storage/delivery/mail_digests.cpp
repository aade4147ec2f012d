#include "storage/delivery/mail_digests.hpp"

#include <algorithm>
#include <utility>

#include "storage/sql/sql_session.hpp"

namespace takeover::storage::mail_digests {
namespace {

constexpr const char* select_next =
    "SELECT next_at FROM mail_digests WHERE destination = :destination";
constexpr const char* open_next = R"sql(
  INSERT INTO mail_digests (destination, workspace_id, next_at)
  VALUES (:destination, :workspace, :next)
  ON CONFLICT (destination) DO UPDATE SET next_at = excluded.next_at
    WHERE mail_digests.next_at <= :now)sql";
constexpr const char* open_anyway = R"sql(
  INSERT INTO mail_digests (destination, workspace_id, next_at)
  VALUES (:destination, :workspace, :next)
  ON CONFLICT (destination) DO UPDATE SET next_at = excluded.next_at)sql";
constexpr const char* put_off = R"sql(
  UPDATE jobs
  SET run_at = (SELECT next_at FROM mail_digests WHERE destination = :destination)
  WHERE kind = 'mail' AND destination = :destination AND failed_at IS NULL AND held = 0
    AND attempts = 0 AND run_at <= :now)sql";
// In one statement: a job that another process adds meanwhile is not deleted unread.
constexpr const char* take_all = R"sql(
  DELETE FROM jobs
  WHERE kind = 'mail' AND destination = :destination AND failed_at IS NULL AND held = 0
    AND attempts = 0 AND lease_until = 0 AND id <> :id
  RETURNING id, payload)sql";
constexpr const char* update_next = R"sql(
  UPDATE mail_digests
  SET next_at = :at
  WHERE destination = (SELECT destination FROM jobs WHERE id = :id))sql";

}  // namespace

std::string destination(domain::user_id recipient, topic about) {
  return recipient.str() + (about == topic::lead ? " lead" : " handoff");
}

domain::timestamp next_at(reader& rows, domain::workspace_id workspace,
                          const std::string& destination, domain::timestamp now) {
  const auto key = workspace.str() + ' ' + destination;
  domain::timestamp next{};
  return rows.sql().query_one(select_next, in(key), out(next)) ? std::max(next, now) : now;
}

bool open(writer& rows, const jobs::due_job& job, domain::timestamp now,
          domain::milliseconds every) {
  const auto next = now + every;
  if (job.attempt > 1) {
    rows.sql().run(open_anyway, in(job.destination), in(job.workspace), in(next));
    return true;
  }
  if (rows.sql().run(open_next, in(job.destination), in(job.workspace), in(next), in(now)) == 1)
    return true;
  rows.sql().run(put_off, in(job.destination), in(now));
  return false;
}

void collect(writer& rows, jobs::due_job& into) {
  std::vector<std::pair<domain::job_id, jobs::job_subject>> others;
  {
    domain::job_id id;
    std::string payload;
    auto result =
        rows.sql().query(take_all, in(into.destination), in(into.id), out(id), out(payload));
    while (result.next()) others.emplace_back(id, jobs::decode_subject(payload));
  }
  if (others.empty()) return;
  std::ranges::sort(others, {}, [](const auto& other) { return other.first; });
  auto& also = into.what.also;
  for (auto& [id, what] : others) {
    if (what.lead) also.push_back(what.lead->str());
    if (what.conversation) also.push_back(what.conversation->str());
    also.insert(also.end(), what.also.begin(), what.also.end());
  }
  jobs::set_subject(rows, into.id, into.what);
}

void postpone(writer& rows, domain::job_id job, domain::timestamp at) {
  // Its own next attempt, at the same time, comes first.
  const auto others = at + domain::milliseconds{1};
  rows.sql().run(update_next, in(others), in(job));
}

}  // namespace takeover::storage::mail_digests
