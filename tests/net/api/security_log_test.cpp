#include "net/api/security_log.hpp"

#include <boost/test/unit_test.hpp>

using namespace takeover::net;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(security_log_lines)

BOOST_AUTO_TEST_CASE(a_line_is_key_and_value_and_leaves_out_what_is_not_known) {
  BOOST_TEST(security_line("sign_in_failed", {{"address", "2001:db8::1"}, {"account_id", ""}}) ==
             "event=sign_in_failed address=2001:db8::1");
}

BOOST_AUTO_TEST_CASE(no_value_ends_its_line_or_begins_another_field) {
  BOOST_TEST(
      security_line("limit_hit", {{"path", "/a b\nevent=sign_in address=1.2.3.4\"\x7f\xc3"}}) ==
      "event=limit_hit path=/a%20b%0Aevent%3Dsign_in%20address%3D1.2.3.4%22%7F%C3");
}

BOOST_AUTO_TEST_CASE(a_key_gets_one_line_a_second) {
  security_log log;
  const security_log::steady_time start{};

  BOOST_TEST(log.is_due("limit_hit 1.2.3.4", start + 1s));
  BOOST_TEST(!log.is_due("limit_hit 1.2.3.4", start + 1'999ms));
  BOOST_TEST(log.is_due("limit_hit 5.6.7.8", start + 1'999ms));
  BOOST_TEST(log.is_due("limit_hit 1.2.3.4", start + 2s));
}

BOOST_AUTO_TEST_CASE(a_flood_of_keys_is_forgotten_after_a_second) {
  security_log log;
  const security_log::steady_time start{};
  int told = 0;
  for (int n = 0; n < 10'000; ++n)
    if (log.is_due(std::to_string(n), start + 1s)) ++told;

  BOOST_TEST(told == 4'096);
  BOOST_TEST(log.is_due("one more", start + 2s));
}

BOOST_AUTO_TEST_SUITE_END()
