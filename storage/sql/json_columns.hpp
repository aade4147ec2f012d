/// The columns that hold JSON, as the values that they stand for: lists of text, forms, rules, job
/// payloads. Owns no table.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "domain/agents/agent_profile.hpp"
#include "domain/ids.hpp"
#include "domain/leads/behavior_rule.hpp"

namespace takeover::storage {

// Every decoder ignores keys that it does not know, and throws std::exception for what is no JSON
// of the right shape.

[[nodiscard]] std::string encode_texts(const std::vector<std::string>& texts);
[[nodiscard]] std::vector<std::string> decode_texts(std::string_view text);

/// `{name: value}`; `{}` for none.
[[nodiscard]] std::string encode_fields(const std::map<std::string, std::string>& fields);
[[nodiscard]] std::map<std::string, std::string> decode_fields(std::string_view text);

[[nodiscard]] std::string encode_form(const domain::lead_form& form);
[[nodiscard]] domain::lead_form decode_form(std::string_view text);

/// What a rule says and when: all of it but its id, its kind, its name and its state.
[[nodiscard]] std::string encode_rule(const domain::behavior_rule& rule);
[[nodiscard]] domain::behavior_rule decode_rule(std::string_view text);

/// `["id", …]`, for SQL that looks up many rows.
[[nodiscard]] std::string encode_ids(const std::vector<domain::conversation_id>& ids);

}  // namespace takeover::storage
