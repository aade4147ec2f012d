#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "net/api/agents/agent_cache.hpp"
#include "storage/agents/agents.hpp"
#include "storage/conversations/conversation_change.hpp"
#include "storage/people/workspaces.hpp"
#include "storage/schema/secrets.hpp"
#include "storage/tokens.hpp"
#include "tests/net/wire/wire_samples.hpp"

using namespace takeover;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

/// A store that counts how often it is read.
struct counted_store final : storage::store {
  explicit counted_store(std::unique_ptr<storage::store> kept) : inner(std::move(kept)) {}

  void submit(storage::conversation_change change, storage::commit_done done) override {
    inner->submit(std::move(change), std::move(done));
  }
  void write(std::function<domain::result<void>(storage::writer&)> job,
             std::function<void(domain::result<void>)> done) override {
    inner->write(std::move(job), std::move(done));
  }
  [[nodiscard]] bool read(std::function<void(storage::reader&)> job) override {
    ++reads;
    return inner->read(std::move(job));
  }
  [[nodiscard]] const storage::secrets& keys() const override { return inner->keys(); }
  [[nodiscard]] bool is_shared() const override { return inner->is_shared(); }
  [[nodiscard]] storage::store_stats stats() const override { return inner->stats(); }
  void stop() override { inner->stop(); }

  std::unique_ptr<storage::store> inner;
  int reads = 0;
};

struct directory_fixture {
  directory_fixture() = default;
  ~directory_fixture() {
    rows.stop();
    std::filesystem::remove_all(folder);
  }
  directory_fixture(const directory_fixture&) = delete;
  directory_fixture& operator=(const directory_fixture&) = delete;

  void given_agent(std::string_view id, std::string origin) {
    storage::agent_record agent;
    agent.id = samples::make_id<domain::agent_id>(id);
    agent.workspace = samples::workspace;
    agent.name = "Piper";
    agent.allowed_origins = {std::move(origin)};
    const auto done =
        storage::write_and_wait(rows, [&](storage::writer& to) -> domain::result<void> {
          if (!storage::people::workspace(to, samples::workspace))
            storage::people::create_workspace(to, {samples::workspace, "Northline"}, samples::at);
          storage::agents::create(to, agent, samples::at);
          return {};
        });
    BOOST_REQUIRE(done.has_value());
    rows.reads = 0;
  }
  bool admits(std::string origin) {
    std::optional<bool> answer;
    boost::asio::co_spawn(shard.context(), agents.anyone_admits(shard, std::move(origin)),
                          [&](std::exception_ptr, bool yes) { answer = yes; });
    while (!answer) shard.context().run_one_for(seconds{5});
    return *answer;
  }

  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("takeover-agents-" + std::to_string(::getpid()));
  domain::manual_clock clock{samples::at};
  domain::random_ids ids;
  net::io_shard shard{0};
  counted_store rows{open()};
  net::agent_cache agents{rows, clock};

 private:
  std::unique_ptr<storage::store> open() {
    std::filesystem::create_directory(folder);
    storage::open_options where;
    where.url = "sqlite:" + (folder / "takeover.db").string();
    auto made = storage::open_store(where, ids, clock);
    BOOST_REQUIRE(made.has_value());
    return std::move(*made);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(agent_cache)

BOOST_FIXTURE_TEST_CASE(strangers_who_name_many_origins_cost_one_read_a_second, directory_fixture) {
  given_agent("A0", "https://shop.example");
  for (int i = 0; i < 50; ++i)
    BOOST_TEST(!admits("https://stranger" + std::to_string(i) + ".example"));
  BOOST_TEST(rows.reads == 1);
  clock.advance(milliseconds{999});
  BOOST_TEST(!admits("https://stranger.example"));
  BOOST_TEST(rows.reads == 1);
  clock.advance(milliseconds{1});
  BOOST_TEST(!admits("https://stranger.example"));
  BOOST_TEST(rows.reads == 2);
}

BOOST_FIXTURE_TEST_CASE(an_admitted_origin_is_cached_for_longer, directory_fixture) {
  given_agent("A0", "https://shop.example");
  BOOST_TEST(!admits("https://stranger.example"));
  clock.advance(seconds{4});
  BOOST_TEST(admits("https://shop.example"));
  BOOST_TEST(rows.reads == 1);
  clock.advance(seconds{1});
  BOOST_TEST(admits("https://shop.example"));
  BOOST_TEST(rows.reads == 2);
}

BOOST_FIXTURE_TEST_CASE(a_new_agents_origin_is_admitted_after_a_second, directory_fixture) {
  given_agent("A0", "https://shop.example");
  BOOST_TEST(!admits("https://new.example"));
  given_agent("A1", "https://new.example");
  clock.advance(seconds{1});
  BOOST_TEST(admits("https://new.example"));
}

BOOST_AUTO_TEST_SUITE_END()
