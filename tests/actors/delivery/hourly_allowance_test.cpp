#include "actors/delivery/hourly_allowance.hpp"

#include <boost/test/unit_test.hpp>

using namespace takeover;
using actors::hourly_allowance;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

const auto start = domain::from_ms(1'750'000'000'000);

int taken(hourly_allowance& from, domain::workspace_id of, int tries, domain::timestamp at) {
  int count = 0;
  for (int i = 0; i < tries; ++i)
    if (from.take(of, at).count() == 0) ++count;
  return count;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hourly_allowances)

BOOST_AUTO_TEST_CASE(each_workspace_has_its_own_which_fills_up_evenly) {
  domain::random_ids ids;
  const auto busy = ids.make<domain::workspace_id>(start);
  const auto quiet = ids.make<domain::workspace_id>(start);
  hourly_allowance all{60};
  BOOST_TEST(taken(all, busy, 100, start) == 60);
  BOOST_TEST(taken(all, quiet, 5, start) == 5);
  BOOST_TEST((all.take(busy, start) <= minutes{1}));
  BOOST_TEST(taken(all, busy, 100, start + minutes{10}) == 10);
  BOOST_TEST(taken(all, busy, 100, start + hours{2}) == 60);
}

BOOST_AUTO_TEST_CASE(a_clock_that_was_put_back_makes_nobody_wait_for_longer_than_an_hour) {
  domain::random_ids ids;
  const auto busy = ids.make<domain::workspace_id>(start);
  hourly_allowance all{60};
  BOOST_TEST(taken(all, busy, 60, start) == 60);
  const auto before = start - hours{24};
  BOOST_TEST((all.take(busy, before) <= minutes{1}));
  BOOST_TEST(taken(all, busy, 100, before + minutes{2}) > 0);
}

BOOST_AUTO_TEST_CASE(none_means_no_limit) {
  domain::random_ids ids;
  hourly_allowance all{0};
  BOOST_TEST(taken(all, ids.make<domain::workspace_id>(start), 5'000, start) == 5'000);
}

BOOST_AUTO_TEST_SUITE_END()
