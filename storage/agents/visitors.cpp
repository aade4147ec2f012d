#include "storage/agents/visitors.hpp"

#include "storage/search_text.hpp"
#include "storage/sql/sql_session.hpp"

namespace takeover::storage::visitors {
namespace {

constexpr const char* select_visitor_by_anon = R"sql(
  SELECT id, agent_id, anon_id, name, email
  FROM visitors
  WHERE agent_id = :agent AND anon_id = :anon_id)sql";
constexpr const char* select_visitor =
    "SELECT id, agent_id, anon_id, name, email FROM visitors WHERE id = :id";
constexpr const char* insert_visitor = R"sql(
  INSERT INTO visitors (id, agent_id, anon_id, name, email, created_at, search)
  VALUES (:id, :agent, :anon_id, :name, :email, :now, :search)
  ON CONFLICT (id) DO NOTHING)sql";

constexpr const char* update_names =
    "UPDATE visitors SET name = :name, email = :email, search = :search WHERE id = :id";

// The anonymous id is unique for each agent; no browser has this one.
constexpr const char* forget_unused = R"sql(
  UPDATE visitors
  SET name = '', email = '', search = '', anon_id = 'erased ' || id
  WHERE id = :id
    AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.visitor_id = visitors.id)
    AND NOT EXISTS (SELECT 1 FROM leads l WHERE l.visitor_id = visitors.id)
    AND NOT EXISTS (SELECT 1 FROM lead_values v WHERE v.visitor_id = visitors.id))sql";

template <class... Inputs>
std::optional<visitor_record> read_visitor(reader& rows, const char* statement,
                                           const Inputs&... inputs) {
  visitor_record row;
  if (!rows.sql().query_one(statement, inputs..., out(row.id), out(row.agent), out(row.anon_id),
                            out(row.name), out(row.email)))
    return std::nullopt;
  return row;
}

}  // namespace

std::optional<visitor_record> by_id(reader& rows, domain::visitor_id id) {
  return read_visitor(rows, select_visitor, in(id));
}

std::optional<visitor_record> by_anon_id(reader& rows, domain::agent_id agent,
                                         const std::string& anon_id) {
  return read_visitor(rows, select_visitor_by_anon, in(agent), in(anon_id));
}

void insert_if_new(writer& rows, const visitor_record& visitor, domain::timestamp now) {
  const auto search = search_text({visitor.name, visitor.email, {}});
  rows.sql().run(insert_visitor, in(visitor.id), in(visitor.agent), in(visitor.anon_id),
                 in(visitor.name), in(visitor.email), in(now), in(search));
}

void name(writer& rows, domain::visitor_id id, const std::string& name, const std::string& email) {
  const auto known = by_id(rows, id);
  if (!known) return;
  const auto& kept = name.empty() ? known->name : name;
  const auto search = search_text({kept, email, {}});
  rows.sql().run(update_names, in(kept), in(email), in(search), in(id));
}

void forget_if_unused(writer& rows, domain::visitor_id id) {
  rows.sql().run(forget_unused, in(id));
}

}  // namespace takeover::storage::visitors
