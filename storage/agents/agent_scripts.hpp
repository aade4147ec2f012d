/// What members change about an agent. Transaction scripts: lock the workspace, check the role,
/// write, append the audit row. Owns no table.
#pragma once

#include <string>
#include <vector>

#include "domain/agents/agent_profile.hpp"
#include "domain/errors.hpp"
#include "domain/leads/behavior_rule.hpp"
#include "domain/people/people.hpp"
#include "domain/time.hpp"
#include "storage/tokens.hpp"

namespace takeover::storage::agents {

/// Errors: forbidden; not_found (also: of another workspace).
[[nodiscard]] domain::result<void> set_profile(writer& rows, const domain::member& by,
                                               domain::agent_id agent,
                                               const domain::agent_profile& profile,
                                               domain::timestamp now);
/// Replaces them all; a rule that the agent does not have gets an id. Returns them as stored.
/// Errors: forbidden; not_found (also: of another workspace).
[[nodiscard]] domain::result<std::vector<domain::behavior_rule>> set_rules(
    writer& rows, const domain::member& by, domain::agent_id agent,
    std::vector<domain::behavior_rule> rules, domain::timestamp now);
/// Replaces the pages that may carry the agent's widget. By nobody: leaves no audit row. Error:
/// not_found.
[[nodiscard]] domain::result<void> set_allowed_origins(writer& rows, domain::agent_id agent,
                                                       const std::vector<std::string>& origins);

}  // namespace takeover::storage::agents
