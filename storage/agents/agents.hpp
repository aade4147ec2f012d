/// Agents with their rules, and the visitors that they know. Owns no knowledge: see
/// knowledge_repository.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/records.hpp"

namespace takeover::storage::detail {
class sql_session;
}

namespace takeover::storage::agents {

[[nodiscard]] std::optional<agent_record> by_id(detail::sql_session& sql, domain::agent_id id);
/// Oldest first
[[nodiscard]] std::vector<domain::agent_id> of_workspace(detail::sql_session& sql,
                                                         domain::workspace_id workspace);
/// Of all agents, each once, sorted.
[[nodiscard]] std::vector<std::string> allowed_origins(detail::sql_session& sql);
void create(detail::sql_session& sql, const agent_record& agent, domain::timestamp now);
/// The first goes first
[[nodiscard]] std::vector<domain::behavior_rule> rules_of(detail::sql_session& sql,
                                                          domain::agent_id agent);
/// Replaces them all.
void put_rules(detail::sql_session& sql, domain::agent_id agent,
               const std::vector<domain::behavior_rule>& rules);
void set_profile(detail::sql_session& sql, domain::agent_id agent,
                 const domain::agent_profile& profile);
void set_allowed_origins(detail::sql_session& sql, domain::agent_id agent,
                         const std::vector<std::string>& origins);

[[nodiscard]] std::optional<visitor_record> visitor_by_anon(detail::sql_session& sql,
                                                            domain::agent_id agent,
                                                            const std::string& anon_id);
[[nodiscard]] std::optional<visitor_record> visitor(detail::sql_session& sql,
                                                    domain::visitor_id id);
/// Stores the visitor if the id is unknown; else changes nothing.
void know_visitor(detail::sql_session& sql, const visitor_record& visitor, domain::timestamp now);

}  // namespace takeover::storage::agents
