#include <soci/sqlite3/soci-sqlite3.h>

#include <boost/test/unit_test.hpp>

#include "storage/agents/agents.hpp"
#include "storage/agents/visitors.hpp"
#include "storage/audit/audit.hpp"
#include "storage/conversations/conversation_list.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/conversations/deletion.hpp"
#include "storage/conversations/timeline.hpp"
#include "storage/decisions/change_writer.hpp"
#include "storage/delivery/job_turns.hpp"
#include "storage/knowledge/knowledge.hpp"
#include "storage/leads/leads.hpp"
#include "storage/live_chat/live_chat.hpp"
#include "storage/people/heartbeats.hpp"
#include "storage/people/memberships.hpp"
#include "storage/people/sessions.hpp"
#include "storage/people/users.hpp"
#include "storage/sql/sql_session.hpp"
#include "tests/storage/workspace_fixture.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;

namespace {

/// A session that can tell how its statements find their rows.
class watched_session : public sql_session {
 public:
  using sql_session::sql_session;

  /// The plan of every statement that was prepared so far, as lines under its text.
  std::map<std::string, std::vector<std::string>> plans() {
    std::vector<std::string> statements;
    each([&](sqlite_api::sqlite3_stmt* statement) { statements.emplace_back(text_of(statement)); });
    std::map<std::string, std::vector<std::string>> found;
    for (const auto& sql : statements) {
      if (!sql.starts_with("SELECT")) continue;
      sqlite_api::sqlite3_stmt* explained = nullptr;
      const auto question = "EXPLAIN QUERY PLAN " + sql;
      BOOST_REQUIRE(sqlite_api::sqlite3_prepare_v2(handle(), question.c_str(), -1, &explained,
                                                   nullptr) == SQLITE_OK);
      constexpr int detail_column = 3;
      while (sqlite_api::sqlite3_step(explained) == SQLITE_ROW)
        found[sql].emplace_back(reinterpret_cast<const char*>(
            sqlite_api::sqlite3_column_text(explained, detail_column)));
      sqlite_api::sqlite3_finalize(explained);
    }
    return found;
  }
  /// Rows that statements with this beginning have walked over without an index. Source:
  /// sqlite3_stmt_status().
  int scanned_by(std::string_view beginning) {
    int steps = 0;
    each([&](sqlite_api::sqlite3_stmt* statement) {
      if (text_of(statement).starts_with(beginning))
        steps += sqlite_api::sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0);
    });
    return steps;
  }

 private:
  sqlite_api::sqlite3* handle() {
    return static_cast<soci::sqlite3_session_backend*>(raw().get_backend())->conn_;
  }
  /// Without the white space that it begins with.
  static std::string_view text_of(sqlite_api::sqlite3_stmt* statement) {
    const std::string_view text{sqlite_api::sqlite3_sql(statement)};
    return text.substr(std::min(text.find_first_not_of(" \n"), text.size()));
  }
  template <class Visit>
  void each(Visit visit) {
    for (auto* one = sqlite_api::sqlite3_next_stmt(handle(), nullptr); one != nullptr;
         one = sqlite_api::sqlite3_next_stmt(handle(), one))
      visit(one);
  }
};

/// What a writer's job gets, past the store.
struct transaction {
  transaction(sql_session& sql, domain::id_source& ids) : rows(sql, changes, ids), changes(rows) {}
  writer rows;
  change_writer changes;
};

