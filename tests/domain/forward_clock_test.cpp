#include "domain/forward_clock.hpp"

#include <boost/test/unit_test.hpp>

#include <thread>
#include <vector>

namespace takeover::domain {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// A machine whose clock can be set, as an administrator or NTP does it.
struct machine {
  timestamp shown = from_ms(1'790'000'000'000);
  std::chrono::nanoseconds up{};
  forward_clock clock{[this] { return shown; }, [this] { return up; }};

  void pass(milliseconds time) {
    shown += time;
    up += time;
  }
};

BOOST_AUTO_TEST_SUITE(forward_clock_test)

BOOST_FIXTURE_TEST_CASE(it_follows_the_machine, machine) {
  const auto start = shown;
  pass(seconds{90});
  BOOST_CHECK(clock.now() == start + seconds{90});
  BOOST_CHECK(clock.ahead() == milliseconds{0});
}

BOOST_FIXTURE_TEST_CASE(it_jumps_ahead_with_the_machine, machine) {
  shown += hours{3};
  BOOST_CHECK(clock.now() == shown);
  BOOST_CHECK(clock.ahead() == milliseconds{0});
}

BOOST_FIXTURE_TEST_CASE(it_does_not_go_back_and_goes_on_at_half_speed, machine) {
  const auto before = clock.now();
  shown -= hours{1};
  BOOST_CHECK(clock.now() == before);
  BOOST_CHECK(clock.ahead() == hours{1});
  pass(minutes{10});
  BOOST_CHECK(clock.now() == before + minutes{5});
  BOOST_CHECK(clock.ahead() == minutes{55});
}

BOOST_FIXTURE_TEST_CASE(it_is_with_the_machine_again_after_twice_the_step, machine) {
  const auto before = clock.now();
  shown -= hours{1};
  auto last = before;
  for (int minute = 0; minute < 120; ++minute) {
    pass(minutes{1});
    BOOST_REQUIRE(clock.now() > last);
    last = clock.now();
  }
  BOOST_CHECK(clock.ahead() == milliseconds{0});
  BOOST_CHECK(clock.now() == shown);
  pass(seconds{10});
  BOOST_CHECK(clock.now() == shown);
}

BOOST_FIXTURE_TEST_CASE(a_clock_that_was_wrong_by_more_than_a_day_is_followed_back, machine) {
  shown -= hours{24} + milliseconds{1};
  BOOST_CHECK(clock.now() == shown);
  BOOST_CHECK(clock.ahead() == milliseconds{0});
}

BOOST_FIXTURE_TEST_CASE(it_starts_from_the_newest_time_that_was_written, machine) {
  BOOST_CHECK(clock.start_from(shown - hours{2}));
  BOOST_CHECK(clock.now() == shown);
  const auto newest = shown + hours{2};
  BOOST_CHECK(clock.start_from(newest));
  BOOST_CHECK(clock.now() == newest);
  BOOST_CHECK(clock.ahead() == hours{2});
}

BOOST_FIXTURE_TEST_CASE(it_does_not_start_more_than_a_day_ahead, machine) {
  BOOST_CHECK(!clock.start_from(shown + hours{25}));
  BOOST_CHECK(clock.now() == shown);
}

BOOST_FIXTURE_TEST_CASE(however_the_clock_is_set_it_does_not_go_back, machine) {
  auto last = clock.now();
  for (int step = 0; step < 1'000; ++step) {
    shown += minutes{step * 7'919 % 121 - 60};
    pass(milliseconds{step * 104'729 % 5'000});
    BOOST_REQUIRE(clock.now() >= last);
    last = clock.now();
  }
}

BOOST_AUTO_TEST_CASE(the_machine_has_both_clocks) {
  const forward_clock clock;
  const auto shown = wall_clock{}.now();
  std::vector<std::jthread> readers;
  std::atomic<bool> went_back = false;
  for (int i = 0; i < 4; ++i)
    readers.emplace_back([&] {
      auto last = clock.now();
      for (int read = 0; read < 1'000; ++read) {
        const auto now = clock.now();
        if (now < last) went_back = true;
        last = now;
      }
    });
  readers.clear();
  BOOST_TEST(!went_back);
  BOOST_CHECK(clock.now() >= shown);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace takeover::domain
