#include "storage/delivery/jobs.hpp"

#include <limits>

#include "storage/sql/cursor.hpp"
#include "storage/sql/json_columns.hpp"
#include "storage/sql/sql_session.hpp"
#include "storage/sql/sql_text.hpp"

namespace takeover::storage::jobs {
namespace {

constexpr const char* insert_job = R"sql(
  INSERT INTO jobs (id, workspace_id, kind, payload, run_at, created_at)
  VALUES (:id, :workspace, :kind, :payload, :run_at, :created_at))sql";
constexpr std::string_view is_due = R"sql(
  WHERE kind = :kind AND failed_at IS NULL AND run_at <= :now AND lease_until <= :free_at)sql";
constexpr std::string_view select_ids = "SELECT id FROM jobs";
constexpr std::string_view first_alone = " LIMIT 1";
constexpr std::string_view select_one_due = joined<select_ids, is_due, first_alone>;
constexpr std::string_view select_jobs =
    "SELECT id, workspace_id, payload, attempts, lease_until, created_at FROM jobs";
constexpr std::string_view longest_due_first = " ORDER BY run_at, id LIMIT :count";
constexpr std::string_view select_due = joined<select_jobs, is_due, longest_due_first>;
// Optimistic: of two processes that saw the job free, the second finds another lease.
constexpr const char* take_job = R"sql(
  UPDATE jobs
  SET lease_until = :until, attempts = attempts + 1
  WHERE id = :id AND lease_until = :seen AND failed_at IS NULL)sql";
constexpr const char* delete_held = "DELETE FROM jobs WHERE id = :id AND lease_until = :lease";
constexpr const char* put_off = R"sql(
  UPDATE jobs
  SET run_at = :again, lease_until = 0, last_error = :error
  WHERE id = :id AND lease_until = :lease)sql";
constexpr const char* give_up = R"sql(
  UPDATE jobs
  SET failed_at = :now, lease_until = 0, last_error = :error
  WHERE id = :id AND lease_until = :lease)sql";
constexpr const char* try_again = R"sql(
  UPDATE jobs
  SET run_at = :now, failed_at = NULL, attempts = 0
  WHERE id = :id AND workspace_id = :workspace AND lease_until <= :free_at)sql";
constexpr const char* delete_job = "DELETE FROM jobs WHERE id = :id AND workspace_id = :workspace";
constexpr const char* delete_all = "DELETE FROM jobs WHERE workspace_id = :workspace";
constexpr const char* select_id =
    "SELECT id FROM jobs WHERE id = :id AND workspace_id = :workspace";

constexpr std::string_view select_records = R"sql(
  SELECT j.id, j.kind, j.payload, j.attempts, j.last_error, j.run_at, j.failed_at, j.created_at
  FROM jobs j
  WHERE j.workspace_id = :workspace)sql";
constexpr std::string_view one_kind = " AND j.kind = :kind";
constexpr std::string_view one_page = R"sql(
  AND (j.created_at, j.id) < (:created, :id)
  ORDER BY j.created_at DESC, j.id DESC
  LIMIT :count)sql";
constexpr std::string_view select_page = joined<select_records, one_page>;
constexpr std::string_view select_page_of_kind = joined<select_records, one_kind, one_page>;
constexpr const char* select_person = "SELECT id, name FROM users WHERE id = :id";

constexpr const char* count_all = "SELECT kind, count(*), count(failed_at) FROM jobs GROUP BY kind";
constexpr const char* count_of_workspace = R"sql(
  SELECT kind, count(*), count(failed_at)
  FROM jobs
  WHERE workspace_id = :workspace
  GROUP BY kind)sql";

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
    const auto id = ids.find(name);
    return id == ids.end() ? std::string{} : id->second;
  };
  return {domain::lead_id::parse(text("lead_id")),
          domain::conversation_id::parse(text("conversation_id")),
          domain::user_id::parse(text("user_id"))};
}

std::optional<domain::person> person(reader& rows, const std::optional<domain::user_id>& id) {
  domain::person who;
  if (!id || !rows.sql().query_one(select_person, in(*id), out(who.id), out(who.name)))
    return std::nullopt;
  return who;
}

}  // namespace

