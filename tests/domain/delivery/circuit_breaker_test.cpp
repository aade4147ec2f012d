#include <boost/test/unit_test.hpp>

#include "domain/delivery/circuit_breaker.hpp"
#include "domain/delivery/webhook_host.hpp"

namespace takeover::domain {
namespace {

using fate = attempt::fate;

constexpr timestamp now = from_ms(1'790'000'000'000);
const breaker_policy three{.pause_after = 3};

webhook_health after(std::initializer_list<fate> outcomes, const breaker_policy& policy = three) {
  webhook_health health;
  for (const auto outcome : outcomes)
    health = after_attempt(health, {outcome, "The receiver answered 500.", 500}, policy, now);
  return health;
}

BOOST_AUTO_TEST_SUITE(circuit_breaker)

BOOST_AUTO_TEST_CASE(failures_in_a_row_pause_and_the_last_one_is_the_reason) {
  const auto failed = fate::transient_failure;
  BOOST_TEST(!after({failed, failed}).paused_at.has_value());
  const auto paused = after({failed, fate::permanent_failure, failed});
  BOOST_TEST((paused.paused_at == now));
  BOOST_TEST(paused.pause_reason == "The receiver answered 500.");
}

BOOST_AUTO_TEST_CASE(success_begins_the_count_anew_and_ends_a_pause) {
  const auto failed = fate::transient_failure;
  BOOST_TEST((after({failed, failed, fate::delivered, failed}).failures == 1));
  BOOST_TEST((after({failed, failed, failed, fate::delivered}) == webhook_health{}));
}

BOOST_AUTO_TEST_CASE(attempt_that_was_not_made_says_nothing) {
  const auto failed = fate::transient_failure;
  BOOST_TEST((after({failed, fate::not_made, fate::not_made}).failures == 1));
}

BOOST_AUTO_TEST_CASE(breaker_with_a_bound_of_0_never_pauses) {
  const auto failed = fate::transient_failure;
  BOOST_TEST(!after({failed, failed, failed, failed}, {.pause_after = 0}).paused_at.has_value());
}

BOOST_AUTO_TEST_CASE(receiver_is_known_by_its_host_and_port) {
  BOOST_TEST(host_and_port("https://CRM.example.com/hooks?a=b") == "crm.example.com:443");
  BOOST_TEST(host_and_port("https://crm.example.com.:8443") == "crm.example.com:8443");
  BOOST_TEST(host_and_port("http://crm.example.com?x=/:9") == "crm.example.com:80");
  BOOST_TEST(host_and_port("http://[2001:DB8::1]/x") == "[2001:db8::1]:80");
  BOOST_TEST(host_and_port("http://[2001:db8::1]:81") == "[2001:db8::1]:81");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace takeover::domain
