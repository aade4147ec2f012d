#include "storage/agents/agents.hpp"

#include <set>

#include "storage/sql/json_columns.hpp"
#include "storage/sql/sql_session.hpp"

namespace takeover::storage::agents {
namespace {

constexpr const char* select_agent = R"sql(
  SELECT id, workspace_id, name, greeting, starters, accent, privacy_url, allowed_origins,
    confidence_threshold, lead_form
  FROM agents
  WHERE id = :id)sql";
constexpr const char* select_rules = R"sql(
  SELECT id, kind, name, enabled, settings
  FROM behavior_rules
  WHERE agent_id = :agent
  ORDER BY position)sql";
constexpr const char* select_of_workspace =
    "SELECT id FROM agents WHERE workspace_id = :workspace ORDER BY created_at, id";
constexpr const char* select_origins = "SELECT DISTINCT allowed_origins FROM agents";
constexpr const char* insert_agent = R"sql(
  INSERT INTO agents (id, workspace_id, name, greeting, starters, accent, privacy_url,
    allowed_origins, confidence_threshold, lead_form, created_at)
  VALUES (:id, :workspace, :name, :greeting, :starters, :accent, :privacy_url, :origins,
    :threshold, :form, :now))sql";
constexpr const char* update_origins =
    "UPDATE agents SET allowed_origins = :origins WHERE id = :id";
constexpr const char* update_profile_columns = R"sql(
  UPDATE agents
  SET name = :name, greeting = :greeting, allowed_origins = :origins, lead_form = :form
  WHERE id = :id)sql";
constexpr const char* delete_rules = "DELETE FROM behavior_rules WHERE agent_id = :agent";
constexpr const char* insert_rule = R"sql(
  INSERT INTO behavior_rules (id, agent_id, position, kind, name, enabled, settings)
  VALUES (:id, :agent, :position, :kind, :name, :enabled, :settings))sql";

void insert_rules(writer& rows, domain::agent_id agent,
                  const std::vector<domain::behavior_rule>& rules) {
  std::int64_t position = 0;
  for (const auto& rule : rules) {
    const auto settings = encode_rule(rule);
    const std::int64_t enabled = rule.state == domain::rule_state::enabled ? 1 : 0;
    rows.sql().run(insert_rule, in(rule.id), in(agent), in(position), in(rule.kind), in(rule.name),
                   in(enabled), in(settings));
    ++position;
  }
}

}  // namespace

std::vector<domain::behavior_rule> rules(reader& rows, domain::agent_id agent) {
  domain::behavior_rule row;
  std::int64_t enabled = 1;
  std::string settings;
  auto result = rows.sql().query(select_rules, in(agent), out(row.id), out(row.kind), out(row.name),
                                 out(enabled), out(settings));
  std::vector<domain::behavior_rule> list;
  while (result.next()) {
    auto rule = decode_rule(settings);
    rule.id = row.id;
    rule.kind = row.kind;
    rule.name = row.name.empty() ? rule.label : row.name;
    rule.state = enabled != 0 ? domain::rule_state::enabled : domain::rule_state::paused;
    list.push_back(std::move(rule));
  }
  return list;
}

std::optional<agent_record> by_id(reader& rows, domain::agent_id id) {
  agent_record row;
  std::string starters;
  std::string origins;
  std::string form;
  if (!rows.sql().query_one(select_agent, in(id), out(row.id), out(row.workspace), out(row.name),
                            out(row.greeting), out(starters), out(row.accent), out(row.privacy_url),
                            out(origins), out(row.confidence_threshold), out(form)))
    return std::nullopt;
  row.starters = decode_texts(starters);
  row.allowed_origins = decode_texts(origins);
  row.form = decode_form(form);
  row.rules = rules(rows, id);
  return row;
}

std::vector<domain::agent_id> of_workspace(reader& rows, domain::workspace_id workspace) {
  domain::agent_id id;
  auto result = rows.sql().query(select_of_workspace, in(workspace), out(id));
  std::vector<domain::agent_id> list;
  while (result.next()) list.push_back(id);
  return list;
}

std::vector<std::string> allowed_origins(reader& rows) {
  std::string column;
  auto result = rows.sql().query(select_origins, out(column));
  std::set<std::string> all;
  while (result.next())
    for (auto& origin : decode_texts(column)) all.insert(std::move(origin));
  return {all.begin(), all.end()};
}

void create(writer& rows, const agent_record& agent, domain::timestamp now) {
  const auto starters = encode_texts(agent.starters);
  const auto origins = encode_texts(agent.allowed_origins);
  const auto form = encode_form(agent.form);
  rows.sql().run(insert_agent, in(agent.id), in(agent.workspace), in(agent.name),
                 in(agent.greeting), in(starters), in(agent.accent), in(agent.privacy_url),
                 in(origins), in(agent.confidence_threshold), in(form), in(now));
  insert_rules(rows, agent.id, agent.rules);
}

void replace_rules(writer& rows, domain::agent_id agent,
                   const std::vector<domain::behavior_rule>& rules) {
  rows.sql().run(delete_rules, in(agent));
  insert_rules(rows, agent, rules);
}

void update_profile(writer& rows, domain::agent_id agent, const domain::agent_profile& profile) {
  const auto origins = encode_texts(profile.allowed_origins);
  const auto form = encode_form(profile.form);
  rows.sql().run(update_profile_columns, in(profile.name), in(profile.greeting), in(origins),
                 in(form), in(agent));
}

void update_allowed_origins(writer& rows, domain::agent_id agent,
                            const std::vector<std::string>& origins) {
  const auto texts = encode_texts(origins);
  rows.sql().run(update_origins, in(texts), in(agent));
}

}  // namespace takeover::storage::agents
