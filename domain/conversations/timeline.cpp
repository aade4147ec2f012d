#include "domain/conversations/timeline.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <utility>
#include "domain/text/unicode.hpp"
#include "domain/text/utf8.hpp"

namespace takeover::domain {
namespace {

constexpr std::array entry_kinds{
    std::pair{entry_kind::message, std::string_view{"message"}},
    std::pair{entry_kind::note, std::string_view{"note"}},
    std::pair{entry_kind::claimed, std::string_view{"claimed"}},
    std::pair{entry_kind::released, std::string_view{"released"}},
    std::pair{entry_kind::lapsed, std::string_view{"lapsed"}},
    std::pair{entry_kind::queued, std::string_view{"queued"}},
    std::pair{entry_kind::lead_captured, std::string_view{"lead_captured"}}};

constexpr std::array roles{std::pair{message_role::visitor, std::string_view{"visitor"}},
                           std::pair{message_role::agent, std::string_view{"agent"}},
                           std::pair{message_role::human_agent, std::string_view{"human_agent"}},
                           std::pair{message_role::system, std::string_view{"system"}}};

}  // namespace

std::string_view name_of(entry_kind kind) noexcept {
  const auto* match = std::find_if(entry_kinds.begin(), entry_kinds.end(),
                                   [&](const auto& row) { return row.first == kind; });
  return match == entry_kinds.end() ? std::string_view{} : match->second;
}

std::string_view name_of(message_role role) noexcept {
  const auto* match =
      std::find_if(roles.begin(), roles.end(), [&](const auto& row) { return row.first == role; });
  return match == roles.end() ? std::string_view{} : match->second;
}

std::optional<entry_kind> parse_entry_kind(std::string_view text) noexcept {
  const auto* match = std::find_if(entry_kinds.begin(), entry_kinds.end(),
                                   [&](const auto& row) { return row.second == text; });
  if (match == entry_kinds.end()) return std::nullopt;
  return match->first;
}

message_role parse_message_role(std::string_view text) noexcept {
  const auto* match =
      std::find_if(roles.begin(), roles.end(), [&](const auto& row) { return row.second == text; });
  return match == roles.end() ? message_role::none : match->first;
}

void name_lead(entry_meta& meta, lead_id lead) {
  if (meta.lead && meta.lead != lead) meta.receipt = meta.lead;
  meta.lead = lead;
}

double rounded_confidence(double value) noexcept {
  return std::round(std::clamp(value, 0.0, 1.0) * 1'000) / 1'000;
}

result<void> check_body(std::string_view body) {
  if (is_blank(body))
    return error{errc::invalid, "The message is empty.", {}, {{"body", "must not be empty"}}, {}};
  if (auto ok = check_length(body, max_body_bytes); !ok) return ok;
  if (!is_utf8(body)) return fail(errc::malformed, "The message is not UTF-8.");
  for (std::size_t i = 0; i < body.size(); ++i) {
    const char c = body[i];
    if (static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n') continue;
    if (c == '\r' && i + 1 < body.size() && body[i + 1] == '\n') continue;
    return error{errc::invalid,
                 "The message contains a control character.",
                 {},
                 {{"body", "must not contain control characters"}},
                 {}};
  }
  return {};
}

result<void> check_length(std::string_view body, std::size_t max_bytes) {
  if (body.size() <= max_bytes) return {};
  auto number = std::to_string(max_bytes);
  for (auto at = std::ssize(number) - 3; at > 0; at -= 3)
    number.insert(static_cast<std::size_t>(at), ",");
  return fail(errc::too_large, "A message can be at most " + number + " bytes long.");
}

result<void> check_client_id(std::string_view client_id) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == ':' || c == '-';
  };
  if (client_id.empty() || client_id.size() > 64 ||
      !std::all_of(client_id.begin(), client_id.end(), allowed))
    return error{errc::invalid,
                 "The client id is invalid.",
                 {},
                 {{"client_id", "must be 1 to 64 characters of A-Z a-z 0-9 . _ : -"}},
                 {}};
  return {};
}

}  // namespace takeover::domain
