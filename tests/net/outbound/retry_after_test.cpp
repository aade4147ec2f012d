#include <boost/test/unit_test.hpp>

#include "net/outbound/webhook/retry_after.hpp"

namespace takeover::net::outbound {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

// 2026-11-30T07:00:00Z
constexpr domain::timestamp now = domain::from_ms(1'796'022'000'000);

BOOST_AUTO_TEST_SUITE(retry_after)

BOOST_AUTO_TEST_CASE(seconds_are_read) {
  BOOST_TEST((parse_retry_after("120", now) == seconds{120}));
  BOOST_TEST((parse_retry_after("0", now) == seconds{0}));
}

BOOST_AUTO_TEST_CASE(date_in_the_future_is_the_time_until_then) {
  BOOST_TEST((parse_retry_after("Mon, 30 Nov 2026 07:02:30 GMT", now) == seconds{150}));
  BOOST_TEST(!parse_retry_after("Mon, 30 Nov 2026 06:59:59 GMT", now).has_value());
}

BOOST_AUTO_TEST_CASE(number_beyond_all_measure_does_not_overflow) {
  BOOST_TEST((parse_retry_after("99999999999999999999", now) == hours{24 * 365}));
  BOOST_TEST((parse_retry_after("9223372036854775807", now) == hours{24 * 365}));
}

BOOST_AUTO_TEST_CASE(anything_else_is_no_wish) {
  for (const auto* value : {"", "soon", "-5", "1.5x", "NaN"}) BOOST_TEST_CONTEXT(value) {
      BOOST_TEST(!parse_retry_after(value, now).has_value());
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace takeover::net::outbound
