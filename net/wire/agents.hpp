/// Agents and their rules as JSON: as members change them, and as widgets get them. Owns the
/// fields' names; decides nothing.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "storage/agents/agents.hpp"

namespace takeover::net::wire {

/// What a member changes of an agent; nullopt leaves a field as it is.
struct agent_patch {
  std::optional<std::string> name;
  std::optional<std::string> greeting;
  std::optional<std::vector<std::string>> allowed_origins;
  std::optional<domain::lead_form> form;

  [[nodiscard]] domain::agent_profile over(const storage::agent_record& agent) const;
};
/// Errors: malformed, invalid (which fields are not of their type).
[[nodiscard]] domain::result<agent_patch> read_agent(std::string_view body);
/// `{rules: […]}`. The same errors; fields are named `rules[0].label`.
[[nodiscard]] domain::result<std::vector<domain::behavior_rule>> read_rules(std::string_view body);

/// An agent as a widget shows it.
[[nodiscard]] boost::json::object agent(const storage::agent_record& agent);
/// An agent as its settings show it.
[[nodiscard]] boost::json::object agent_settings(const storage::agent_record& agent);
/// Rules as members see them.
[[nodiscard]] boost::json::array rule_settings(const std::vector<domain::behavior_rule>& rules);
/// Rules as the widget gets them: those that are enabled, without their keywords and names.
[[nodiscard]] boost::json::array rules(const storage::agent_record& agent);
/// Only those that events on the page alone can trigger, so that they need no conversation.
[[nodiscard]] boost::json::array page_rules(const storage::agent_record& agent);

}  // namespace takeover::net::wire
