/// The tables `agents` and `behavior_rules`. Owns no knowledge (see knowledge.hpp), and decides no
/// change: see agent_scripts.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/agents/agent_profile.hpp"
#include "domain/leads/behavior_rule.hpp"
#include "domain/time.hpp"
#include "storage/tokens.hpp"

namespace takeover::storage {

struct agent_record {
  domain::agent_id id;
  domain::workspace_id workspace;
  std::string name;
  std::string greeting;
  std::vector<std::string> starters;
  std::string accent;       ///< `#RRGGBB` or empty
  std::string privacy_url;  ///< or empty
  std::vector<std::string> allowed_origins;
  double confidence_threshold = 0.55;
  domain::lead_form form;
  std::vector<domain::behavior_rule> rules;  ///< the first goes first
};

}  // namespace takeover::storage

namespace takeover::storage::agents {

[[nodiscard]] std::optional<agent_record> by_id(reader& rows, domain::agent_id id);
/// Oldest first.
[[nodiscard]] std::vector<domain::agent_id> of_workspace(reader& rows,
                                                         domain::workspace_id workspace);
/// Also paused ones; the first goes first.
[[nodiscard]] std::vector<domain::behavior_rule> rules(reader& rows, domain::agent_id agent);
/// The origins that any agent of the installation admits, each once, sorted. For CORS preflights,
/// which name no agent.
[[nodiscard]] std::vector<std::string> allowed_origins(reader& rows);

void create(writer& rows, const agent_record& agent, domain::timestamp now);
/// Replaces all of the agent's rules.
void replace_rules(writer& rows, domain::agent_id agent,
                   const std::vector<domain::behavior_rule>& rules);
void update_profile(writer& rows, domain::agent_id agent, const domain::agent_profile& profile);
void update_allowed_origins(writer& rows, domain::agent_id agent,
                            const std::vector<std::string>& origins);

}  // namespace takeover::storage::agents
