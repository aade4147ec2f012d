#include "storage/agents/agent_scripts.hpp"

#include <algorithm>

#include "storage/agents/agents.hpp"
#include "storage/audit/audit.hpp"
#include "storage/people/membership_scripts.hpp"
#include "storage/sql/json_columns.hpp"
#include "storage/sql/row_locks.hpp"

namespace takeover::storage::agents {
namespace {

/// The agent, if the member may change it now. The workspace is locked from here on.
domain::result<agent_record> agent_to_change(writer& rows, const domain::member& by,
                                             domain::agent_id id) {
  if (auto allowed = people::require(rows, by, domain::action::manage_agent); !allowed)
    return allowed.error();
  auto agent = by_id(rows, id);
  if (!agent || agent->workspace != by.workspace) return domain::fail(domain::errc::not_found);
  return std::move(*agent);
}

}  // namespace

domain::result<void> set_profile(writer& rows, const domain::member& by, domain::agent_id agent,
                                 const domain::agent_profile& profile, domain::timestamp now) {
  const auto known = agent_to_change(rows, by, agent);
  if (!known) return known.error();
  update_profile(rows, agent, profile);
  audit::append(
      rows, by,
      {"agent.update", "agent", agent.str(),
       audit::changes({{"name", known->name, profile.name},
                       {"greeting", known->greeting, profile.greeting},
                       {"allowed_origins", encode_texts(known->allowed_origins),
                        encode_texts(profile.allowed_origins)},
                       {"lead_form", encode_form(known->form), encode_form(profile.form)}})},
      now);
  return {};
}

domain::result<std::vector<domain::behavior_rule>> set_rules(
    writer& rows, const domain::member& by, domain::agent_id agent,
    std::vector<domain::behavior_rule> rules, domain::timestamp now) {
  const auto known = agent_to_change(rows, by, agent);
  if (!known) return known.error();
  for (auto& rule : rules) {
    const bool is_known =
        std::ranges::any_of(known->rules, [&](const auto& stored) { return stored.id == rule.id; });
    if (!is_known) rule.id = rows.ids().make<domain::rule_id>(now);
  }
  const auto before = std::to_string(known->rules.size());
  replace_rules(rows, agent, rules);
  audit::append(rows, by,
                {"agent.rules", "agent", agent.str(),
                 audit::changes({{"rules", before, std::to_string(rules.size())}})},
                now);
  return rules;
}

domain::result<void> set_allowed_origins(writer& rows, domain::agent_id agent,
                                         const std::vector<std::string>& origins) {
  if (!by_id(rows, agent)) return domain::fail(domain::errc::not_found);
  update_allowed_origins(rows, agent, origins);
  return {};
}

}  // namespace takeover::storage::agents
