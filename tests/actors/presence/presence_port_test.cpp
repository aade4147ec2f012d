#include <boost/test/unit_test.hpp>
#include <future>
#include <tuple>

#include "actors/presence/heartbeat_presence.hpp"
#include "actors/presence/memory_presence.hpp"
#include "tests/actors/fixture.hpp"

using namespace takeover;
using namespace takeover::actors;
using namespace takeover::actors::test;

namespace {

/// Two processes that share a board in memory.
struct in_memory {
  std::shared_ptr<memory_presence::board> board = std::make_shared<memory_presence::board>();
  domain::random_ids ids;
  domain::manual_clock clock{domain::from_ms(1'790'000'000'000)};
  memory_presence a{ids, clock, board};
  memory_presence b{ids, clock, board};
  domain::member ada = someone("Ada");
  domain::member bob = someone("Bob");

  domain::member someone(const std::string& name) {
    return {ids.make<domain::workspace_id>(clock.now()),
            ids.make<domain::user_id>(clock.now()),
            ids.make<domain::session_id>(clock.now()),
            name,
            name + "@example.com",
            domain::role::member};
  }
};

/// Two processes that share a database.
struct in_a_database {
  domain::manual_clock clock{domain::from_ms(1'790'000'000'000)};
  actor_fixture fixture{{}, &clock, shared_database()};
  heartbeat_presence a{*fixture.store, fixture.ids, clock, std::chrono::minutes{2}};
  heartbeat_presence b{*fixture.store, fixture.ids, clock, std::chrono::minutes{2}};
  domain::member ada = fixture.member_named("Ada");
  domain::member bob = fixture.member_named("Bob");
};

using storages = std::tuple<in_memory, in_a_database>;

/// Who is connected elsewhere, as this process is told when it renews its own members.
std::vector<domain::user_id> elsewhere(presence_port& process,
                                       std::vector<domain::member> members = {}) {
  std::promise<presence_report> told;
  process.renew(std::move(members), {},
                [&](presence_report report) { told.set_value(std::move(report)); });
  std::vector<domain::user_id> users;
  for (const auto& member : told.get_future().get().elsewhere) users.push_back(member.user);
  return users;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(presence_ports)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_member_is_seen_by_the_other_process_alone, Shared, storages) {
  Shared shared;
  shared.a.connected(shared.ada);
  BOOST_TEST((elsewhere(shared.b) == std::vector{shared.ada.user}));
  BOOST_TEST(elsewhere(shared.a, {shared.ada}).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_member_who_left_is_not_seen, Shared, storages) {
  Shared shared;
  shared.a.connected(shared.ada);
  shared.a.connected(shared.bob);
  shared.a.disconnected(shared.ada);
  BOOST_TEST((elsewhere(shared.b) == std::vector{shared.bob.user}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_process_that_stopped_has_no_members_whatever_it_says, Shared,
                              storages) {
  Shared shared;
  shared.a.connected(shared.ada);
  shared.a.stop();
  shared.a.connected(shared.bob);
  BOOST_TEST(elsewhere(shared.b).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(members_of_a_process_that_was_killed_are_gone_after_a_few_periods,
                              Shared, storages) {
  Shared shared;
  shared.a.connected(shared.ada);
  shared.clock.advance(2 * shared.b.period());
  BOOST_TEST(elsewhere(shared.b).size() == 1U);
  shared.clock.advance(2 * shared.b.period());
  BOOST_TEST(elsewhere(shared.b).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(members_that_are_renewed_stay, Shared, storages) {
  Shared shared;
  shared.a.connected(shared.ada);
  for (int period = 0; period < 5; ++period) {
    shared.clock.advance(shared.a.period());
    (void)elsewhere(shared.a, {shared.ada});
  }
  BOOST_TEST((elsewhere(shared.b) == std::vector{shared.ada.user}));
}

BOOST_AUTO_TEST_CASE(a_process_in_memory_without_a_board_is_alone) {
  domain::random_ids ids;
  const domain::wall_clock clock;
  memory_presence alone{ids, clock};
  BOOST_TEST(!alone.is_shared());
  alone.renew({}, {}, [](presence_report) { BOOST_FAIL("nobody is elsewhere"); });
}

BOOST_AUTO_TEST_SUITE_END()
