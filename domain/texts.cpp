#include "domain/texts.hpp"

namespace takeover::domain {

std::string closed_notice_text(const business_hours& hours, std::optional<timestamp> opens_at,
                               timestamp now) {
  std::string text = "We\u2019re closed right now.";
  if (!opens_at) return text;
  const auto reference = refer_to_day(hours, *opens_at, now);
  const bool is_named_day = reference == day_reference::weekday || reference == day_reference::date;
  return text + " Back " + (is_named_day ? "on " : "") + spoken_time(hours, *opens_at, now) + ".";
}

}  // namespace takeover::domain
