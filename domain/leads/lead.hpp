/// Contact details that a visitor left. Owns the statuses, the sources and what a valid capture is.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "domain/errors.hpp"

namespace takeover::domain {

enum class lead_status { incoming, qualified, contacted, won, lost };  // `fresh` is written `new`
enum class lead_source { rule, intent, cta, form };

[[nodiscard]] std::string_view name_of(lead_status status) noexcept;
[[nodiscard]] std::optional<lead_status> parse_lead_status(std::string_view text) noexcept;
[[nodiscard]] std::string_view name_of(lead_source source) noexcept;
[[nodiscard]] std::optional<lead_source> parse_lead_source(std::string_view text) noexcept;

/// What the form carried. `extra` holds the fields beyond the three that everyone knows.
struct lead_fields {
  std::string name;
  std::string email;
  std::string phone;
  std::map<std::string, std::string> extra;
  friend bool operator==(const lead_fields&, const lead_fields&) = default;
};

/// Trims, lower-cases the e-mail, and checks: an e-mail that could exist, at most 20 extra fields,
/// names of at most 64 bytes, values of at most 2,000 bytes of UTF-8. Error: invalid, with a
/// sentence for each field.
[[nodiscard]] result<lead_fields> check_lead(lead_fields fields);

/// A lead as the lists show it.
struct lead {
  lead_id id;
  workspace_id workspace;
  agent_id agent;
  std::optional<conversation_id> conversation;
  lead_fields fields;
  lead_status status = lead_status::incoming;
  lead_source source = lead_source::form;
  std::int64_t feed_seq = 0;
  timestamp captured_at{};
  timestamp last_activity_at{};
  /// What made the form come up: the rule, while it is there, and in words its name then, or the
  /// visitor's phrase. Empty: unknown.
  std::optional<rule_id> rule{};
  std::string triggered_by{};
};

}  // namespace takeover::domain
