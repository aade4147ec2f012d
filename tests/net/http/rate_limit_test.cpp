#include <boost/test/unit_test.hpp>

#include "net/http/rate_limit.hpp"

using namespace takeover::net::http;

namespace {

constexpr rate_limit::time_point start{};

/// How many of `tries` are let through at one time.
int taken(rate_limit& from, std::string_view key, int tries) {
  int count = 0;
  for (int i = 0; i < tries; ++i)
    if (from.take(key, 1, start)) ++count;
  return count;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rate_limits)

BOOST_AUTO_TEST_CASE(long_key_takes_a_few_bytes) {
  for (const std::size_t size : {65U, 255U, 100'000U})
    BOOST_TEST(bucket_key(std::string(size, 'x')).size() <= 64U);
}

BOOST_AUTO_TEST_CASE(short_key_is_kept_unchanged) {
  for (const std::size_t size : {0U, 1U, 64U})
    BOOST_TEST(bucket_key(std::string(size, 'x')) == std::string(size, 'x'));
}

BOOST_AUTO_TEST_CASE(long_keys_are_limited_separately) {
  rate_limit limit{3};
  const std::string common(200, 'x');
  BOOST_TEST(taken(limit, common + 'a', 5) == 3);
  BOOST_TEST(taken(limit, common + 'b', 5) == 3);
  BOOST_TEST(taken(limit, common, 5) == 3);
  BOOST_TEST(taken(limit, common + 'a', 5) == 0);
  BOOST_TEST(limit.size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
