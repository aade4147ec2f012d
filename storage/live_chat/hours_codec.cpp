#include "storage/live_chat/hours_codec.hpp"

#include <boost/json.hpp>

namespace takeover::storage {

namespace json = boost::json;

/// `{"time_zone": "Europe/Berlin", "week": [[[540, 1020]], …], "dates_off": ["2026-12-24"]}`:
/// minutes, Monday first.
std::string encode_hours(const domain::business_hours& hours) {
  json::array week;
  for (const auto& day : hours.week) {
    auto& windows = week.emplace_back(json::array{}).get_array();
    for (const auto& window : day)
      windows.push_back(json::array{window.from.count(), window.to.count()});
  }
  json::array dates;
  for (const auto& date : hours.dates_off) dates.emplace_back(domain::date_text(date));
  return json::serialize(json::object{
      {"time_zone", hours.time_zone}, {"week", std::move(week)}, {"dates_off", std::move(dates)}});
}

domain::business_hours decode_hours(std::string_view text) {
  const auto value = json::parse(json::string_view{text.data(), text.size()});
  const auto& object = value.as_object();
  domain::business_hours hours;
  hours.time_zone = std::string{std::string_view{object.at("time_zone").as_string()}};
  std::size_t day = 0;
  for (const auto& windows : object.at("week").as_array()) {
    for (const auto& window : windows.as_array()) {
      const auto& ends = window.as_array();
      hours.week.at(day).push_back({std::chrono::minutes{ends.at(0).to_number<int>()},
                                    std::chrono::minutes{ends.at(1).to_number<int>()}});
    }
    ++day;
  }
  for (const auto& date : object.at("dates_off").as_array()) {
    if (const auto parsed = domain::parse_date(std::string_view{date.as_string()}))
      hours.dates_off.push_back(*parsed);
  }
  return hours;
}

}  // namespace takeover::storage