void add(writer& rows, domain::job_id id, domain::workspace_id workspace, domain::job_kind kind,
         const job_subject& what, domain::timestamp run_at) {
  const auto payload = encode(what);
  rows.sql().run(insert_job, in(id), in(workspace), in(kind), in(payload), in(run_at), in(run_at));
}

bool has_due(reader& rows, domain::job_kind kind, domain::timestamp now) {
  domain::job_id ignored;
  return rows.sql().query_one(select_one_due, in(kind), in(now), in(now), out(ignored));
}

std::vector<leased_job> lease(writer& rows, const claim_order& order) {
  struct seen_job {
    leased_job job;
    domain::timestamp lease_until;
  };
  std::vector<seen_job> seen;
  {
    seen_job row;
    std::string payload;
    std::int64_t attempts = 0;
    auto result =
        rows.sql().query(select_due, in(order.kind), in(order.now), in(order.now), in(order.limit),
                         out(row.job.id), out(row.job.workspace), out(payload), out(attempts),
                         out(row.lease_until), out(row.job.created_at));
    while (result.next()) {
      row.job.what = decode(payload);
      row.job.attempt = static_cast<int>(attempts) + 1;
      seen.push_back(row);
    }
  }
  std::vector<leased_job> taken;
  for (const auto& due : seen)
    if (rows.sql().run(take_job, in(order.lease_until), in(due.job.id), in(due.lease_until)) == 1)
      taken.push_back(due.job);
  return taken;
}

bool finish(writer& rows, domain::job_id id, domain::timestamp lease_until) {
  return rows.sql().run(delete_held, in(id), in(lease_until)) == 1;
}

bool fail(writer& rows, const job_outcome& outcome) {
  const auto& when = outcome.again_at ? *outcome.again_at : outcome.now;
  return rows.sql().run(outcome.again_at ? put_off : give_up, in(when), in(outcome.result.detail),
                        in(outcome.id), in(outcome.lease_until)) == 1;
}

bool retry(writer& rows, domain::workspace_id workspace, domain::job_id id, domain::timestamp now) {
  return rows.sql().run(try_again, in(now), in(id), in(workspace), in(now)) == 1;
}

bool erase(writer& rows, domain::workspace_id workspace, domain::job_id id) {
  return rows.sql().run(delete_job, in(id), in(workspace)) == 1;
}

void purge(writer& rows, domain::workspace_id workspace) {
  rows.sql().run(delete_all, in(workspace));
}

bool exists(reader& rows, domain::workspace_id workspace, domain::job_id id) {
  domain::job_id ignored;
  return rows.sql().query_one(select_id, in(id), in(workspace), out(ignored));
}

domain::result<page<job_record>> list(reader& rows, const job_query& query) {
  const auto from = decode_cursor(query.cursor);
  if (!from) return from.error();
  const auto start = from->value_or(cursor{std::numeric_limits<std::int64_t>::max(), {}});
  const domain::job_id start_id{start.id};
  const int count = query.limit + 1;

  job_record row;
  std::string payload;
  std::int64_t attempts = 0;
  const auto columns =
      std::tuple{out(row.id),         out(row.kind),   out(payload),       out(attempts),
                 out(row.last_error), out(row.run_at), out(row.failed_at), out(row.created_at)};
  const auto query_page = [&](std::string_view statement, const auto&... inputs) {
    return std::apply(
        [&](const auto&... outputs) {
          return rows.sql().query(statement, inputs..., in(start.key), in(start_id), in(count),
                                  outputs...);
        },
        columns);
  };
  page<job_record> list;
  std::vector<std::optional<domain::user_id>> recipients;
  {
    auto result = query.kind ? query_page(select_page_of_kind, in(query.workspace), in(*query.kind))
                             : query_page(select_page, in(query.workspace));
    while (result.next()) {
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
    list.items[at].recipient = person(rows, recipients[at]);
  return list;
}

job_counts count(reader& rows, std::optional<domain::workspace_id> workspace) {
  domain::job_kind kind{};
  std::int64_t all = 0;
  std::int64_t failed = 0;
  auto& sql = rows.sql();
  auto result =
      workspace ? sql.query(count_of_workspace, in(*workspace), out(kind), out(all), out(failed))
                : sql.query(count_all, out(kind), out(all), out(failed));
  job_counts counts;
  while (result.next()) counts.by_kind[kind] = {all - failed, failed};
  return counts;
}

}  // namespace takeover::storage::jobs
