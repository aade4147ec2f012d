/// Sentences in English that the product says to visitors by itself. Decides nothing: who hears
/// them and when stands with the rules.
#pragma once

#include <optional>
#include <string>

#include "domain/live_chat/business_hours.hpp"
#include "domain/time.hpp"

namespace takeover::domain {

/// `We’re closed right now. Back on Monday at 09:00 (Stockholm time).` Without `opens_at`, only the
/// first sentence.
[[nodiscard]] std::string closed_notice_text(const business_hours& hours,
                                             std::optional<timestamp> opens_at, timestamp now);

}  // namespace takeover::domain
