/// An agent's settings and rules, as members change them and as widgets get them. Owns their
/// fields' names; decides nothing.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "storage/agents/agents.hpp"

namespace takeover::net::wire {

/// What a member changes of an agent; what is not there stays.
struct agent_wish {
  std::optional<std::string> name;
  std::optional<std::string> greeting;
  std::optional<std::vector<std::string>> allowed_origins;
  std::optional<domain::lead_form> form;

  [[nodiscard]] domain::agent_profile over(const storage::agent_record& agent) const;
};
/// Errors: malformed, invalid (which fields are not of their type).
[[nodiscard]] domain::result<agent_wish> read_agent(std::string_view body);
/// `{rules: […]}`. The same errors; fields are named `rules[0].label`.
[[nodiscard]] domain::result<std::vector<domain::behavior_rule>> read_rules(std::string_view body);

/// An agent as its settings show it.
[[nodiscard]] boost::json::object agent_settings(const storage::agent_record& agent);
/// Rules as members see them.
[[nodiscard]] boost::json::array rule_settings(const std::vector<domain::behavior_rule>& rules);
/// Rules as the widget gets them: those that are enabled, without their keywords and names.
[[nodiscard]] boost::json::array rules(const storage::agent_record& agent);
/// Only those that what happens on the page alone can bring up, so that they need no conversation
/// before.
[[nodiscard]] boost::json::array page_rules(const storage::agent_record& agent);

}  // namespace takeover::net::wire
