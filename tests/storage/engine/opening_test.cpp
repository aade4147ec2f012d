#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>
#include <thread>

#include "storage/schema/embedded_migrations.hpp"
#include "storage/sql/sql_session.hpp"
#include "tests/storage/workspace_fixture.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;
using domain::errc;

namespace {

struct place : temporary_folder {
  domain::random_ids ids;
  domain::manual_clock clock{at(0)};

  auto open_url(const std::string& url) { return open_store({url}, ids, clock); }
  auto open_file(const std::string& path) { return open_url("sqlite:" + path); }
  /// The refusal; fails if it was opened.
  domain::error refused(const std::string& path) {
    auto outcome = open_file(path);
    return outcome ? domain::fail(errc::internal, "it was opened") : outcome.error();
  }
};

std::string bytes_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Asks a session of the kind that the store writes with.
template <class T>
T setting(const std::string& path, const std::string& pragma,
          storage::access how = storage::access::read_write) {
  sql_session sql{{dialect::sqlite, path, path}, how};
  T value{};
  BOOST_REQUIRE(sql.query_one(pragma, out(value)));
  return value;
}

void run_on(const std::string& path, const std::string& script) {
  sql_session{{dialect::sqlite, path, path}, storage::access::read_write}.run_script(script);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(opening_a_file, place, *boost::unit_test::precondition(on_sqlite))

BOOST_AUTO_TEST_CASE(a_missing_file_and_its_folder_are_made) {
  const auto path = file("data/takeover.db");

  BOOST_REQUIRE(open_file(path));

  BOOST_TEST(std::filesystem::is_regular_file(path));
}

BOOST_AUTO_TEST_CASE(the_log_is_written_ahead_and_every_commit_reaches_the_disk) {
  const auto path = file("takeover.db");
  const auto store = opened("sqlite:" + path, ids, clock);
  constexpr long long full = 2;

  BOOST_TEST(setting<std::string>(path, "PRAGMA journal_mode") == "wal");
  BOOST_TEST(setting<long long>(path, "PRAGMA synchronous") == full);
  BOOST_TEST(setting<long long>(path, "PRAGMA foreign_keys") == 1);
  BOOST_TEST(setting<long long>(path, "PRAGMA query_only", storage::access::read_only) == 1);
}

BOOST_AUTO_TEST_CASE(every_migration_is_applied_once) {
  const auto path = file("takeover.db");
  BOOST_REQUIRE(open_file(path));
  clock.advance(std::chrono::hours{1});

  BOOST_REQUIRE(open_file(path));

  const auto known = static_cast<long long>(embedded_migrations(dialect::sqlite).size());
  BOOST_TEST(setting<long long>(path, "SELECT count(*) FROM schema_migrations") == known);
  BOOST_TEST(setting<long long>(path, "SELECT max(version) FROM schema_migrations") ==
             embedded_migrations(dialect::sqlite).back().version);
  BOOST_TEST(setting<long long>(path, "SELECT max(applied_at) FROM schema_migrations") ==
             domain::to_ms(at(0)));
}

BOOST_AUTO_TEST_CASE(the_secrets_are_made_once_and_are_of_their_promised_form) {
  const auto path = file("takeover.db");
  const auto first = opened("sqlite:" + path, ids, clock)->keys();
  const auto again = opened("sqlite:" + path, ids, clock)->keys();
  const auto elsewhere = opened("sqlite:" + file("other.db"), ids, clock)->keys();

  BOOST_TEST(first.visitor_token_key.size() == 32);
  BOOST_TEST(first.realtime_key.size() == 20);
  BOOST_TEST(first.realtime_secret.size() == 32);
  BOOST_TEST(first.realtime_key.find_first_not_of("0123456789abcdef") == std::string::npos);
  BOOST_TEST(again.visitor_token_key == first.visitor_token_key);
  BOOST_TEST(again.realtime_key == first.realtime_key);
  BOOST_TEST(again.realtime_secret == first.realtime_secret);
  BOOST_TEST(elsewhere.visitor_token_key != first.visitor_token_key);
}

BOOST_AUTO_TEST_CASE(a_damaged_secret_is_refused_by_its_name_and_not_replaced) {
  const auto path = file("takeover.db");
  BOOST_REQUIRE(open_file(path));
  run_on(path, "UPDATE secrets SET value = 'zz' WHERE name = 'visitor_token_key'");

  BOOST_TEST(says(refused(path), "visitor_token_key"));
  BOOST_TEST(setting<std::string>(
                 path, "SELECT value FROM secrets WHERE name = 'visitor_token_key'") == "zz");
}

BOOST_AUTO_TEST_CASE(many_that_open_a_new_file_at_once_agree_on_its_secrets) {
  constexpr int openers = 6;
  const auto path = file("takeover.db");
  std::vector<std::string> keys(openers);
  std::vector<std::string> problems(openers);

  std::vector<std::thread> threads;
  for (int n = 0; n < openers; ++n)
    threads.emplace_back([&, n = static_cast<std::size_t>(n)] {
      const auto made = open_file(path);
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

BOOST_AUTO_TEST_CASE(a_database_of_a_newer_program_is_refused_with_both_versions) {
  const auto path = file("takeover.db");
  BOOST_REQUIRE(open_file(path));
  run_on(path,
         "INSERT INTO schema_migrations (version, name, applied_at) VALUES (999, "
         "'from_the_future', 0)");

  const auto why = refused(path);

  BOOST_TEST((why == errc::unavailable));
  BOOST_TEST(says(why, path));
  BOOST_TEST(says(why, "999"));
  BOOST_TEST(says(why, "newer"));
}

BOOST_AUTO_TEST_CASE(a_database_of_another_program_is_refused_and_not_a_byte_of_it_changes) {
  const auto path = file("other.db");
  run_on(path,
         "PRAGMA journal_mode = DELETE; CREATE TABLE songs (title TEXT); INSERT INTO songs VALUES "
         "('Wren')");
  const auto before = bytes_of(path);

  const auto why = refused(path);

  BOOST_TEST(says(why, path));
  BOOST_TEST(says(why, "another program"));
  BOOST_TEST((bytes_of(path) == before));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_a_database_is_refused_with_its_path) {
  std::filesystem::create_directory(file("folder.db"));
  std::ofstream{file("short.db")} << "milk, bread";
  std::ofstream{file("list.db")} << std::string(10'000, 'x');

  for (const auto& path : {file("folder.db"), file("short.db"), file("list.db"),
                           file("list.db/takeover.db"), file("no/such/takeover.db")}) {
    const auto why = refused(path);
    BOOST_TEST_CONTEXT(path) {
      BOOST_TEST((why == errc::unavailable));
      BOOST_TEST(says(why, path));
    }
  }
  BOOST_TEST(bytes_of(file("short.db")) == "milk, bread");
  BOOST_TEST(says(refused(file("folder.db")), "directory"));
  BOOST_TEST(says(refused(file("list.db")), "not an SQLite database"));
}

BOOST_AUTO_TEST_CASE(a_place_where_nothing_can_be_written_is_refused_with_its_path) {
  // Also the superuser writes nothing here.
  for (const std::string path : {"/proc/takeover.db", "/proc/nowhere/takeover.db"}) {
    const auto why = refused(path);
    BOOST_TEST((why == errc::unavailable));
    BOOST_TEST(says(why, path));
  }
}

BOOST_AUTO_TEST_CASE(a_truncated_database_is_refused_and_does_not_end_the_program) {
  const auto path = file("takeover.db");
  BOOST_REQUIRE(open_file(path));
  std::filesystem::resize_file(path, 5'000);

  BOOST_TEST(says(refused(path), path));
}

BOOST_AUTO_TEST_CASE(a_url_of_another_form_is_invalid) {
  for (const std::string url : {"", "takeover.db", "mysql://x",
                                "sqlite:", "sqlite::memory:", "postgresql:x/y", "sqlite:a\"b.db"}) {
    const auto outcome = open_url(url);
    BOOST_TEST_CONTEXT(url) {
      BOOST_REQUIRE(!outcome);
      BOOST_TEST((outcome.error() == errc::invalid));
      BOOST_TEST(says(outcome.error(), "database"));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_path_may_hold_spaces_and_other_letters) {
  for (const std::string name :
       {"two words.db", " edges ", "Käse's 100%.db", "a=b timeout=0.db", "file:x?mode=ro"}) {
    BOOST_TEST_CONTEXT(name) {
      BOOST_REQUIRE(open_file(file(name)));
      BOOST_TEST(std::filesystem::is_regular_file(file(name)));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_locked_database_is_refused_as_locked) {
  const auto path = file("takeover.db");
  BOOST_REQUIRE(open_file(path));
  sql_session other{{dialect::sqlite, path, path}, storage::access::read_write};
  other.begin_write();

  BOOST_TEST(says(refused(path), "locked"));
}

BOOST_AUTO_TEST_SUITE_END()
