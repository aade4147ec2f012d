#include <boost/test/unit_test.hpp>

#include "domain/delivery/retry_policy.hpp"

namespace takeover::domain {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr timestamp failed_at = from_ms(1'790'000'000'000);
constexpr double middle = 0.5;

milliseconds wait_after(int tries, double chance = middle) {
  return next_try({}, tries, failed_at, chance).value() - failed_at;
}

BOOST_AUTO_TEST_SUITE(delivery)

BOOST_AUTO_TEST_CASE(each_wait_is_four_times_the_one_before_until_six_hours) {
  const seconds expected[] = {seconds{10},  seconds{40},    seconds{160},
                              seconds{640}, seconds{2'560}, seconds{10'240},
                              hours{6},     hours{6},       hours{6}};
  for (int tries = 1; tries <= 9; ++tries) BOOST_TEST_CONTEXT("after " << tries) {
      BOOST_TEST((wait_after(tries) == expected[tries - 1]));
    }
}

BOOST_AUTO_TEST_CASE(after_the_last_try_there_is_no_other) {
  BOOST_TEST(!next_try({}, 10, failed_at, middle).has_value());
  BOOST_TEST(!next_try({}, 11, failed_at, middle).has_value());
  BOOST_TEST(!next_try({.tries = 1}, 1, failed_at, middle).has_value());
}

BOOST_AUTO_TEST_CASE(chance_spreads_a_wait_by_a_fifth_to_either_side) {
  BOOST_TEST((wait_after(1, 0) == seconds{8}));
  BOOST_TEST((wait_after(1, 1) == seconds{12}));
  BOOST_TEST((wait_after(1, -7) == seconds{8}));
}

BOOST_AUTO_TEST_CASE(a_first_wait_beyond_the_longest_is_cut) {
  const retry_policy slow{3, hours{24}, hours{1}};
  BOOST_TEST((next_try(slow, 1, failed_at, middle).value() - failed_at == hours{1}));
}

BOOST_AUTO_TEST_CASE(retry_after_is_waited_for_up_to_six_hours_and_shortens_no_wait) {
  const auto wait = [](std::optional<milliseconds> asked) {
    return next_try({}, 1, failed_at, middle, asked).value() - failed_at;
  };
  BOOST_TEST((wait(seconds{120}) == seconds{120}));
  BOOST_TEST((wait(seconds{1}) == seconds{10}));
  BOOST_TEST((wait(hours{24 * 365}) == hours{6}));
  BOOST_TEST((wait(std::nullopt) == seconds{10}));
}

BOOST_AUTO_TEST_CASE(every_name_is_read_again) {
  for (const auto one : {job_kind::mail, job_kind::webhook})
    BOOST_TEST((parse_job_kind(name_of(one)) == one));
  for (const auto one : {webhook_event::lead_captured, webhook_event::ping})
    BOOST_TEST((parse_webhook_event(name_of(one)) == one));
  for (const auto one :
       {delivery_state::waiting, delivery_state::delivered, delivery_state::failed})
    BOOST_TEST((parse_delivery_state(name_of(one)) == one));
  BOOST_TEST(!parse_webhook_event("lead.melted").has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace takeover::domain
