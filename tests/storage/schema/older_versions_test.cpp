// A database that an older program left is brought forward, from each version of the schema, with
// rows in every table: nothing is lost.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <set>

#include "storage/agents/agents.hpp"
#include "storage/audit/audit.hpp"
#include "storage/audit/audit_chain.hpp"
#include "storage/conversations/conversation_list.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/conversations/timeline.hpp"
#include "storage/knowledge/knowledge.hpp"
#include "storage/leads/leads.hpp"
#include "storage/live_chat/live_chat.hpp"
#include "storage/live_chat/live_chat_scripts.hpp"
#include "storage/schema/embedded_migrations.hpp"
#include "storage/sql/sql_session.hpp"
#include "tests/storage/workspace_fixture.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;

namespace {

constexpr int newest = 1'000;

/// The id that stands as `$` and this letter in the rows below.
std::string id_of(char letter) { return "01K" + std::string(22, '0') + letter; }

std::string with_ids(std::string_view sql) {
  std::string out;
  for (std::size_t n = 0; n < sql.size(); ++n)
    out += sql[n] == '$' ? id_of(sql[++n]) : std::string(1, sql[n]);
  return out;
}

/// What programs wrote that knew the versions `since` to `until`. A new table needs rows here: the
/// test says so.
struct written_by {
  int since;
  int until;
  const char* rows;
};
constexpr written_by history[] = {
    {1, newest, R"(
INSERT INTO workspaces (id, name, lead_seq, created_at) VALUES ('$W', 'Old shop', 1, 1000);
INSERT INTO users (id, name, email, password_hash, created_at) VALUES ('$A', 'Ada', 'Ada@shop.example', 'hash', 1000);
INSERT INTO memberships (user_id, workspace_id, role, created_at) VALUES ('$A', '$W', 'owner', 1000);
INSERT INTO sessions (id, token_hash, user_id, workspace_id, created_at, expires_at) VALUES ('$N', 'of a token', '$A', '$W', 1000, 9000);
INSERT INTO secrets (name, value) VALUES
  ('visitor_token_key', '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'),
  ('realtime_key', '00010203040506070809'), ('realtime_secret', '000102030405060708090a0b0c0d0e0f');
INSERT INTO agents (id, workspace_id, name, greeting, starters, accent, privacy_url, allowed_origins, confidence_threshold, lead_form, created_at)
  VALUES ('$G', '$W', 'Wren', 'Hello', '["Prices?"]', '#102030', 'https://shop.example/privacy', '["https://shop.example"]', 0.5,
  '{"title":"Stay in touch","text":"","fields":[{"name":"email","label":"E-mail","type":"email","required":true}]}', 1000);
INSERT INTO curated_answers (id, agent_id, phrases, answer, url, created_at, updated_at)
  VALUES ('$K', '$G', '["when are you open"]', 'From nine to five.', '', 1000, 1000);
INSERT INTO documents (id, agent_id, title, url, markdown, created_at)
  VALUES ('$T', '$G', 'Deliveries', 'https://shop.example/deliveries', '# Costs', 1000);
INSERT INTO passages (document_id, agent_id, title, heading, text) VALUES ('$T', '$G', 'Deliveries', 'Costs', 'Shipping costs 5 euro.');
INSERT INTO visitors (id, agent_id, anon_id, name, email, created_at) VALUES ('$V', '$G', 'a browser', 'Lou', 'lou@example.com', 1000);
INSERT INTO conversations (id, workspace_id, agent_id, visitor_id, controller, claimed_by_user_id, claimed_at, epoch, last_seq, visitor_seq,
  last_question_seq, answered_seq, visitor_message_count, created_at, last_activity_at, visitor_wrote_at, page_url)
  VALUES ('$C', '$W', '$G', '$V', 'human', '$A', 4000, 1, 3, 3, 1, 2, 1, 1000, 4000, 2000, 'https://shop.example/');
INSERT INTO deleted_conversations (id, workspace_id, deleted_at) VALUES ('$D', '$W', 1000);
INSERT INTO timeline_entries (conversation_id, seq, kind, role, author_user_id, client_id, body, meta, created_at) VALUES
  ('$C', 1, 'message', 'visitor', NULL, 'w1', 'What does it cost?', '{}', 2000),
  ('$C', 2, 'message', 'agent', NULL, NULL, 'Shipping costs 5 euro [1].',
   '{"citations":[{"n":1,"title":"Deliveries","url":"https://shop.example/deliveries"}],"confidence":0.9,"generation":1}', 3000),
  ('$C', 3, 'claimed', '', '$A', NULL, '', '{"epoch":1}', 4000);
INSERT INTO leads (id, workspace_id, agent_id, conversation_id, name, email, phone, fields, status, source, feed_seq, captured_at, last_activity_at)
  VALUES ('$E', '$W', '$G', '$C', 'Lou', 'lou@example.com', '', '{"size":"12"}', 'qualified', 'cta', 1, 3000, 3000);
UPDATE conversations SET lead_id = '$E' WHERE id = '$C';
)"},
    {1, 5, R"(
INSERT INTO behavior_rules (id, agent_id, position, kind, settings) VALUES
  ('$R', '$G', 0, 'cta', '{"label":"Book a demo","title":"See it","text":"Half an hour","after_messages":2}'),
  ('$S', '$G', 1, 'cta', '{"label":"Call me","title":"","text":"","after_messages":0}');
)"},
    {3, newest,
     "INSERT INTO member_heartbeats (workspace_id, user_id, process_id, seen_at) VALUES ('$W', "
     "'$A', 'a process', 4000);"},
    {4, newest, R"(
UPDATE memberships SET available = 0;
INSERT INTO live_chat_settings (workspace_id, hours, position, updated_at)
  VALUES ('$W', '{"time_zone":"Europe/Berlin","week":[[[540,1020]],[],[],[],[],[],[]],"dates_off":["2026-12-24"]}', 'shown', 1000);
INSERT INTO agent_hours (agent_id, hours, updated_at) VALUES ('$G', NULL, 1000);
INSERT INTO shifts (conversation_id, ends_at, asked_at) VALUES ('$C', 5000, NULL);
)"},
    {5, newest, R"(
INSERT INTO webhooks (id, workspace_id, url, secret, events, active, created_at)
  VALUES ('$H', '$W', 'https://crm.example.com/hook', 'whsec_c2VjcmV0', '["lead.captured"]', 1, 1000);
INSERT INTO webhook_deliveries (id, webhook_id, event, lead_id, state, attempts, status_code, last_error, created_at)
  VALUES ('$J', '$H', 'lead.captured', '$E', 'waiting', 1, 500, 'The receiver answered 500.', 3000);
INSERT INTO jobs (id, workspace_id, kind, payload, run_at, attempts, last_error, created_at)
  VALUES ('$J', '$W', 'webhook', '{"lead_id":"$E"}', 6000, 1, 'The receiver answered 500.', 3000);
)"},
    {7, newest, R"(
INSERT INTO mail_digests (destination, workspace_id, next_at) VALUES ('$W $A lead', '$W', 5000);
INSERT INTO dropped_jobs (workspace_id, kind, dropped, first_at, last_at) VALUES ('$W', 'mail', 3, 1000, 2000);
)"},
    {6, newest, R"(
INSERT INTO behavior_rules (id, agent_id, position, kind, name, enabled, settings) VALUES
  ('$R', '$G', 0, 'cta', '', 1, '{"label":"Book a demo","title":"See it","text":"Half an hour","after_messages":2}'),
  ('$S', '$G', 1, 'cta', '', 1, '{"label":"Call me","title":"","text":"","after_messages":0}');
UPDATE leads SET rule_id = '$R', triggered_by = 'Book a demo';
)"},
    {8, newest, R"(
INSERT INTO lead_values (id, lead_id, conversation_id, visitor_id, name, phone, fields, given_at)
  VALUES ('$L', '$E', '$C', '$V', 'Someone else', '', '{}', 5000);
)"},
};

/// Two links of the chain, and from version 2 on the end of it.
void write_audit(sql_session& sql, int version) {
  const auto workspace = domain::workspace_id::parse(id_of('W')).value();
  std::string previous;
  std::int64_t position = 0;
  for (const auto& [letter, action] :
       {std::pair{'Y', "conversation.claim"}, std::pair{'Z', "conversation.delete"}}) {
    const audit_text row{id_of(letter),  id_of('A'), action,
                         "conversation", id_of('C'), 4'000 + ++position};
    const auto hash = chain_hash(previous, workspace, position, row);
    sql.run_script(
        "INSERT INTO audit_logs (id, workspace_id, position, actor_user_id, action, target_type, "
        "target_id, created_at, prev_hash, hash) VALUES ('" +
        row.id + "', '" + workspace.str() + "', " + std::to_string(position) + ", '" + row.actor +
        "', '" + row.action + "', '" + row.target_type + "', '" + row.target_id + "', " +
        std::to_string(row.created_at) + ", '" + previous + "', '" + hash + "')");
    previous = hash;
  }
  if (version >= 2)
    sql.run_script("INSERT INTO audit_heads (workspace_id, position, hash) VALUES ('" +
                   workspace.str() + "', " + std::to_string(position) + ", '" + previous + "')");
}

/// The database as the program of that version left it.
void leave_at(const std::string& url, int version) {
  sql_session sql{parse_database_url(url).value(), storage::access::read_write};
  sql.run_script(
      "CREATE TABLE schema_migrations (version BIGINT PRIMARY KEY NOT NULL, name TEXT NOT NULL, "
      "applied_at BIGINT NOT NULL)");
  for (const auto& step : embedded_migrations(tested())) {
    if (step.version > version) break;
    sql.run_script(std::string{step.sql});
    sql.run_script("INSERT INTO schema_migrations VALUES (" + std::to_string(step.version) + ", '" +
                   std::string{step.name} + "', 1)");
  }
  for (const auto& one : history)
    if (one.since <= version && version <= one.until) sql.run_script(with_ids(one.rows));
  write_audit(sql, version);
}

/// A table's columns, in their order.
using tables = std::map<std::string, std::vector<std::string>>;

tables tables_of(sql_session& sql) {
  tables all;
  std::string table;
  std::string column;
  const auto question = sql.choose(
      "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = "
      "'table' AND t.name NOT LIKE 'sqlite_%' "
      "AND t.name NOT LIKE 'passage_index%' ORDER BY t.name, c.cid",
      "SELECT CAST(table_name AS text), CAST(column_name AS text) FROM information_schema.columns "
      "WHERE table_schema = current_schema() "
      "ORDER BY table_name, ordinal_position");
  auto found = sql.query(question, out(table), out(column));
  while (found.next()) all[table].push_back(column);
  return all;
}

std::multiset<std::string> texts(sql_session& sql, std::string_view question) {
  std::multiset<std::string> all;
  std::string text;
  auto found = sql.query(question, out(text));
  while (found.next()) all.insert(text);
  return all;
}

/// Each row in one text, of these columns.
std::multiset<std::string> rows_of(sql_session& sql, const std::string& table,
                                   const std::vector<std::string>& columns) {
  std::string list;
  for (const auto& column : columns) {
    if (!list.empty()) list += sql.choose(" || ' ' || ", ", ");
    list += sql.kind() == dialect::sqlite ? "quote(\"" + column + "\")" : "\"" + column + "\"";
  }
  return texts(sql, "SELECT " +
                        (sql.kind() == dialect::sqlite ? list : "CAST(ROW(" + list + ") AS text)") +
                        " FROM \"" + table + "\"");
}

/// What is declared beside the columns: indexes, triggers, keys. The queue of jobs was made anew at
/// version 5, and nothing is in it before.
std::multiset<std::string> promises_of(sql_session& sql) {
  return texts(
      sql, sql.choose(
               "SELECT sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT "
               "NULL AND tbl_name <> 'jobs' UNION ALL "
               "SELECT t.name || '.' || f.\"from\" || ' of ' || f.\"table\" || '.' || "
               "coalesce(f.\"to\", '') || ' gone ' || f.on_delete "
               "FROM sqlite_master t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table'",
               "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename "
               "<> 'jobs' UNION ALL "
               "SELECT CAST(CAST(c.conrelid AS regclass) AS text) || ' ' || "
               "pg_get_constraintdef(c.oid) FROM pg_constraint c "
               "JOIN pg_namespace n ON n.oid = c.connamespace WHERE n.nspname = current_schema() "
               "AND c.contype IN ('p', 'u', 'f')"));
}

std::vector<std::string> missing(const std::multiset<std::string>& before,
                                 const std::multiset<std::string>& after) {
  std::vector<std::string> gone;
  std::set_difference(before.begin(), before.end(), after.begin(), after.end(),
                      std::back_inserter(gone));
  return gone;
}

/// The tables whose rows the program writes for itself as it opens the database.
const std::set<std::string> own_tables{"schema_migrations", "commit_marks"};

struct older_database : temporary_folder {
  domain::random_ids ids;
  domain::manual_clock clock{at(0)};

  /// Names from before migration 9 are found by searching.
  void check_as_found(store& rows) {
    const auto workspace = domain::workspace_id::parse(id_of('W')).value();
    read(rows, [&](reader& from) {
      BOOST_TEST(storage::leads::list(from, {workspace, {}, "LOU", {}, 5}).value().items.size() ==
                 1U);
      conversation_query query;
      query.workspace = workspace;
      query.filter = conversation_filter::all;
      query.text = "LOU@example";
      query.limit = 5;
      BOOST_TEST(conversation_list::page(from, query).value().items.size() == 1U);
      return 0;
    });
  }

  /// What the conversation, the rules and the rest are when the present program reads them, and
  /// that it goes on from there.
  void check_as_read(store& rows) {
    const auto agent = domain::agent_id::parse(id_of('G')).value();
    const auto chat = domain::conversation_id::parse(id_of('C')).value();
    const auto workspace = domain::workspace_id::parse(id_of('W')).value();
    BOOST_TEST(rows.keys().realtime_key == "00010203040506070809");

    const auto rules =
        read(rows, [&](reader& from) { return storage::agents::by_id(from, agent); }).value().rules;
    BOOST_TEST_REQUIRE(rules.size() == 2);
    BOOST_TEST(rules[0].id.str() == id_of('R'));
    BOOST_TEST(
        (rules[0].kind == domain::rule_kind::cta && rules[0].state == domain::rule_state::enabled));
    BOOST_TEST(rules[0].name == "Book a demo");
    BOOST_TEST(rules[0].label == "Book a demo");
    BOOST_TEST(rules[0].title == "See it");
    BOOST_TEST(rules[0].text == "Half an hour");
    BOOST_TEST(rules[0].when.after_messages == 2);
    BOOST_TEST(rules[1].id.str() == id_of('S'));
    BOOST_TEST(rules[1].label == "Call me");

    const auto view =
        read(rows, [&](reader& from) { return storage::conversations::view(from, chat); }).value();
    BOOST_TEST((view.state.controller == domain::controller::human));
    BOOST_TEST(view.state.claim.value().holder.name == "Ada");
    BOOST_TEST(view.captured.value().id.str() == id_of('E'));
    const auto lead =
        read(rows,
             [&](reader& from) { return storage::leads::view(from, workspace, view.captured->id); })
            .value()
            .record;
    BOOST_TEST(lead.fields.extra.at("size") == "12");
    BOOST_TEST((lead.status == domain::lead_status::qualified));
    BOOST_TEST(read(rows, [&](reader& from) {
                 return storage::knowledge::search(from, agent, {"shipping"}, 5);
               }).size() == 1U);
    BOOST_TEST(read(rows, [&](reader& from) {
                 return storage::knowledge::curated(from, agent);
               }).size() == 1U);

    talk going_on{view.state, ids};
    going_on.say(rows);
    const auto entries = read(rows, [&](reader& from) {
                           return storage::timeline::page(
                               from, {chat, timeline_audience::member, 0, std::nullopt, 50});
                         }).entries;
    BOOST_TEST_REQUIRE(entries.size() == 4);
    BOOST_TEST(entries[0].client_id == "w1");
    BOOST_TEST(entries[1].meta.citations.at(0).title == "Deliveries");
    BOOST_TEST(entries[2].author.value().name == "Ada");
    BOOST_TEST(entries[3].body == "question 1");

    const domain::member ada{workspace,
                             domain::user_id::parse(id_of('A')).value(),
                             {},
                             "Ada",
                             "Ada@shop.example",
                             domain::role::owner};
    write(rows, [&](writer& to) { storage::live_chat::set_settings(to, ada, {}, at(1)).value(); });
    const auto chain =
        read(rows, [&](reader& from) { return storage::audit::check(from, workspace, 0, 100); });
    BOOST_TEST(chain.length == 3);
    BOOST_TEST(chain.checked == 3);
    BOOST_TEST(!chain.fault.has_value());
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(older_versions, older_database)

BOOST_AUTO_TEST_CASE(
    a_database_of_each_version_is_brought_forward_with_all_its_rows_keys_and_indexes) {
  const auto all = embedded_migrations(tested());
  for (const auto& left_at : all) BOOST_TEST_CONTEXT("version " << left_at.version) {
      const auto url = fresh_database(file("version" + std::to_string(left_at.version) + ".db"));
      leave_at(url, left_at.version);
      const auto place = parse_database_url(url).value();
      tables known;
      std::map<std::string, std::multiset<std::string>> before;
      std::multiset<std::string> promised;
      {
        sql_session sql{place, storage::access::read_only};
        known = tables_of(sql);
        promised = promises_of(sql);
        for (const auto& [table, columns] : known) before[table] = rows_of(sql, table, columns);
      }

      const auto store = opened(url, ids, clock);

      sql_session sql{place, storage::access::read_only};
      for (const auto& [table, columns] : known) BOOST_TEST_CONTEXT(table) {
          if (own_tables.contains(table)) continue;
          if (table == "jobs" && left_at.version < 5) continue;
          BOOST_TEST(!before[table].empty());
          BOOST_TEST(rows_of(sql, table, columns) == before[table],
                     boost::test_tools::per_element());
        }
      BOOST_TEST(missing(promised, promises_of(sql)) == std::vector<std::string>{},
                 boost::test_tools::per_element());
      BOOST_TEST(texts(sql, "SELECT name FROM schema_migrations").size() == all.size());
      BOOST_TEST(texts(sql, "SELECT name FROM schema_migrations WHERE applied_at = 1").size() ==
                 static_cast<std::size_t>(left_at.version));
      if (tested() == dialect::sqlite) {
        BOOST_TEST(texts(sql, "SELECT \"table\" FROM pragma_foreign_key_check").empty());
        BOOST_TEST(texts(sql, "SELECT integrity_check FROM pragma_integrity_check").count("ok") ==
                   1U);
      }
      if (left_at.version < 9) check_as_found(*store);
      check_as_read(*store);
    }
}

BOOST_AUTO_TEST_SUITE_END()
