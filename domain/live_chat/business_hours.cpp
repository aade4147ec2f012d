#include "domain/live_chat/business_hours.hpp"

#include <date/tz.h>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <stdexcept>

namespace takeover::domain {
namespace {

using std::chrono::days;
using std::chrono::minutes;

constexpr minutes whole_day{24 * 60};
constexpr std::size_t max_windows = 12;
constexpr std::size_t max_dates = 400;
constexpr int days_looked_ahead = 400;

constexpr std::array<std::string_view, 7> weekdays{"monday", "tuesday",  "wednesday", "thursday",
                                                   "friday", "saturday", "sunday"};
constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};

/// Null: there is no such zone. Source: the system's IANA database.
const date::time_zone* zone_named(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

/// Hours are checked before they are kept; a zone that a later system has lost counts as UTC.
const date::time_zone& zone_of(const business_hours& hours) {
  const auto* zone = zone_named(hours.time_zone);
  return zone != nullptr ? *zone : *date::locate_zone("UTC");
}

struct span_of_time {
  timestamp from;
  timestamp to;
};

/// The weekday as an index into the week, Monday first.
std::size_t index_of(date::local_days day) { return date::weekday{day}.iso_encoding() - 1; }

/// Days as both libraries count them: since 1970.
std::chrono::year_month_day date_of(date::local_days day) {
  return std::chrono::year_month_day{std::chrono::sys_days{days{day.time_since_epoch().count()}}};
}

date::local_days local_day(const date::time_zone& zone, timestamp at) {
  return date::floor<date::days>(zone.to_local(at));
}

/// What is open of one local day, ascending.
std::vector<span_of_time> open_on(const business_hours& hours, const date::time_zone& zone,
                                  date::local_days day) {
  if (std::ranges::find(hours.dates_off, date_of(day)) != hours.dates_off.end()) return {};
  std::vector<span_of_time> spans;
  for (const auto& window : hours.week[index_of(day)]) {
    const auto from = zone.to_sys(day + window.from, date::choose::earliest);
    const auto to = zone.to_sys(day + window.to, date::choose::latest);
    if (from < to) spans.push_back({timestamp{from}, timestamp{to}});
  }
  return spans;
}

/// Calls `look` with each open span that ends after `at`, those that touch joined into one, until
/// it says that it has time.
template <class Look>
void each_span_after(const business_hours& hours, timestamp at, Look look) {
  const auto& zone = zone_of(hours);
  const auto first =
      local_day(zone, at) - date::days{1};  // a window may end in the next day's first moments
  std::optional<span_of_time> current;
  for (int n = 0; n <= days_looked_ahead; ++n) {
    for (const auto& span : open_on(hours, zone, first + date::days{n})) {
      if (current && span.from <= current->to) {
        current->to = std::max(current->to, span.to);
        continue;
      }
      if (current && current->to > at && look(*current)) return;
      current = span;
    }
  }
  // One that goes on to the end of what is looked at has no end that is known.
  if (current && current->to > at) look({current->from, timestamp::max()});
}

std::string field_of(std::size_t day) { return std::string{weekdays[day]}; }

void check_day(std::vector<day_window>& windows, std::size_t day, error& problems) {
  if (windows.size() > max_windows)
    problems.fields[field_of(day)] = "At most 12 time ranges per day";
  const auto wrong = [](const day_window& w) {
    return w.from < minutes{0} || w.to > whole_day || w.from >= w.to;
  };
  if (std::ranges::any_of(windows, wrong)) {
    problems.fields[field_of(day)] = "Each time range must end after it starts, on the same day";
    return;
  }
  std::ranges::sort(windows, {}, &day_window::from);
  std::vector<day_window> joined;
  for (const auto& window : windows) {
    if (!joined.empty() && window.from < joined.back().to) {
      problems.fields[field_of(day)] = "Time ranges must not overlap";
      return;
    }
    if (!joined.empty() && window.from == joined.back().to)
      joined.back().to = window.to;
    else
      joined.push_back(window);
  }
  windows = std::move(joined);
}

/// A number of exactly `digits` digits at `at`, or -1.
int number_at(std::string_view text, std::size_t at, std::size_t digits) {
  int value = 0;
  for (std::size_t n = at; n < at + digits; ++n) {
    if (text[n] < '0' || text[n] > '9') return -1;
    value = value * 10 + (text[n] - '0');
  }
  return value;
}

}  // namespace

result<business_hours> check_hours(business_hours hours) {
  error problems{errc::invalid, std::string{invalid_fields}};
  if (zone_named(hours.time_zone) == nullptr)
    problems.fields["time_zone"] = "Unknown time zone. Use a name like Europe/Berlin";
  for (std::size_t day = 0; day < hours.week.size(); ++day)
    check_day(hours.week[day], day, problems);
  if (hours.dates_off.size() > max_dates)
    problems.fields["dates_off"] = "At most 400 dates are allowed";
  if (!std::ranges::all_of(hours.dates_off, [](const auto& date) { return date.ok(); }))
    problems.fields["dates_off"] = "One of the dates is invalid";
  if (!problems.fields.empty()) return problems;
  std::ranges::sort(hours.dates_off);
  hours.dates_off.erase(std::unique(hours.dates_off.begin(), hours.dates_off.end()),
                        hours.dates_off.end());
  return hours;
}

bool is_open(const business_hours& hours, timestamp at) {
  const auto& zone = zone_of(hours);
  const auto today = local_day(zone, at);
  for (const auto& day : {today - date::days{1}, today}) {
    const auto spans = open_on(hours, zone, day);
    if (std::ranges::any_of(
            spans, [&](const span_of_time& span) { return span.from <= at && at < span.to; }))
      return true;
  }
  return false;
}

std::optional<timestamp> next_opening(const business_hours& hours, timestamp at) {
  std::optional<timestamp> time;
  each_span_after(hours, at, [&](const span_of_time& span) {
    if (span.from > at) time = span.from;
    return time.has_value();
  });
  return time;
}

std::optional<timestamp> next_closing(const business_hours& hours, timestamp at) {
  std::optional<timestamp> time;
  each_span_after(hours, at, [&](const span_of_time& span) {
    if (span.to != timestamp::max()) time = span.to;
    return true;
  });
  return time;
}

day_reference refer_to_day(const business_hours& hours, timestamp when, timestamp now) {
  const auto& zone = zone_of(hours);
  const auto ahead = (local_day(zone, when) - local_day(zone, now)).count();
  if (ahead == 0) return day_reference::today;
  if (ahead == 1) return day_reference::tomorrow;
  return ahead > 1 && ahead <= 6 ? day_reference::weekday : day_reference::date;
}

std::string spoken_time(const business_hours& hours, timestamp when, timestamp now) {
  const auto& zone = zone_of(hours);
  const auto day = local_day(zone, when);
  const auto since_midnight = std::chrono::floor<minutes>(zone.to_local(when) - day);
  const auto reference = refer_to_day(hours, when, now);
  const auto at = " at " + time_of_day_text(since_midnight);
  if (reference == day_reference::today) return "today" + at;
  if (reference == day_reference::tomorrow) return "tomorrow" + at;
  auto name = field_of(index_of(day));
  name.front() = static_cast<char>(name.front() - 'a' + 'A');
  if (reference == day_reference::weekday) return name + at;
  const auto date = date_of(day);
  name.append(", ")
      .append(std::to_string(static_cast<unsigned>(date.day())))
      .append(" ")
      .append(months[static_cast<unsigned>(date.month()) - 1]);
  return name + at;
}

std::optional<minutes> parse_time_of_day(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const int hour = number_at(text, 0, 2);
  const int minute = number_at(text, 3, 2);
  if (hour < 0 || minute < 0 || minute > 59 || hour > 24 || (hour == 24 && minute != 0))
    return std::nullopt;
  return minutes{hour * 60 + minute};
}

std::string time_of_day_text(minutes at) {
  std::array<char, 24> text{};
  const auto size =
      std::snprintf(text.data(), text.size(), "%02d:%02d", static_cast<int>(at.count() / 60),
                    static_cast<int>(at.count() % 60));
  return {text.data(), static_cast<std::size_t>(size)};
}

std::optional<std::chrono::year_month_day> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = number_at(text, 0, 4);
  const int month = number_at(text, 5, 2);
  const int day = number_at(text, 8, 2);
  if (year < 1970 || month < 1 || day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  return date.ok() ? std::optional{date} : std::nullopt;
}

std::string date_text(std::chrono::year_month_day date) {
  std::array<char, 32> text{};
  const auto size =
      std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return {text.data(), static_cast<std::size_t>(size)};
}

std::string_view weekday_name(std::size_t index) noexcept { return weekdays[index]; }

}  // namespace takeover::domain
