#include "net/auth/guess_limits.hpp"

#include <boost/test/unit_test.hpp>

using namespace takeover;
using net::auth::guess_limits;

namespace {

int allowed_of(guess_limits& limits, int tries, const guess_limits::guess& what) {
  int allowed = 0;
  for (int i = 0; i < tries; ++i)
    if (limits.take(what)) ++allowed;
  return allowed;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(guesses)

BOOST_AUTO_TEST_CASE(guesses_from_one_address_do_not_touch_another_one) {
  guess_limits limits{20};
  BOOST_TEST(allowed_of(limits, 30, {"198.51.100.7", "ann@shop.test"}) == 20);
  BOOST_TEST(allowed_of(limits, 5, {"203.0.113.9", "ann@shop.test"}) == 5);
}

BOOST_AUTO_TEST_CASE(the_case_of_the_email_makes_no_new_bucket) {
  guess_limits limits{20};
  BOOST_TEST(allowed_of(limits, 15, {"198.51.100.7", "ann@shop.test"}) == 15);
  BOOST_TEST(allowed_of(limits, 15, {"198.51.100.7", "Ann@Shop.TEST"}) == 5);
}

BOOST_AUTO_TEST_CASE(one_address_cannot_try_every_account) {
  guess_limits limits{20};
  int allowed = 0;
  for (int account = 0; account < 40; ++account)
    allowed += allowed_of(limits, 10, {"198.51.100.7", std::to_string(account) + "@shop.test"});
  BOOST_TEST(allowed == 200);
}

BOOST_AUTO_TEST_CASE(many_addresses_are_slowed_down_but_not_a_known_browser) {
  guess_limits limits{20};
  int allowed = 0;
  for (int host = 0; host < 30; ++host)
    allowed += allowed_of(limits, 20, {"198.51.100." + std::to_string(host), "ann@shop.test"});
  BOOST_TEST(allowed == 200);
  const net::auth::known_device device{{}, "0123456789abcdef"};
  BOOST_TEST(allowed_of(limits, 3, {"203.0.113.9", "ann@shop.test", &device}) == 3);
  BOOST_TEST(allowed_of(limits, 30, {"203.0.113.9", "ann@shop.test", &device}) == 17);
}

BOOST_AUTO_TEST_SUITE_END()
