#include "storage/agents/agents.hpp"

#include <set>

#include "storage/sql/json_columns.hpp"
#include "storage/sql/sql_session.hpp"

namespace takeover::storage::agents {
namespace {

using detail::in;
using detail::out;
using detail::sql_session;

constexpr const char* select_agent =
    "SELECT id, workspace_id, name, greeting, starters, accent, privacy_url, allowed_origins, "
    "confidence_threshold, lead_form "
    "FROM agents WHERE id = :id";
constexpr const char* select_rules =
    "SELECT id, kind, name, enabled, settings FROM behavior_rules WHERE agent_id = :agent ORDER BY "
    "position";
constexpr const char* select_of_workspace =
    "SELECT id FROM agents WHERE workspace_id = :workspace ORDER BY created_at, id";
constexpr const char* select_origins = "SELECT DISTINCT allowed_origins FROM agents";
constexpr const char* insert_agent =
    "INSERT INTO agents (id, workspace_id, name, greeting, starters, accent, privacy_url, "
    "allowed_origins, confidence_threshold, "
    "lead_form, created_at) VALUES (:id, :workspace, :name, :greeting, :starters, :accent, "
    ":privacy_url, :origins, :threshold, :form, :now)";
constexpr const char* update_origins =
    "UPDATE agents SET allowed_origins = :origins WHERE id = :id";
constexpr const char* update_profile =
    "UPDATE agents SET name = :name, greeting = :greeting, allowed_origins = :origins, lead_form = "
    ":form WHERE id = :id";
constexpr const char* delete_rules = "DELETE FROM behavior_rules WHERE agent_id = :agent";
constexpr const char* insert_rule =
    "INSERT INTO behavior_rules (id, agent_id, position, kind, name, enabled, settings) "
    "VALUES (:id, :agent, :position, :kind, :name, :enabled, :settings)";
constexpr const char* select_visitor_by_anon =
    "SELECT id, agent_id, anon_id, name, email FROM visitors WHERE agent_id = :agent AND anon_id = "
    ":anon_id";
constexpr const char* select_visitor =
    "SELECT id, agent_id, anon_id, name, email FROM visitors WHERE id = :id";
constexpr const char* insert_visitor =
    "INSERT INTO visitors (id, agent_id, anon_id, name, email, created_at) VALUES (:id, :agent, "
    ":anon_id, :name, :email, :now) "
    "ON CONFLICT (id) DO NOTHING";

template <class... Inputs>
std::optional<visitor_record> read_visitor(sql_session& sql, const char* statement,
                                           const Inputs&... inputs) {
  visitor_record row;
  if (!sql.query_one(statement, inputs..., out(row.id), out(row.agent), out(row.anon_id),
                     out(row.name), out(row.email)))
    return std::nullopt;
  return row;
}

void insert_rules(sql_session& sql, domain::agent_id agent,
                  const std::vector<domain::behavior_rule>& rules) {
  std::int64_t position = 0;
  for (const auto& rule : rules) {
    const auto settings = encode_rule(rule);
    const std::int64_t enabled = rule.state == domain::rule_state::enabled ? 1 : 0;
    sql.run(insert_rule, in(rule.id), in(agent), in(position), in(rule.kind), in(rule.name),
            in(enabled), in(settings));
    ++position;
  }
}

}  // namespace

std::vector<domain::behavior_rule> rules_of(sql_session& sql, domain::agent_id agent) {
  domain::behavior_rule row;
  std::int64_t enabled = 1;
  std::string settings;
  auto found = sql.query(select_rules, in(agent), out(row.id), out(row.kind), out(row.name),
                         out(enabled), out(settings));
  std::vector<domain::behavior_rule> rules;
  while (found.next()) {
    decode_rule(settings, row);
    if (row.name.empty()) row.name = row.label;
    row.state = enabled != 0 ? domain::rule_state::enabled : domain::rule_state::paused;
    rules.push_back(row);
  }
  return rules;
}

std::optional<agent_record> by_id(sql_session& sql, domain::agent_id id) {
  agent_record row;
  std::string starters;
  std::string origins;
  std::string form;
  if (!sql.query_one(select_agent, in(id), out(row.id), out(row.workspace), out(row.name),
                     out(row.greeting), out(starters), out(row.accent), out(row.privacy_url),
                     out(origins), out(row.confidence_threshold), out(form)))
    return std::nullopt;
  row.starters = decode_texts(starters);
  row.allowed_origins = decode_texts(origins);
  row.form = decode_form(form);
  row.rules = rules_of(sql, id);
  return row;
}

std::vector<domain::agent_id> of_workspace(sql_session& sql, domain::workspace_id workspace) {
  domain::agent_id id;
  auto found = sql.query(select_of_workspace, in(workspace), out(id));
  std::vector<domain::agent_id> list;
  while (found.next()) list.push_back(id);
  return list;
}

std::vector<std::string> allowed_origins(sql_session& sql) {
  std::string column;
  auto found = sql.query(select_origins, out(column));
  std::set<std::string> all;
  while (found.next())
    for (auto& origin : decode_texts(column)) all.insert(std::move(origin));
  return {all.begin(), all.end()};
}

void create(sql_session& sql, const agent_record& agent, domain::timestamp now) {
  const auto starters = encode_texts(agent.starters);
  const auto origins = encode_texts(agent.allowed_origins);
  const auto form = encode_form(agent.form);
  sql.run(insert_agent, in(agent.id), in(agent.workspace), in(agent.name), in(agent.greeting),
          in(starters), in(agent.accent), in(agent.privacy_url), in(origins),
          in(agent.confidence_threshold), in(form), in(now));
  insert_rules(sql, agent.id, agent.rules);
}

void put_rules(sql_session& sql, domain::agent_id agent,
               const std::vector<domain::behavior_rule>& rules) {
  sql.run(delete_rules, in(agent));
  insert_rules(sql, agent, rules);
}

void set_profile(sql_session& sql, domain::agent_id agent, const domain::agent_profile& profile) {
  const auto origins = encode_texts(profile.allowed_origins);
  const auto form = encode_form(profile.form);
  sql.run(update_profile, in(profile.name), in(profile.greeting), in(origins), in(form), in(agent));
}

void set_allowed_origins(sql_session& sql, domain::agent_id agent,
                         const std::vector<std::string>& origins) {
  const auto texts = encode_texts(origins);
  sql.run(update_origins, in(texts), in(agent));
}

std::optional<visitor_record> visitor_by_anon(sql_session& sql, domain::agent_id agent,
                                              const std::string& anon_id) {
  return read_visitor(sql, select_visitor_by_anon, in(agent), in(anon_id));
}

std::optional<visitor_record> visitor(sql_session& sql, domain::visitor_id id) {
  return read_visitor(sql, select_visitor, in(id));
}

void know_visitor(sql_session& sql, const visitor_record& visitor, domain::timestamp now) {
  sql.run(insert_visitor, in(visitor.id), in(visitor.agent), in(visitor.anon_id), in(visitor.name),
          in(visitor.email), in(now));
}

}  // namespace takeover::storage::agents
