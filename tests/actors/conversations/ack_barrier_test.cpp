#include "actors/conversations/ack_barrier.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <string>
#include <thread>

using namespace takeover;
using actors::ack_barrier;

BOOST_AUTO_TEST_SUITE(ack_barriers)

BOOST_AUTO_TEST_CASE(an_acknowledgement_waits_for_the_last_copy_of_the_token) {
  ack_barrier barrier;
  int acknowledged = 0;
  auto token = barrier.begin([&] { ++acknowledged; });
  auto copy = token;
  token.reset();
  BOOST_TEST(acknowledged == 0);
  copy.reset();
  BOOST_TEST(acknowledged == 1);
}

BOOST_AUTO_TEST_CASE(an_acknowledgement_waits_for_the_announcement_under_way) {
  ack_barrier barrier;
  std::string order;
  auto token = barrier.begin([&] { order += "first "; });
  barrier.after_last([&] { order += "again "; });
  BOOST_TEST(order.empty());
  token.reset();
  BOOST_TEST(order == "first again ");
  barrier.after_last([&] { order += "at once"; });
  BOOST_TEST(order == "first again at once");
}

BOOST_AUTO_TEST_CASE(an_acknowledgement_is_sent_at_once_if_nothing_was_announced) {
  const ack_barrier barrier;
  bool acknowledged = false;
  barrier.after_last([&] { acknowledged = true; });
  BOOST_TEST(acknowledged);
}

BOOST_AUTO_TEST_CASE(tokens_may_be_dropped_on_any_thread) {
  for (int round = 0; round < 100; ++round) {
    ack_barrier barrier;
    std::atomic<int> acknowledged = 0;
    auto token = barrier.begin([&] { ++acknowledged; });
    std::thread shard{[token = std::move(token)]() mutable { token.reset(); }};
    barrier.after_last([&] { ++acknowledged; });
    shard.join();
    BOOST_TEST(acknowledged.load() == 2);
  }
}

BOOST_AUTO_TEST_SUITE_END()
