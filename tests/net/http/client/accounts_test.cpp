#include "net/http/client/accounts.hpp"

#include <boost/test/unit_test.hpp>
#include <thread>
#include <vector>

using namespace takeover::net::http;

BOOST_AUTO_TEST_SUITE(client_accounts)

BOOST_AUTO_TEST_CASE(a_key_has_at_most_so_many_holders_and_is_forgotten_without_any) {
  accounts all{{2, 0, 0}};
  auto first = all.open("a");
  auto second = all.open("a");
  BOOST_TEST(first.has_value());
  BOOST_TEST(second.has_value());
  BOOST_TEST(!all.open("a").has_value());
  BOOST_TEST(all.open("b").has_value());
  first.reset();
  BOOST_TEST(all.open("a").has_value());
  second.reset();
  BOOST_TEST(all.size() == 0);
}

BOOST_AUTO_TEST_CASE(bytes_are_bounded_for_a_key_and_for_all_together) {
  accounts all{{0, 100, 150}};
  auto first = all.open("a");
  auto second = all.open("a");
  auto other = all.open("b");
  BOOST_TEST(first->occupy(60));
  BOOST_TEST(!second->occupy(50));
  BOOST_TEST(second->occupy(40));
  BOOST_TEST(!other->occupy(60));
  BOOST_TEST(other->occupy(50));
  BOOST_TEST(first->occupy(10));
  BOOST_TEST(first->occupied() == 10);
  BOOST_TEST(all.bytes() == 100);
  second.reset();
  BOOST_TEST(all.bytes() == 60);
}

BOOST_AUTO_TEST_CASE(a_holder_that_moves_gives_back_once) {
  accounts all{{1, 0, 0}};
  accounts::holder kept;
  {
    auto opened = all.open("a");
    BOOST_TEST(opened->occupy(7));
    kept = std::move(*opened);
  }
  BOOST_TEST(all.bytes() == 7);
  BOOST_TEST(!all.open("a").has_value());
  kept = {};
  BOOST_TEST(all.bytes() == 0);
  BOOST_TEST(all.size() == 0);
}

BOOST_AUTO_TEST_CASE(holders_come_and_go_on_many_threads) {
  accounts all{{1'000, 0, 0}};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&all, t] {
      for (int i = 0; i < 2'000; ++i) {
        auto held = all.open(std::to_string((i + t) % 7));
        (void)held->occupy(static_cast<std::size_t>(i));
      }
    });
  for (auto& each : threads) each.join();
  BOOST_TEST(all.size() == 0);
  BOOST_TEST(all.bytes() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
