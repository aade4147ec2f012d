/// When a workspace or an agent has people at hand: windows of weekdays in a time zone, and days
/// off. Owns the arithmetic of zones; no clock.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/errors.hpp"

namespace takeover::domain {

/// Part of a day, in minutes after its midnight: from `from` up to, and without, `to`. 1440 is the
/// end of the day.
struct day_window {
  std::chrono::minutes from{};
  std::chrono::minutes to{};
  friend bool operator==(const day_window&, const day_window&) = default;
};

/// Windows of the seven days, Monday first.
using week_windows = std::array<std::vector<day_window>, 7>;

struct business_hours {
  std::string time_zone = "UTC";  ///< a name of the IANA database
  week_windows week;
  std::vector<std::chrono::year_month_day> dates_off;  ///< closed the whole day
  friend bool operator==(const business_hours&, const business_hours&) = default;
};

/// Sorts windows and dates, and joins windows that touch. Error: invalid, with a sentence for each
/// field: a zone that the system does not know, a window that ends before it begins, windows of a
/// day that overlap, a date that is none, more than 12 windows a day or 400 dates.
[[nodiscard]] result<business_hours> check_hours(business_hours hours);

/// A local time that a change of the clocks leaves out is the moment of the change; of one that it
/// repeats, a window begins with the first and ends with the second.
[[nodiscard]] bool is_open(const business_hours& hours, timestamp at);
/// The first moment after `at` when hours begin. None within 400 days: never. Also while they are
/// open.
[[nodiscard]] std::optional<timestamp> next_opening(const business_hours& hours, timestamp at);
/// The first moment after `at` when hours end; windows that touch over midnight are one. None
/// within 400 days: never.
[[nodiscard]] std::optional<timestamp> next_closing(const business_hours& hours, timestamp at);

/// How a day is referred to, as seen from another.
enum class day_reference { today, tomorrow, weekday, date };
/// The day of `when` in the zone of the hours, as seen from `now`: a weekday up to six days ahead.
[[nodiscard]] day_reference refer_to_day(const business_hours& hours, timestamp when,
                                         timestamp now);

/// `Monday at 09:00`, in the zone of the hours; `today at`, `tomorrow at` as seen from `now`;
/// beyond six days with the date: `Monday, 4 January at 09:00`.
[[nodiscard]] std::string spoken_time(const business_hours& hours, timestamp when, timestamp now);

/// `09:30` or `24:00` as minutes. Empty for anything else.
[[nodiscard]] std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text);
[[nodiscard]] std::string time_of_day_text(std::chrono::minutes at);
/// `2026-12-24`. Empty for anything else, also for days that are not in the calendar.
[[nodiscard]] std::optional<std::chrono::year_month_day> parse_date(std::string_view text);
[[nodiscard]] std::string date_text(std::chrono::year_month_day date);

/// `monday` … `sunday`, by the index into `week_windows`.
[[nodiscard]] std::string_view weekday_name(std::size_t index) noexcept;

}  // namespace takeover::domain
