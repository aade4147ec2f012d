#include "actors/conversations/command_queue.hpp"

#include <boost/test/unit_test.hpp>

using namespace takeover;
using actors::command_queue;
using actors::conversation_task;

namespace {

conversation_task numbered(std::uint64_t number) {
  return {actors::conversation_request{actors::typing_request{{0, number}}}};
}

std::uint64_t number_of(const conversation_task* task) {
  BOOST_REQUIRE(task != nullptr);
  const auto& request = std::get<actors::conversation_request>(task->what);
  return std::get<actors::typing_request>(request).who.number;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(command_queues)

BOOST_AUTO_TEST_CASE(tasks_run_in_order_of_arrival) {
  command_queue queue;
  for (std::uint64_t n = 1; n <= 100; ++n) queue.push(numbered(n));
  for (std::uint64_t n = 1; n <= 100; ++n) {
    BOOST_TEST(number_of(queue.begin_next()) == n);
    if (n % 3 == 0) queue.push(numbered(100 + n / 3));
  }
  for (std::uint64_t n = 101; n <= 133; ++n) BOOST_TEST(number_of(queue.begin_next()) == n);
  BOOST_TEST(queue.begin_next() == nullptr);
}

BOOST_AUTO_TEST_CASE(no_task_begins_while_storage_works) {
  command_queue queue;
  queue.push(numbered(1));
  BOOST_TEST(queue.current() == nullptr);
  BOOST_TEST(number_of(queue.begin_next()) == 1U);
  queue.wait_for_storage();
  queue.push(numbered(2));
  BOOST_TEST(queue.begin_next() == nullptr);
  BOOST_TEST(number_of(queue.current()) == 1U);
  queue.storage_answered();
  BOOST_TEST(number_of(queue.begin_next()) == 2U);
}

BOOST_AUTO_TEST_CASE(a_task_that_arrives_while_none_is_current_has_not_begun) {
  command_queue queue;
  queue.push(numbered(1));
  queue.begin_next();
  queue.wait_for_storage();
  queue.drop_current();
  queue.push(numbered(2));
  BOOST_TEST(queue.current() == nullptr);
  BOOST_TEST(!queue.is_idle());
  queue.storage_answered();
  BOOST_TEST(!queue.is_idle());
  BOOST_TEST(number_of(queue.begin_next()) == 2U);
  BOOST_TEST(queue.is_idle());
}

BOOST_AUTO_TEST_CASE(dropped_tasks_break_their_promises_and_leave_the_current_one) {
  command_queue queue;
  queue.push(numbered(1));
  queue.begin_next();
  queue.wait_for_storage();
  std::optional<domain::errc> outcome;
  domain::promise<actors::posted> done{
      [&](const domain::result<actors::posted>& result) { outcome = result.error().code; }};
  queue.push(
      {actors::conversation_request{actors::requests::note({}, "n1", "Mine", std::move(done))}});
  BOOST_TEST(!outcome.has_value());
  queue.drop_waiting();
  BOOST_TEST((outcome == domain::errc::unavailable));
  BOOST_TEST(number_of(queue.current()) == 1U);
}

BOOST_AUTO_TEST_CASE(release_leaves_it_idle) {
  command_queue queue;
  queue.push(numbered(1));
  queue.push(numbered(2));
  queue.release();
  BOOST_TEST(queue.is_idle());
  BOOST_TEST(queue.begin_next() == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
