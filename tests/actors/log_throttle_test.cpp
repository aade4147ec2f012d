#include "actors/log_throttle.hpp"

#include <boost/test/unit_test.hpp>

using namespace takeover;
using std::chrono::seconds;

BOOST_AUTO_TEST_SUITE(log_throttle_lines)

BOOST_AUTO_TEST_CASE(one_line_a_minute_is_written_and_says_how_many_were_left_out) {
  log_throttle lines;
  const log_throttle::time_point start{};
  BOOST_TEST((lines.admit("disk-full", start) == 0U));

  for (int n = 0; n < 3'000; ++n) BOOST_TEST(!lines.admit("disk-full", start + seconds{59}));

  BOOST_TEST((lines.admit("disk-full", start + seconds{60}) == 3'000U));
  BOOST_TEST(!lines.admit("disk-full", start + seconds{61}));
  BOOST_TEST((lines.admit("disk-full", start + seconds{600}) == 1U));
}

BOOST_AUTO_TEST_CASE(kinds_do_not_hide_each_other) {
  log_throttle lines;
  const log_throttle::time_point start{};

  BOOST_TEST((lines.admit("disk-full", start) == 0U));
  BOOST_TEST((lines.admit("damaged", start) == 0U));
}

BOOST_AUTO_TEST_SUITE_END()
