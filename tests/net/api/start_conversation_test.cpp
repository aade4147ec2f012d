#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "net/api/widget/start_conversation.hpp"
#include "storage/agents/agents.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/people/workspaces.hpp"
#include "storage/tokens.hpp"
#include "tests/net/wire/wire_samples.hpp"

using namespace takeover;
using net::started_conversation;
using std::chrono::hours;
using std::chrono::milliseconds;

namespace {

struct starter_fixture {
  starter_fixture() {
    storage::agent_record record;
    record.id = samples::agent;
    record.workspace = samples::workspace;
    record.name = "Piper";
    const auto done =
        storage::write_and_wait(*store, [&](storage::writer& rows) -> domain::result<void> {
          storage::people::create_workspace(rows, {samples::workspace, "Northline"}, samples::at);
          storage::agents::create(rows, record, samples::at);
          return {};
        });
    BOOST_REQUIRE(done.has_value());
    agent = std::make_shared<const storage::agent_record>(std::move(record));
  }
  ~starter_fixture() {
    store->stop();
    std::filesystem::remove_all(folder);
  }
  starter_fixture(const starter_fixture&) = delete;
  starter_fixture& operator=(const starter_fixture&) = delete;

  started_conversation start(const std::string& anon_id) {
    return run(starter.start_or_resume(shard, agent, anon_id, "https://shop.example/")).value();
  }
  domain::result<started_conversation> start_over(const started_conversation& old) {
    const domain::visitor_identity who{samples::workspace, samples::agent, old.visitor.id,
                                       old.view.state.id};
    return run(starter.start_over(shard, agent, who));
  }

  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("takeover-starter-" + std::to_string(::getpid()));
  domain::manual_clock clock{samples::at};
  domain::random_ids ids;
  net::io_shard shard{0};
  std::unique_ptr<storage::store> store = open();
  net::shared_agent agent;
  net::rate_limits limits{{}};
  net::conversation_starter starter{*store, ids, clock, limits};

 private:
  template <class T>
  T run(boost::asio::awaitable<T> task) {
    std::optional<T> outcome;
    boost::asio::co_spawn(shard.context(), std::move(task),
                          [&](std::exception_ptr, T value) { outcome.emplace(std::move(value)); });
    while (!outcome) shard.context().run_one_for(std::chrono::seconds{5});
    return std::move(*outcome);
  }
  std::unique_ptr<storage::store> open() {
    std::filesystem::create_directory(folder);
    storage::open_options options;
    options.url = "sqlite:" + (folder / "takeover.db").string();
    auto made = storage::open_store(options, ids, clock);
    BOOST_REQUIRE(made.has_value());
    return std::move(*made);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(conversation_starter, starter_fixture)

BOOST_AUTO_TEST_CASE(a_browser_without_an_id_gets_a_new_visitor) {
  const auto first = start("");
  const auto second = start("");
  BOOST_TEST(!first.visitor.anon_id.empty());
  BOOST_TEST((first.visitor.id != second.visitor.id));
  BOOST_TEST((first.view.state.id != second.view.state.id));
}

BOOST_AUTO_TEST_CASE(a_known_visitor_resumes_within_a_day) {
  const auto first = start("");
  clock.advance(hours{24});
  BOOST_TEST((start(first.visitor.anon_id).view.state.id == first.view.state.id));
}

BOOST_AUTO_TEST_CASE(a_known_visitor_starts_anew_after_a_day) {
  const auto first = start("");
  clock.advance(hours{24} + milliseconds{1});
  const auto second = start(first.visitor.anon_id);
  BOOST_TEST((second.visitor.id == first.visitor.id));
  BOOST_TEST((second.view.state.id != first.view.state.id));
}

BOOST_AUTO_TEST_CASE(a_cleared_conversation_is_not_resumed) {
  const auto first = start("");
  const auto second = start_over(first);
  BOOST_REQUIRE(second.has_value());
  BOOST_TEST((second->visitor.id == first.visitor.id));
  BOOST_TEST((start(first.visitor.anon_id).view.state.id == second->view.state.id));
}

BOOST_AUTO_TEST_CASE(starting_over_needs_a_conversation) {
  auto stranger = start("");
  stranger.view.state.id = samples::conversation;
  BOOST_TEST((start_over(stranger).error() == domain::errc::not_found));
}

BOOST_AUTO_TEST_SUITE_END()
