#include "domain/texts.hpp"

#include <algorithm>
#include <string_view>

namespace takeover::domain {
namespace {

/// `Stockholm time` of `Europe/Stockholm`; `UTC` of that.
std::string zone_text(std::string_view zone) {
  const auto slash = zone.rfind('/');
  if (slash == std::string_view::npos || zone.starts_with("Etc/")) return std::string{zone};
  std::string place{zone.substr(slash + 1)};
  std::ranges::replace(place, '_', ' ');
  return place + " time";
}

}  // namespace

std::string closed_notice_text(const business_hours& hours, std::optional<timestamp> opens_at,
                               timestamp now) {
  std::string text = "We\u2019re closed right now.";
  if (!opens_at) return text;
  const auto reference = refer_to_day(hours, *opens_at, now);
  const bool is_named_day = reference == day_reference::weekday || reference == day_reference::date;
  return text + " Back " + (is_named_day ? "on " : "") + spoken_time(hours, *opens_at, now) + " (" +
         zone_text(hours.time_zone) + ").";
}

}  // namespace takeover::domain