/// `counted` is a subquery that ends after a bounded number of rows.
bool is_scan(const std::string& step) {
  return step.starts_with("SCAN ") && step.find("VIRTUAL TABLE") == std::string::npos &&
         !step.starts_with("SCAN counted");
}
bool is_sort(const std::string& step) { return step.find("TEMP B-TREE") != std::string::npos; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(query_plans, workspace_fixture, *boost::unit_test::precondition(on_sqlite))

BOOST_AUTO_TEST_CASE(paged_lists_walk_an_index_and_sort_nothing) {
  watched_session sql{place(), storage::access::read_only};
  reader from{sql};
  const auto chat = ids.make<domain::conversation_id>(at(0));
  using filter = conversation_filter;
  for (const auto which : {filter::all, filter::engaged, filter::empty, filter::needs_human}) {
    conversation_query query;
    query.workspace = workspace;
    query.filter = which;
    (void)storage::conversation_list::page(from, query);
  }
  for (const auto status :
       {std::optional<domain::lead_status>{}, std::optional{domain::lead_status::won}})
    (void)storage::leads::list(from, {workspace, status, {}, {}, 50});
  for (const auto actor : {std::optional<domain::user_id>{}, std::optional{ada.user}})
    for (const std::string action : {"", "conversation.claim"})
      for (const std::string target : {"", "x"})
        (void)storage::audit::list(from, {workspace, actor, action, target, {}, 50});
  audit_query by_system;
  by_system.workspace = workspace;
  by_system.by_system = true;
  (void)storage::audit::list(from, by_system);
  (void)storage::audit::check(from, workspace, 3, 50);
  (void)storage::leads::feed(from, workspace, 3, 50);
  for (const auto audience : {timeline_audience::member, timeline_audience::visitor})
    for (const auto after : {std::optional<domain::seq_t>{}, std::optional<domain::seq_t>{3}})
      (void)storage::timeline::page(from, {chat, audience, after, {}, 50});
  (void)storage::conversations::due(from, at(0), 10);
  (void)storage::conversations::unanswered(from, {}, 10);

  const auto plans = sql.plans();

  BOOST_TEST(plans.size() >= 19U);
  for (const auto& [statement, steps] : plans)
    for (const auto& step : steps) BOOST_TEST_CONTEXT(statement) {
        BOOST_TEST(!is_scan(step), step);
        BOOST_TEST(!is_sort(step), step);
      }
}

BOOST_AUTO_TEST_CASE(every_other_question_finds_its_rows_by_an_index) {
  auto live = given_conversation();
  live.say(rows());
  watched_session sql{place(), storage::access::read_only};
  reader from{sql};
  conversation_query query;
  query.workspace = workspace;
  query.asked_by = ada.user;
  query.visitors_online = {live.id()};
  for (const auto which : {conversation_filter::live, conversation_filter::mine}) {
    query.filter = which;
    (void)storage::conversation_list::page(from, query);
  }
  (void)storage::conversation_list::counts(from, query);
  (void)storage::conversations::view(from, live.id());
  (void)storage::conversations::to_resume(from, live.now().visitor, at(0));
  (void)storage::conversations::held_by(from, workspace, ada.user);
  (void)storage::heartbeats::last(from, workspace, ada.user, "process");
  (void)storage::conversations::claims_with_stale_deadline(from, at(0));
  (void)storage::live_chat::settings(from, workspace);
  (void)storage::live_chat::agents_with_hours(from, workspace);
  (void)storage::people::members(from, workspace);
  (void)storage::people::member(from, workspace, ada.user);
  (void)storage::conversations::deleted_from(from, live.id());
  (void)storage::timeline::by_client_id(from, live.id(), "c1");
  (void)storage::leads::count(from, {workspace, {}, {}, {}, 50});
  (void)storage::leads::view(from, workspace, ids.make<domain::lead_id>(at(0)));
  (void)storage::people::user_by_email(from, "ada@shop.example");
  (void)storage::people::memberships(from, ada.user);
  (void)storage::people::session_by_hash(from, "hash");
  (void)storage::agents::by_id(from, agent);
  (void)storage::agents::of_workspace(from, workspace);
  (void)storage::visitors::by_anon_id(from, agent, "anon");
  (void)storage::knowledge::curated(from, agent);
  (void)storage::knowledge::search(from, agent, {"tea"}, 5);

  for (const auto& [statement, steps] : sql.plans())
    for (const auto& step : steps) BOOST_TEST_CONTEXT(statement) {
        BOOST_TEST(!is_scan(step), step);
      }
}

BOOST_AUTO_TEST_CASE(next_job_is_found_without_a_walk_over_those_that_wait) {
  tamper(
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) "
      "INSERT INTO jobs (id, workspace_id, kind, payload, destination, run_at, created_at) "
      "SELECT '01K' || substr('00000000000000000000000' || i, -23), '" +
      workspace.str() + "', 'webhook', '{}', '" + workspace.str() +
      " host' || (i % 20), i, i FROM n");
  watched_session sql{place(), storage::access::read_only};
  reader from{sql};

  const auto jobs =
      storage::job_turns::next(from, {.kind = domain::job_kind::webhook, .now = at(0), .limit = 4});

  BOOST_TEST(jobs.size() == 4U);
  BOOST_TEST(sql.scanned_by("WITH RECURSIVE") < 500);
}

BOOST_AUTO_TEST_CASE(a_deleted_conversation_takes_its_rows_along_without_a_walk_over_others) {
  std::vector<talk> chats;
  for (int n = 0; n < 20; ++n) {
    auto& chat = chats.emplace_back(given_conversation());
    chat.say(rows());
    (void)chat.leave_lead(rows(), "lead" + std::to_string(n) + "@example.com");
  }
  watched_session sql{place(), storage::access::read_write};
  transaction to{sql, ids};

  sql.begin_write();
  const auto removed = storage::conversations::remove(to.rows, chats.front().id(), olga, at(9));
  sql.commit();

  BOOST_TEST(removed.has_value());
  BOOST_TEST(sql.scanned_by("DELETE FROM conversations") == 0);
  BOOST_TEST(number("SELECT count(*) FROM timeline_entries") == 19 * 2);
}

BOOST_AUTO_TEST_SUITE_END()
