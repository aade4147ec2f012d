#include <boost/test/unit_test.hpp>
#include <set>
#include <thread>

#include "storage/schema/embedded_migrations.hpp"
#include "storage/sql/db_errors.hpp"
#include "storage/sql/sql_session.hpp"
#include "tests/storage/workspace_fixture.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;
using domain::errc;

namespace {

struct server_place {
  domain::random_ids ids;
  domain::manual_clock clock{at(0)};
  std::string url = fresh_database("");

  auto open() { return open_store({url}, ids, clock); }
  domain::error refused() {
    auto outcome = open();
    return outcome ? domain::fail(errc::internal, "it was opened") : outcome.error();
  }
  sql_session past() const {
    return {parse_database_url(url).value(), storage::access::read_write};
  }
  template <class T>
  T value(const std::string& question) const {
    auto sql = past();
    T answer{};
    BOOST_REQUIRE(sql.query_one(question, out(answer)));
    return answer;
  }
};

/// `table.column` of every table in the database.
std::set<std::string> columns(sql_session& sql, const std::string& question) {
  std::string name;
  auto found = sql.query(question, out(name));
  std::set<std::string> all;
  while (found.next()) all.insert(name);
  return all;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(opening_a_server, server_place,
                         *boost::unit_test::precondition(on_postgresql))

BOOST_AUTO_TEST_CASE(every_migration_is_applied_once) {
  BOOST_REQUIRE(open());
  clock.advance(std::chrono::hours{1});

  BOOST_REQUIRE(open());

  const auto all = embedded_migrations(dialect::postgresql);
  BOOST_TEST(value<long long>("SELECT count(*) FROM schema_migrations") ==
             static_cast<long long>(all.size()));
  BOOST_TEST(value<long long>("SELECT max(version) FROM schema_migrations") == all.back().version);
  BOOST_TEST(value<long long>("SELECT max(applied_at) FROM schema_migrations") ==
             domain::to_ms(at(0)));
}

BOOST_AUTO_TEST_CASE(a_migration_that_fails_leaves_the_schema_as_it_was) {
  // A table of the last migration is there already.
  const auto all = embedded_migrations(dialect::postgresql);
  {
    auto sql = past();
    sql.run_script(
        "CREATE TABLE schema_migrations (version BIGINT PRIMARY KEY NOT NULL, name TEXT NOT NULL, "
        "applied_at BIGINT NOT NULL)");
    sql.run_script("CREATE TABLE member_heartbeats (odd TEXT)");
  }

  BOOST_TEST((refused() == errc::unavailable));

  BOOST_TEST(value<long long>("SELECT count(*) FROM schema_migrations") == 0);
  BOOST_TEST(
      value<long long>("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()") == 2);
}

BOOST_AUTO_TEST_CASE(both_databases_go_through_the_same_versions_to_the_same_columns) {
  const auto here = embedded_migrations(dialect::postgresql);
  const auto there = embedded_migrations(dialect::sqlite);
  BOOST_TEST_REQUIRE(here.size() == there.size());
  for (std::size_t n = 0; n < here.size(); ++n) {
    BOOST_TEST(here[n].version == there[n].version);
    BOOST_TEST(here[n].version == static_cast<int>(n) + 1);
    BOOST_TEST(here[n].name == there[n].name);
  }
  BOOST_REQUIRE(open());
  const temporary_folder folder;
  BOOST_REQUIRE(open_store({"sqlite:" + folder.file("takeover.db")}, ids, clock));
  sql_session file{{dialect::sqlite, folder.file("takeover.db"), ""}, storage::access::read_only};
  auto server = past();

  const auto in_file =
      columns(file,
              "SELECT t.name || '.' || c.name FROM sqlite_master t, pragma_table_xinfo(t.name) c "
              "WHERE t.type = 'table' "
              "AND t.name NOT LIKE 'sqlite_%' AND t.name NOT LIKE 'passage_index%'");
  auto in_server = columns(server,
                           "SELECT table_name || '.' || column_name FROM "
                           "information_schema.columns WHERE table_schema = current_schema() AND "
                           "table_name <> 'commit_marks'");
  in_server.erase("passages.words");  // the index of SQLite is a table of its own

  BOOST_TEST(in_server == in_file, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_commit_reaches_the_disk_and_readers_cannot_write) {
  BOOST_REQUIRE(open());
  const auto place = parse_database_url(url).value();
  sql_session writer{place, storage::access::read_write};
  sql_session reader{place, storage::access::read_only};
  std::string setting;

  BOOST_REQUIRE(writer.query_one("SHOW synchronous_commit", out(setting)));
  BOOST_TEST(setting == "on");
  BOOST_CHECK_THROW(reader.run("DELETE FROM jobs"), db_error);
}

BOOST_AUTO_TEST_CASE(the_secrets_are_made_once) {
  const auto first = opened(url, ids, clock)->keys();
  const auto again = opened(url, ids, clock)->keys();

  BOOST_TEST(first.visitor_token_key.size() == 32);
  BOOST_TEST(again.visitor_token_key == first.visitor_token_key);
  BOOST_TEST(again.realtime_secret == first.realtime_secret);
}

BOOST_AUTO_TEST_CASE(many_that_open_a_new_database_at_once_agree_on_its_secrets) {
  constexpr int openers = 6;
  std::vector<std::string> keys(openers);
  std::vector<std::string> problems(openers);

  std::vector<std::thread> threads;
  for (int n = 0; n < openers; ++n)
    threads.emplace_back([&, n = static_cast<std::size_t>(n)] {
      const auto made = open();
      if (made)
        keys[n] = (*made)->keys().visitor_token_key;
      else
        problems[n] = made.error().detail;
    });
  for (auto& thread : threads) thread.join();

  for (std::size_t n = 0; n < keys.size(); ++n) {
    BOOST_TEST(problems[n] == "");
    BOOST_TEST(keys[n] == keys[0]);
  }
}

BOOST_AUTO_TEST_CASE(
    a_database_of_a_newer_program_is_refused_with_both_versions_and_not_worth_another_try) {
  BOOST_REQUIRE(open());
  past().run_script(
      "INSERT INTO schema_migrations (version, name, applied_at) VALUES (999, 'from_the_future', "
      "0)");

  const auto why = refused();

  BOOST_TEST((why == errc::unavailable));
  BOOST_TEST(says(why, "999"));
  BOOST_TEST(says(why, "newer"));
  BOOST_TEST(!why.retry_after.has_value());
}

BOOST_AUTO_TEST_CASE(a_database_of_another_program_is_refused_and_left_as_it_is) {
  past().run_script("CREATE TABLE songs (title TEXT)");

  BOOST_TEST(says(refused(), "another program"));

  BOOST_TEST(
      value<long long>("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()") == 1);
}

BOOST_AUTO_TEST_CASE(a_server_that_is_away_is_worth_another_try_and_its_password_is_not_told) {
  url = "postgresql://ada:s3cret@127.0.0.1:1/shop";

  const auto why = refused();

  BOOST_TEST((why == errc::unavailable));
  BOOST_TEST(why.retry_after.has_value());
  BOOST_TEST(says(why, "postgresql://127.0.0.1:1/shop"));
  BOOST_TEST(!says(why, "s3cret"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(database_urls)

BOOST_AUTO_TEST_CASE(what_is_shown_of_a_url_has_no_user_and_no_password) {
  BOOST_TEST(shown_database_url("postgresql://ada:s3cret@db.example:5433/shop") ==
             "postgresql://db.example:5433/shop");
  BOOST_TEST(shown_database_url("postgres://ada:s3cret@a,b/shop?target_session_attrs=any") ==
             "postgresql://a,b/shop");
  BOOST_TEST(shown_database_url("postgresql:///shop?password=s3cret&host=/run/pg") ==
             "postgresql:///run/pg/shop");
  BOOST_TEST(shown_database_url("sqlite:data/takeover.db") == "sqlite:data/takeover.db");
  for (const std::string broken :
       {"postgresql://ada:s3cret@[db.example/shop", "postgresql://ada:s3cret@db?no=such",
        "pgsql://ada:s3cret@db/shop", "postgresql://ada:s3c%ret@db/shop",
        "postgresql:ada:s3cret@db"})
    BOOST_TEST_CONTEXT(broken) {
      const auto outcome = parse_database_url(broken);
      BOOST_REQUIRE(!outcome);
      BOOST_TEST((outcome.error() == errc::invalid));
      BOOST_TEST(outcome.error().detail.find("s3c") == std::string::npos);
      BOOST_TEST(shown_database_url(broken).find("s3c") == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_server_is_found_gone_in_time_unless_the_url_says_otherwise) {
  const auto usual = parse_database_url("postgresql://db/shop").value().address;
  const auto own =
      parse_database_url("postgresql://db/shop?connect_timeout=30&application_name=it's%20mine")
          .value()
          .address;

  BOOST_TEST(usual.find("connect_timeout='5'") != std::string::npos);
  BOOST_TEST(usual.find("target_session_attrs='read-write'") != std::string::npos);
  BOOST_TEST(own.find("connect_timeout='30'") != std::string::npos);
  BOOST_TEST(own.find("application_name='it\\'s mine'") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
