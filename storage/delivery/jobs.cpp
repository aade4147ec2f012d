#include "storage/delivery/jobs.hpp"

#include <iterator>
#include <limits>
#include <sstream>

#include "storage/sql/cursor.hpp"
#include "storage/sql/json_columns.hpp"
#include "storage/sql/sql_session.hpp"
#include "storage/sql/sql_text.hpp"

namespace takeover::storage::jobs {
namespace {

constexpr const char* insert_job = R"sql(
  INSERT INTO jobs (id, workspace_id, kind, payload, destination, webhook_id, held, run_at,
    created_at)
  VALUES (:id, :workspace, :kind, :payload, :destination, :webhook, :held, :run_at,
    :created_at))sql";
constexpr const char* count_bounded = R"sql(
  SELECT count(*)
  FROM (SELECT 1 FROM jobs WHERE workspace_id = :workspace AND kind = :kind AND failed_at IS NULL
    LIMIT :bound) AS counted)sql";
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
  SET run_at = :now, failed_at = NULL, attempts = 0, held = 0
  WHERE id = :id AND workspace_id = :workspace AND lease_until <= :free_at)sql";
constexpr const char* update_payload = "UPDATE jobs SET payload = :payload WHERE id = :id";
constexpr const char* decrement_attempts =
    "UPDATE jobs SET attempts = attempts - 1 WHERE id = :id AND attempts > 0";
constexpr const char* hold_all =
    "UPDATE jobs SET held = 1 WHERE webhook_id = :hook AND id <> :but AND failed_at IS NULL";
constexpr const char* release_all = R"sql(
  UPDATE jobs
  SET held = 0, run_at = :now
  WHERE webhook_id = :hook AND failed_at IS NULL AND lease_until <= :now AND run_at > :now
    OR webhook_id = :hook AND failed_at IS NULL AND held = 1)sql";
constexpr const char* release_oldest = R"sql(
  UPDATE jobs
  SET held = 0, run_at = :at
  WHERE id = (SELECT id FROM jobs WHERE webhook_id = :hook AND held = 1 AND failed_at IS NULL
      ORDER BY created_at, id LIMIT 1)
    AND NOT EXISTS (SELECT 1 FROM jobs ready WHERE ready.webhook_id = :hook AND ready.held = 0
      AND ready.failed_at IS NULL))sql";
constexpr const char* delete_job = "DELETE FROM jobs WHERE id = :id AND workspace_id = :workspace";
constexpr const char* delete_all = "DELETE FROM jobs WHERE workspace_id = :workspace";
constexpr const char* select_id =
    "SELECT id FROM jobs WHERE id = :id AND workspace_id = :workspace";

constexpr std::string_view select_records = R"sql(
  SELECT j.id, j.kind, j.payload, j.held, j.attempts, j.last_error, j.run_at, j.failed_at,
    j.created_at
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

constexpr const char* select_lead = "SELECT name, email FROM leads WHERE id = :id";
constexpr const char* select_visitor = R"sql(
  SELECT v.id, v.name, v.email
  FROM conversations c
  JOIN visitors v ON v.id = c.visitor_id
  WHERE c.id = :id)sql";

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
  for (const auto& id : what.also) (ids["also"] += ' ') += id;
  return encode_fields(ids);
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream words{text};
  return {std::istream_iterator<std::string>{words}, {}};
}

std::optional<domain::person> person(reader& rows, const std::optional<domain::user_id>& id) {
  domain::person who;
  if (!id || !rows.sql().query_one(select_person, in(*id), out(who.id), out(who.name)))
    return std::nullopt;
  return who;
}

}  // namespace

std::string about(reader& rows, const std::optional<domain::lead_id>& lead,
                  const std::optional<domain::conversation_id>& conversation) {
  std::string name;
  std::string email;
  if (lead && rows.sql().query_one(select_lead, in(*lead), out(name), out(email)))
    return name.empty() ? email : name;
  domain::visitor_id visitor;
  if (!conversation ||
      !rows.sql().query_one(select_visitor, in(*conversation), out(visitor), out(name), out(email)))
    return {};
  if (!name.empty()) return name;
  return email.empty() ? domain::visitor_label(visitor) : email;
}

job_subject decode_subject(const std::string& payload) {
  const auto ids = decode_fields(payload);
  const auto text = [&](const char* name) {
    const auto id = ids.find(name);
    return id == ids.end() ? std::string{} : id->second;
  };
  return {domain::lead_id::parse(text("lead_id")),
          domain::conversation_id::parse(text("conversation_id")),
          domain::user_id::parse(text("user_id")), words_of(text("also"))};
}

std::int64_t count_waiting(reader& rows, domain::workspace_id workspace, domain::job_kind kind,
                           std::int64_t bound) {
  std::int64_t count = 0;
  (void)rows.sql().query_one(count_bounded, in(workspace), in(kind), in(bound), out(count));
  return count;
}

void add(writer& rows, const new_job& job) {
  const auto payload = encode(job.what);
  const auto destination = job.workspace.str() + ' ' + job.destination;
  const std::int64_t held = job.state == readiness::held ? 1 : 0;
  rows.sql().run(insert_job, in(job.id), in(job.workspace), in(job.kind), in(payload),
                 in(destination), in(job.webhook), in(held), in(job.run_at), in(job.created_at));
}

bool take(writer& rows, const due_job& job, domain::timestamp lease_until) {
  return rows.sql().run(take_job, in(lease_until), in(job.id), in(job.lease_until)) == 1;
}

void set_subject(writer& rows, domain::job_id id, const job_subject& what) {
  const auto payload = encode(what);
  rows.sql().run(update_payload, in(payload), in(id));
}

bool finish(writer& rows, domain::job_id id, domain::timestamp lease_until) {
  return rows.sql().run(delete_held, in(id), in(lease_until)) == 1;
}

bool fail(writer& rows, const job_outcome& outcome) {
  const auto& when = outcome.again_at ? *outcome.again_at : outcome.now;
  return rows.sql().run(outcome.again_at ? put_off : give_up, in(when), in(outcome.result.detail),
                        in(outcome.id), in(outcome.lease_until)) == 1;
}

void discount_attempt(writer& rows, domain::job_id id) {
  rows.sql().run(decrement_attempts, in(id));
}

void hold_others(writer& rows, domain::webhook_id hook, domain::job_id but) {
  rows.sql().run(hold_all, in(hook), in(but));
}

void release(writer& rows, domain::webhook_id hook, domain::timestamp now) {
  rows.sql().run(release_all, in(now), in(hook));
}

void release_one(writer& rows, domain::webhook_id hook, domain::timestamp at) {
  rows.sql().run(release_oldest, in(at), in(hook));
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
  std::int64_t held = 0;
  std::int64_t attempts = 0;
  const auto columns = std::tuple{out(row.id),     out(row.kind),      out(payload),
                                  out(held),       out(attempts),      out(row.last_error),
                                  out(row.run_at), out(row.failed_at), out(row.created_at)};
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
      const auto what = decode_subject(payload);
      row.collected = static_cast<std::int64_t>(what.also.size());
      row.state = held != 0 ? readiness::held : readiness::ready;
      row.lead = what.lead;
      row.conversation = what.conversation;
      row.attempts = static_cast<int>(attempts);
      recipients.push_back(what.recipient);
      list.items.push_back(row);
    }
  }
  for (std::size_t at = 0; at < list.items.size(); ++at) {
    auto& item = list.items[at];
    item.recipient = person(rows, recipients[at]);
    item.about = about(rows, item.lead, item.conversation);
  }
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
