#include "storage/delivery/jobs.hpp"

#include <limits>

#include "storage/sql/cursor.hpp"
#include "storage/sql/json_columns.hpp"
#include "storage/sql/sql_session.hpp"

namespace takeover::storage::jobs {
namespace {

using detail::in;
using detail::out;
using detail::sql_session;

#define DUE "kind = :kind AND failed_at IS NULL AND run_at <= :now AND lease_until <= :free_at"

constexpr const char* insert_job =
    "INSERT INTO jobs (id, workspace_id, kind, payload, run_at, created_at) VALUES (:id, "
    ":workspace, :kind, :payload, :run_at, :created_at)";
constexpr const char* select_one_due = "SELECT id FROM jobs WHERE " DUE " LIMIT 1";
constexpr const char* select_due =
    "SELECT id, workspace_id, payload, attempts, lease_until, created_at FROM jobs WHERE " DUE
    " ORDER BY run_at, id LIMIT :count";
// Of two that saw the job free, the second one finds another lease.
constexpr const char* take_job =
    "UPDATE jobs SET lease_until = :until, attempts = attempts + 1 WHERE id = :id AND lease_until "
    "= :seen AND failed_at IS NULL";
constexpr const char* delete_held = "DELETE FROM jobs WHERE id = :id AND lease_until = :lease";
constexpr const char* put_off =
    "UPDATE jobs SET run_at = :again, lease_until = 0, last_error = :error WHERE id = :id AND "
    "lease_until = :lease";
constexpr const char* give_up =
    "UPDATE jobs SET failed_at = :now, lease_until = 0, last_error = :error WHERE id = :id AND "
    "lease_until = :lease";
constexpr const char* try_again =
    "UPDATE jobs SET run_at = :now, failed_at = NULL, attempts = 0 WHERE id = :id AND workspace_id "
    "= :workspace AND lease_until <= :free_at";
constexpr const char* delete_job = "DELETE FROM jobs WHERE id = :id AND workspace_id = :workspace";
constexpr const char* delete_all = "DELETE FROM jobs WHERE workspace_id = :workspace";
constexpr const char* select_id =
    "SELECT id FROM jobs WHERE id = :id AND workspace_id = :workspace";

#define SELECT_ROWS                                                                                \
  "SELECT j.id, j.kind, j.payload, j.attempts, j.last_error, j.run_at, j.failed_at, j.created_at " \
  "FROM jobs j WHERE "                                                                             \
  "j.workspace_id = :workspace"
#define ONE_PAGE \
  " AND (j.created_at, j.id) < (:created, :id) ORDER BY j.created_at DESC, j.id DESC LIMIT :count"
constexpr const char* select_page = SELECT_ROWS ONE_PAGE;
constexpr const char* select_page_of_kind = SELECT_ROWS " AND j.kind = :kind" ONE_PAGE;
constexpr const char* select_person = "SELECT id, name FROM users WHERE id = :id";

#define COUNT "SELECT kind, count(*), count(failed_at) FROM jobs"
constexpr const char* count_all = COUNT " GROUP BY kind";
constexpr const char* count_of_workspace = COUNT " WHERE workspace_id = :workspace GROUP BY kind";

std::string encode(const job_subject& what) {
  std::map<std::string, std::string> ids;
  if (what.lead) ids["lead_id"] = what.lead->str();
  if (what.conversation) ids["conversation_id"] = what.conversation->str();
  if (what.recipient) ids["user_id"] = what.recipient->str();
  return encode_fields(ids);
}

job_subject decode(const std::string& payload) {
  const auto ids = decode_fields(payload);
  const auto text = [&](const char* name) {
    const auto found = ids.find(name);
    return found == ids.end() ? std::string{} : found->second;
  };
  return {domain::lead_id::parse(text("lead_id")),
          domain::conversation_id::parse(text("conversation_id")),
          domain::user_id::parse(text("user_id"))};
}

std::optional<domain::person> person(sql_session& sql, const std::optional<domain::user_id>& id) {
  domain::person found;
  if (!id || !sql.query_one(select_person, in(*id), out(found.id), out(found.name)))
    return std::nullopt;
  return found;
}

}  // namespace

void add(sql_session& sql, domain::job_id id, domain::workspace_id workspace, domain::job_kind kind,
         const job_subject& what, domain::timestamp run_at) {
  const auto payload = encode(what);
  sql.run(insert_job, in(id), in(workspace), in(kind), in(payload), in(run_at), in(run_at));
}

bool has_due(sql_session& sql, domain::job_kind kind, domain::timestamp now) {
  domain::job_id found;
  return sql.query_one(select_one_due, in(kind), in(now), in(now), out(found));
}

std::vector<taken_job> take(sql_session& sql, const claim_order& order) {
  struct seen_job {
    taken_job job;
    domain::timestamp lease;
  };
  std::vector<seen_job> seen;
  {
    seen_job row;
    std::string payload;
    std::int64_t attempts = 0;
    auto found = sql.query(select_due, in(order.kind), in(order.now), in(order.now),
                           in(order.limit), out(row.job.id), out(row.job.workspace), out(payload),
                           out(attempts), out(row.lease), out(row.job.created_at));
    while (found.next()) {
      row.job.what = decode(payload);
      row.job.attempt = static_cast<int>(attempts) + 1;
      seen.push_back(row);
    }
  }
  std::vector<taken_job> taken;
  for (const auto& one : seen)
    if (sql.run(take_job, in(order.lease_until), in(one.job.id), in(one.lease)) == 1)
      taken.push_back(one.job);
  return taken;
}

bool finish(sql_session& sql, domain::job_id id, domain::timestamp lease_until) {
  return sql.run(delete_held, in(id), in(lease_until)) == 1;
}

bool fail(sql_session& sql, const job_outcome& outcome) {
  const auto& when = outcome.again_at ? *outcome.again_at : outcome.now;
  return sql.run(outcome.again_at ? put_off : give_up, in(when), in(outcome.result.detail),
                 in(outcome.id), in(outcome.lease_until)) == 1;
}

bool retry(sql_session& sql, domain::workspace_id workspace, domain::job_id id,
           domain::timestamp now) {
  return sql.run(try_again, in(now), in(id), in(workspace), in(now)) == 1;
}

bool remove(sql_session& sql, domain::workspace_id workspace, domain::job_id id) {
  return sql.run(delete_job, in(id), in(workspace)) == 1;
}

void remove_all(sql_session& sql, domain::workspace_id workspace) {
  sql.run(delete_all, in(workspace));
}

bool exists(sql_session& sql, domain::workspace_id workspace, domain::job_id id) {
  domain::job_id found;
  return sql.query_one(select_id, in(id), in(workspace), out(found));
}

domain::result<page<job_row>> list(sql_session& sql, const job_query& query) {
  const auto from = decode_cursor(query.cursor);
  if (!from) return from.error();
  const auto start = from->value_or(cursor{std::numeric_limits<std::int64_t>::max(), {}});
  const domain::job_id start_id{start.id};
  const int count = query.limit + 1;

  job_row row;
  std::string payload;
  std::int64_t attempts = 0;
  const auto columns =
      std::tuple{out(row.id),         out(row.kind),   out(payload),       out(attempts),
                 out(row.last_error), out(row.run_at), out(row.failed_at), out(row.created_at)};
  const auto asked = [&](const char* statement, const auto&... inputs) {
    return std::apply(
        [&](const auto&... outputs) {
          return sql.query(statement, inputs..., in(start.key), in(start_id), in(count),
                           outputs...);
        },
        columns);
  };
  page<job_row> list;
  std::vector<std::optional<domain::user_id>> recipients;
  {
    auto found = query.kind ? asked(select_page_of_kind, in(query.workspace), in(*query.kind))
                            : asked(select_page, in(query.workspace));
    while (found.next()) {
      if (list.items.size() == static_cast<std::size_t>(query.limit)) {
        const auto& last = list.items.back();
        list.next_cursor = encode_cursor({domain::to_ms(last.created_at), last.id.value()});
        break;
      }
      const auto what = decode(payload);
      row.lead = what.lead;
      row.conversation = what.conversation;
      row.attempts = static_cast<int>(attempts);
      recipients.push_back(what.recipient);
      list.items.push_back(row);
    }
  }
  for (std::size_t at = 0; at < list.items.size(); ++at)
    list.items[at].recipient = person(sql, recipients[at]);
  return list;
}

job_counts count(sql_session& sql, std::optional<domain::workspace_id> workspace) {
  std::string kind;
  std::int64_t all = 0;
  std::int64_t failed = 0;
  auto found = workspace
                   ? sql.query(count_of_workspace, in(*workspace), out(kind), out(all), out(failed))
                   : sql.query(count_all, out(kind), out(all), out(failed));
  job_counts counts;
  while (found.next()) {
    const bool mail = kind == domain::name_of(domain::job_kind::mail);
    (mail ? counts.mail_waiting : counts.webhooks_waiting) = all - failed;
    (mail ? counts.mail_failed : counts.webhooks_failed) = failed;
  }
  return counts;
}

}  // namespace takeover::storage::jobs
