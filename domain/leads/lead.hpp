/// Contact details that a visitor left. Owns the statuses, the sources and what a valid capture is.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

/// What someone else gave under the email of a lead that was there already: only what differs.
struct also_given {
  std::string name;
  std::string phone;
  std::map<std::string, std::string> extra;
  std::optional<conversation_id> conversation;  ///< nullopt: deleted since
  timestamp given_at{};
  friend bool operator==(const also_given&, const also_given&) = default;
};

/// What of `given` the lead does not say already; nullopt: nothing.
[[nodiscard]] std::optional<also_given> differing(const lead_fields& known,
                                                  const lead_fields& given);
/// Puts what was given in place of what was known; what was not given stays.
void correct(lead_fields& known, const lead_fields& given);

/// A lead as the lists show it.
struct lead {
  lead_id id;
  workspace_id workspace;
  agent_id agent;
  std::optional<conversation_id> conversation;  ///< the first one
  lead_fields fields;                           ///< as whoever left it first gave them
  lead_status status = lead_status::incoming;
  lead_source source = lead_source::form;
  std::int64_t feed_seq = 0;
  timestamp captured_at{};
  timestamp last_activity_at{};
  /// What made the form come up: the rule, while it is there, and in words its name then, or the
  /// visitor's phrase. Empty: unknown.
  std::optional<rule_id> rule{};
  std::string triggered_by{};
  std::optional<visitor_id> visitor{};                 ///< who left it first, and may correct it
  std::vector<also_given> others{};                    ///< the latest, newest first
  std::vector<conversation_id> other_conversations{};  ///< the latest, newest first
};

}  // namespace takeover::domain
