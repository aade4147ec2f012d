// Hours in a time zone: windows, the two changes of the clocks, days off, what opens next and what
// closes next.
#include <boost/test/unit_test.hpp>
#include <random>

#include "domain/live_chat/business_hours.hpp"

using namespace takeover::domain;
using std::chrono::minutes;

namespace {

/// `2026-03-29T00:59:00Z`, without milliseconds.
timestamp utc(const char* text) {
  const std::string_view all{text};
  const auto day = std::chrono::sys_days{parse_date(all.substr(0, 10)).value()};
  return timestamp{day} + parse_time_of_day(all.substr(11, 5)).value() +
         std::chrono::seconds{std::stoi(std::string{all.substr(17, 2)})};
}

day_window window(const char* from, const char* to) {
  return {parse_time_of_day(from).value(), parse_time_of_day(to).value()};
}

/// Monday to Friday 09:00–12:00 and 13:00–17:00 in Berlin.
business_hours office() {
  business_hours out;
  out.time_zone = "Europe/Berlin";
  for (std::size_t day = 0; day < 5; ++day)
    out.week[day] = {window("09:00", "12:00"), window("13:00", "17:00")};
  return out;
}

business_hours every_day(const char* zone, std::vector<day_window> windows) {
  business_hours out;
  out.time_zone = zone;
  for (auto& day : out.week) day = windows;
  return out;
}

std::string text(const std::optional<timestamp>& at) {
  return at ? to_rfc3339(*at).substr(0, 16) : "never";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(business_hours_rules)

BOOST_AUTO_TEST_CASE(a_week_in_winter_and_in_summer) {
  struct row {
    const char* at;
    bool open;
    const char* opens;
    const char* closes;
  };
  // Winter: Berlin is UTC+1; summer: UTC+2. 2026-01-05 is a Monday.
  const row table[] = {
      {"2026-01-05T07:59:59Z", false, "2026-01-05T08:00", "2026-01-05T11:00"},
      {"2026-01-05T08:00:00Z", true, "2026-01-05T12:00", "2026-01-05T11:00"},
      {"2026-01-05T10:59:59Z", true, "2026-01-05T12:00", "2026-01-05T11:00"},
      {"2026-01-05T11:00:00Z", false, "2026-01-05T12:00", "2026-01-05T16:00"},
      {"2026-01-05T15:59:59Z", true, "2026-01-06T08:00", "2026-01-05T16:00"},
      {"2026-01-05T16:00:00Z", false, "2026-01-06T08:00", "2026-01-06T11:00"},
      {"2026-01-09T16:00:00Z", false, "2026-01-12T08:00", "2026-01-12T11:00"},  // Friday evening
      {"2026-07-06T06:59:59Z", false, "2026-07-06T07:00", "2026-07-06T10:00"},
      {"2026-07-06T07:00:00Z", true, "2026-07-06T11:00", "2026-07-06T10:00"},
  };
  const auto hours = office();
  for (const auto& [at, open, opens, closes] : table) {
    BOOST_TEST_CONTEXT(at) {
      BOOST_TEST(is_open(hours, utc(at)) == open);
      BOOST_TEST(text(next_opening(hours, utc(at))) == opens);
      BOOST_TEST(text(next_closing(hours, utc(at))) == closes);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_hour_that_spring_leaves_out_opens_at_the_change) {
  // 2026-03-29 in Berlin: 02:00 becomes 03:00, at 01:00 UTC.
  const auto hours = every_day("Europe/Berlin", {window("02:30", "04:00")});
  BOOST_TEST(!is_open(hours, utc("2026-03-29T00:59:59Z")));
  BOOST_TEST(is_open(hours, utc("2026-03-29T01:00:00Z")));
  BOOST_TEST(is_open(hours, utc("2026-03-29T01:59:59Z")));
  BOOST_TEST(!is_open(hours, utc("2026-03-29T02:00:00Z")));
  BOOST_TEST(text(next_opening(hours, utc("2026-03-28T12:00:00Z"))) == "2026-03-29T01:00");
  // A window that lies wholly within the hour that is left out does not open that day.
  const auto lost = every_day("Europe/Berlin", {window("02:10", "02:50")});
  BOOST_TEST(text(next_opening(lost, utc("2026-03-28T12:00:00Z"))) == "2026-03-30T00:10");
}

BOOST_AUTO_TEST_CASE(the_hour_that_autumn_repeats_is_open_twice) {
  // 2026-10-25 in Berlin: 03:00 becomes 02:00, at 01:00 UTC; 02:30 is at 00:30 and at 01:30 UTC.
  const auto hours = every_day("Europe/Berlin", {window("02:15", "02:45")});
  BOOST_TEST(!is_open(hours, utc("2026-10-25T00:14:59Z")));
  BOOST_TEST(is_open(hours, utc("2026-10-25T00:15:00Z")));
  BOOST_TEST(is_open(hours, utc("2026-10-25T01:44:59Z")));
  BOOST_TEST(!is_open(hours, utc("2026-10-25T01:45:00Z")));
  BOOST_TEST(text(next_closing(hours, utc("2026-10-25T00:20:00Z"))) == "2026-10-25T01:45");
}

BOOST_AUTO_TEST_CASE(other_zones_have_other_changes) {
  const auto new_york = every_day("America/New_York", {window("09:00", "17:00")});
  BOOST_TEST(text(next_opening(new_york, utc("2026-03-08T05:00:00Z"))) ==
             "2026-03-08T13:00");  // after its change
  BOOST_TEST(text(next_opening(new_york, utc("2026-03-07T05:00:00Z"))) == "2026-03-07T14:00");
  const auto kathmandu = every_day("Asia/Kathmandu", {window("09:00", "17:00")});
  BOOST_TEST(text(next_opening(kathmandu, utc("2026-06-01T00:00:00Z"))) ==
             "2026-06-01T03:15");  // UTC+5:45
  const auto kiritimati = every_day("Pacific/Kiritimati", {window("00:00", "01:00")});
  BOOST_TEST(is_open(kiritimati, utc("2026-05-31T10:30:00Z")));  // UTC+14: it is June there
}

BOOST_AUTO_TEST_CASE(windows_that_touch_over_midnight_are_one) {
  const auto night =
      every_day("Europe/Berlin", {window("00:00", "02:00"), window("22:00", "24:00")});
  BOOST_TEST(is_open(night, utc("2026-01-05T22:59:59Z")));
  BOOST_TEST(is_open(night, utc("2026-01-05T23:00:00Z")));
  BOOST_TEST(text(next_closing(night, utc("2026-01-05T21:30:00Z"))) == "2026-01-06T01:00");
  BOOST_TEST(text(next_opening(night, utc("2026-01-05T22:30:00Z"))) == "2026-01-06T21:00");
}

BOOST_AUTO_TEST_CASE(hours_without_an_end_never_close_and_hours_without_a_window_never_open) {
  const auto always = every_day("Europe/Berlin", {window("00:00", "24:00")});
  BOOST_TEST(is_open(always, utc("2026-03-29T01:00:00Z")));
  BOOST_TEST(text(next_closing(always, utc("2026-01-05T12:00:00Z"))) == "never");
  BOOST_TEST(text(next_opening(always, utc("2026-01-05T12:00:00Z"))) == "never");
  const business_hours nothing;
  BOOST_TEST(!is_open(nothing, utc("2026-01-05T12:00:00Z")));
  BOOST_TEST(text(next_closing(nothing, utc("2026-01-05T12:00:00Z"))) == "never");
  BOOST_TEST(text(next_opening(nothing, utc("2026-01-05T12:00:00Z"))) == "never");
}

BOOST_AUTO_TEST_CASE(a_date_off_is_closed_from_midnight_to_midnight_of_the_zone) {
  auto hours = every_day("Europe/Berlin", {window("00:00", "24:00")});
  hours.dates_off = {parse_date("2026-12-24").value(), parse_date("2026-12-25").value()};
  BOOST_TEST(is_open(hours, utc("2026-12-23T22:59:59Z")));
  BOOST_TEST(!is_open(hours, utc("2026-12-23T23:00:00Z")));
  BOOST_TEST(!is_open(hours, utc("2026-12-25T22:59:59Z")));
  BOOST_TEST(is_open(hours, utc("2026-12-25T23:00:00Z")));
  BOOST_TEST(text(next_closing(hours, utc("2026-12-01T00:00:00Z"))) == "2026-12-23T23:00");
  BOOST_TEST(text(next_opening(hours, utc("2026-12-24T12:00:00Z"))) == "2026-12-25T23:00");
}

BOOST_AUTO_TEST_CASE(hours_are_put_in_order_and_windows_that_touch_are_joined) {
  business_hours given;
  given.week[0] = {window("13:00", "17:00"), window("09:00", "12:00"), window("12:00", "13:00")};
  given.dates_off = {parse_date("2026-12-25").value(), parse_date("2026-12-24").value(),
                     parse_date("2026-12-25").value()};
  const auto checked = check_hours(given).value();
  BOOST_TEST((checked.week[0] == std::vector{window("09:00", "17:00")}));
  BOOST_TEST(checked.dates_off.size() == 2U);
  BOOST_TEST(date_text(checked.dates_off.front()) == "2026-12-24");
}

BOOST_AUTO_TEST_CASE(hours_that_cannot_be_are_refused_with_the_field) {
  const auto refused = [](auto change) {
    auto hours = office();
    change(hours);
    const auto out = check_hours(hours);
    return out ? std::string{} : out.error().fields.begin()->first;
  };
  BOOST_TEST(refused([](auto&) {}) == "");
  BOOST_TEST(refused([](auto& h) { h.time_zone = "Mars/Olympus"; }) == "time_zone");
  BOOST_TEST(refused([](auto& h) { h.time_zone = ""; }) == "time_zone");
  BOOST_TEST(refused([](auto& h) { h.time_zone = "../../etc/passwd"; }) == "time_zone");
  BOOST_TEST(refused([](auto& h) { h.week[2] = {{minutes{600}, minutes{600}}}; }) == "wednesday");
  BOOST_TEST(refused([](auto& h) { h.week[6] = {{minutes{700}, minutes{600}}}; }) == "sunday");
  BOOST_TEST(refused([](auto& h) { h.week[0] = {{minutes{0}, minutes{1441}}}; }) == "monday");
  BOOST_TEST(refused([](auto& h) { h.week[0] = {{minutes{-1}, minutes{10}}}; }) == "monday");
  BOOST_TEST(refused([](auto& h) {
               h.week[0] = {{minutes{0}, minutes{60}}, {minutes{59}, minutes{90}}};
             }) == "monday");
  BOOST_TEST(refused([](auto& h) { h.week[0].assign(13, {minutes{0}, minutes{1}}); }) == "monday");
  BOOST_TEST(refused([](auto& h) {
               h.dates_off = {std::chrono::year{2026} / std::chrono::February / 30};
             }) == "dates_off");
  BOOST_TEST(refused([](auto& h) { h.dates_off.assign(401, parse_date("2026-12-24").value()); }) ==
             "dates_off");
}

BOOST_AUTO_TEST_CASE(times_of_day_and_dates_are_read_exactly) {
  for (const auto* good : {"00:00", "09:30", "23:59", "24:00"})
    BOOST_TEST(time_of_day_text(parse_time_of_day(good).value()) == good);
  for (const auto* bad :
       {"", "9:30", "09:60", "24:01", "25:00", "09-30", "09:3", "0a:30", "09:30 ", "-1:30"})
    BOOST_TEST(!parse_time_of_day(bad).has_value(), bad);
  for (const auto* good : {"2026-12-24", "2028-02-29"})
    BOOST_TEST(date_text(parse_date(good).value()) == good);
  for (const auto* bad : {"", "2026-2-29", "2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00",
                          "26-01-01", "2026/01/01", "2026-01-01T"})
    BOOST_TEST(!parse_date(bad).has_value(), bad);
}

BOOST_AUTO_TEST_CASE(the_next_opening_is_said_as_people_say_it) {
  const auto hours = office();
  const auto said = [&](const char* now) {
    return spoken_time(hours, next_opening(hours, utc(now)).value(), utc(now));
  };
  BOOST_TEST(said("2026-01-05T05:00:00Z") == "today at 09:00");
  BOOST_TEST(said("2026-01-05T18:00:00Z") == "tomorrow at 09:00");
  BOOST_TEST(said("2026-01-09T18:00:00Z") == "Monday at 09:00");
  // It is Monday in Berlin already while it is Sunday in London.
  BOOST_TEST(said("2026-01-04T23:30:00Z") == "today at 09:00");
  auto closed = hours;
  for (int day = 21; day <= 31; ++day)
    closed.dates_off.push_back(std::chrono::year{2026} / 12 / day);
  BOOST_TEST(spoken_time(closed, next_opening(closed, utc("2026-12-18T18:00:00Z")).value(),
                         utc("2026-12-18T18:00:00Z")) == "Friday, 1 January at 09:00");
}

BOOST_AUTO_TEST_CASE(for_any_hours_the_next_change_is_where_open_and_closed_meet) {
  const char* zones[] = {"Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe",
                         "Asia/Kathmandu", "UTC"};
  std::mt19937 dice{7};
  for (int round = 0; round < 60; ++round) {
    business_hours given;
    given.time_zone = zones[dice() % std::size(zones)];
    for (auto& day : given.week) {
      int at = 0;
      for (auto count = dice() % 4; count > 0; --count) {
        const int from = at + static_cast<int>(dice() % 300);
        const int to = std::min(1440, from + 1 + static_cast<int>(dice() % 400));
        if (from >= to) break;
        day.push_back({minutes{from}, minutes{to}});
        at = to;
      }
    }
    const auto hours = check_hours(given).value();
    auto at = utc("2026-03-25T00:00:00Z") + minutes{dice() % 300'000};
    for (int step = 0; step < 20; ++step) {
      const bool open = is_open(hours, at);
      const auto opens = next_opening(hours, at);
      const auto closes = next_closing(hours, at);
      BOOST_TEST_CONTEXT("round " << round << " at " << to_rfc3339(at)) {
        if (closes)
          BOOST_TEST((*closes > at && !is_open(hours, *closes) &&
                      is_open(hours, *closes - milliseconds{1})));
        if (opens)
          BOOST_TEST(
              (*opens > at && is_open(hours, *opens) && !is_open(hours, *opens - milliseconds{1})));
        if (opens && closes) BOOST_TEST(open == (*closes < *opens));
      }
      const auto next = open ? closes : opens;
      if (!next) break;
      // Nothing changes between here and there.
      BOOST_TEST(is_open(hours, at + (*next - at) / 2) == open);
      at = *next;
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
