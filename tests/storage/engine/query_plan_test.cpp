#include <soci/sqlite3/soci-sqlite3.h>

#include <boost/test/unit_test.hpp>

#include "storage/engine/sql_reader.hpp"
#include "storage/sql/sql_session.hpp"
#include "tests/storage/fixture.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;

namespace {

/// A session that can tell how its statements find their rows.
class watched_session : public detail::sql_session {
 public:
  using sql_session::sql_session;

  /// The plan of every statement that was prepared so far, as lines under its text.
  std::map<std::string, std::vector<std::string>> plans() {
    std::vector<std::string> statements;
    each([&](sqlite_api::sqlite3_stmt* one) {
      statements.emplace_back(sqlite_api::sqlite3_sql(one));
    });
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
    each([&](sqlite_api::sqlite3_stmt* one) {
      if (std::string_view{sqlite_api::sqlite3_sql(one)}.starts_with(beginning))
        steps += sqlite_api::sqlite3_stmt_status(one, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0);
    });
    return steps;
  }

 private:
  sqlite_api::sqlite3* handle() {
    return static_cast<soci::sqlite3_session_backend*>(raw().get_backend())->conn_;
  }
  template <class Visit>
  void each(Visit visit) {
    for (auto* one = sqlite_api::sqlite3_next_stmt(handle(), nullptr); one != nullptr;
         one = sqlite_api::sqlite3_next_stmt(handle(), one))
      visit(one);
  }
};

class watched_reader final : public detail::reading<reader> {
 public:
  using reading::reading;
};

/// `counted` is a subquery that ends after a bounded number of rows.
bool is_scan(const std::string& step) {
  return step.starts_with("SCAN ") && step.find("VIRTUAL TABLE") == std::string::npos &&
         !step.starts_with("SCAN counted");
}
bool is_sort(const std::string& step) { return step.find("TEMP B-TREE") != std::string::npos; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(query_plans, shop, *boost::unit_test::precondition(on_sqlite))

BOOST_AUTO_TEST_CASE(paged_lists_walk_an_index_and_sort_nothing) {
  watched_session sql{place(), detail::access::read_only};
  watched_reader ask{sql};
  const auto chat = ids.make<domain::conversation_id>(at(0));
  using filter = conversation_filter;
  for (const auto which : {filter::all, filter::engaged, filter::empty, filter::needs_human}) {
    conversation_query query;
    query.workspace = workspace;
    query.filter = which;
    (void)ask.conversations(query);
  }
  for (const auto status :
       {std::optional<domain::lead_status>{}, std::optional{domain::lead_status::won}})
    (void)ask.leads({workspace, status, {}, {}, 50});
  for (const auto actor : {std::optional<domain::user_id>{}, std::optional{ada.user}})
    for (const std::string action : {"", "conversation.claim"})
      for (const std::string target : {"", "x"})
        (void)ask.audit({workspace, actor, action, target, {}, 50});
  audit_query by_system;
  by_system.workspace = workspace;
  by_system.by_system = true;
  (void)ask.audit(by_system);
  (void)ask.check_audit(workspace, 3, 50);
  (void)ask.leads_captured(workspace, 3, 50);
  for (const auto audience : {timeline_audience::member, timeline_audience::visitor})
    for (const auto after : {std::optional<domain::seq_t>{}, std::optional<domain::seq_t>{3}})
      (void)ask.timeline({chat, audience, after, {}, 50});
  (void)ask.due(at(0), 10);
  (void)ask.unanswered({}, 10);

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
  watched_session sql{place(), detail::access::read_only};
  watched_reader ask{sql};
  conversation_query query;
  query.workspace = workspace;
  query.asked_by = ada.user;
  query.visitors_online = {live.id()};
  for (const auto which : {conversation_filter::live, conversation_filter::mine}) {
    query.filter = which;
    (void)ask.conversations(query);
  }
  (void)ask.counts(query);
  (void)ask.conversation(live.id());
  (void)ask.conversation_to_resume(live.now().visitor, at(0));
  (void)ask.held_by(workspace, ada.user);
  (void)ask.last_heartbeat(workspace, ada.user, "process");
  (void)ask.misjudged_claims(at(0));
  (void)ask.live_chat(workspace);
  (void)ask.agents_with_hours(workspace);
  (void)ask.colleagues(workspace);
  (void)ask.colleague(workspace, ada.user);
  (void)ask.deleted_from(live.id());
  (void)ask.entry_by_client_id(live.id(), "c1");
  (void)ask.lead_count({workspace, {}, {}, {}, 50});
  (void)ask.lead(workspace, ids.make<domain::lead_id>(at(0)));
  (void)ask.user_by_email("ada@shop.example");
  (void)ask.memberships(ada.user);
  (void)ask.session_by_hash("hash");
  (void)ask.agent(agent);
  (void)ask.agents_of(workspace);
  (void)ask.visitor_by_anon(agent, "anon");
  (void)ask.curated(agent);
  (void)ask.search_documents(agent, {"tea"}, 5);

  for (const auto& [statement, steps] : sql.plans())
    for (const auto& step : steps) BOOST_TEST_CONTEXT(statement) {
        BOOST_TEST(!is_scan(step), step);
      }
}

BOOST_AUTO_TEST_CASE(a_deleted_conversation_takes_its_rows_along_without_a_walk_over_others) {
  std::vector<talk> chats;
  for (int n = 0; n < 20; ++n) {
    auto& chat = chats.emplace_back(given_conversation());
    chat.say(rows());
    (void)chat.leave_lead(rows(), "lead" + std::to_string(n) + "@example.com");
  }
  watched_session sql{place(), detail::access::read_write};

  sql.begin_write();
  const auto removed =
      conversations::remove(sql, chats.front().id(), workspace, at(9), domain::deletion::any);
  sql.commit();

  BOOST_TEST(removed.has_value());
  BOOST_TEST(sql.scanned_by("DELETE FROM conversations") == 0);
  BOOST_TEST(number("SELECT count(*) FROM timeline_entries") == 19 * 2);
}

BOOST_AUTO_TEST_SUITE_END()
