#include "storage/engine/sql_writer.hpp"

#include "storage/people/heartbeats.hpp"
#include "storage/sql/row_locks.hpp"

namespace takeover::storage::detail {

void sql_writer::create_workspace(const workspace_record& workspace, domain::timestamp now) {
  people::create_workspace(sql_, workspace, now);
}

domain::result<void> sql_writer::create_user(const user_record& user, domain::timestamp now) {
  return people::create_user(sql_, user, now);
}

void sql_writer::add_membership(domain::workspace_id workspace, domain::user_id user,
                                domain::role role, domain::timestamp now) {
  people::add_membership(sql_, workspace, user, role, now);
}

void sql_writer::set_switch(domain::workspace_id workspace, domain::user_id user,
                            domain::member_switch to) {
  storage::live_chat::put_switch(sql_, workspace, user, to);
}

void sql_writer::set_live_chat(const domain::member& by, const domain::live_chat_settings& settings,
                               domain::timestamp now) {
  storage::live_chat::put_settings(sql_, by.workspace, settings, now);
  storage::audit::append(sql_, by.workspace,
                         {ids_.make<domain::audit_id>(now), by.user, "live_chat.update",
                          "workspace", by.workspace.str(), now});
}

domain::result<void> sql_writer::set_agent_hours(const domain::member& by, domain::agent_id agent,
                                                 const std::optional<own_hours>& hours,
                                                 domain::timestamp now) {
  const auto known = agents::by_id(sql_, agent);
  if (!known || known->workspace != by.workspace) return domain::fail(domain::errc::not_found);
  storage::live_chat::put_agent_hours(sql_, agent, hours, now);
  storage::audit::append(
      sql_, by.workspace,
      {ids_.make<domain::audit_id>(now), by.user, "live_chat.update", "agent", agent.str(), now});
  return {};
}

void sql_writer::create_session(const new_session& session) {
  people::create_session(sql_, session);
}

void sql_writer::delete_session(const std::string& token_hash) {
  people::delete_session(sql_, token_hash);
}

void sql_writer::create_agent(const agent_record& agent, domain::timestamp now) {
  agents::create(sql_, agent, now);
}

domain::result<void> sql_writer::set_allowed_origins(domain::agent_id agent,
                                                     const std::vector<std::string>& origins) {
  if (!agents::by_id(sql_, agent)) return domain::fail(domain::errc::not_found);
  agents::set_allowed_origins(sql_, agent, origins);
  return {};
}

void sql_writer::put_curated(domain::agent_id agent, const curated_answer& answer,
                             domain::timestamp now) {
  knowledge::put_curated(sql_, agent, answer, now);
}

void sql_writer::put_document(domain::agent_id agent, const document& doc, domain::timestamp now) {
  knowledge::put_document(sql_, agent, doc, now);
}

void sql_writer::create_conversation(const new_conversation& conversation) {
  storage::conversations::create(sql_, conversation);
}

void sql_writer::mark_cleared(domain::conversation_id id, domain::timestamp now) {
  storage::conversations::mark_cleared(sql_, id, now);
}

domain::result<domain::lead_view> sql_writer::set_lead_status(domain::member by, domain::lead_id id,
                                                              domain::lead_status status,
                                                              domain::timestamp now) {
  if (!storage::leads::set_status(sql_, by.workspace, id, status, now))
    return domain::fail(domain::errc::not_found);
  return storage::leads::view(sql_, by.workspace, id).value();
}

domain::result<void> sql_writer::delete_conversation(domain::conversation_id id, domain::member by,
                                                     domain::timestamp now, domain::deletion what) {
  row_locks::workspace(sql_, by.workspace);
  if (auto removed = storage::conversations::remove(sql_, id, by.workspace, now, what); !removed)
    return removed;
  storage::audit::append(sql_, by.workspace,
                         {ids_.make<domain::audit_id>(now), by.user, "conversation.delete",
                          "conversation", id.str(), now});
  return {};
}

// A job may go on after a change that failed; PostgreSQL lets it only behind a savepoint.
commit_outcome sql_writer::apply(const conversation_change& change) {
  return sql_.speaks() == dialect::postgresql ? changes_.apply_alone(change)
                                              : changes_.apply(change);
}

void sql_writer::hold_present(const std::string& process,
                              const std::vector<domain::member>& members, domain::timestamp now) {
  heartbeats::beat(sql_, process, members, now);
}

void sql_writer::end_presence(const std::string& process, domain::workspace_id workspace,
                              domain::user_id user) {
  heartbeats::end(sql_, process, workspace, user);
}

void sql_writer::end_presence(const std::string& process) { heartbeats::end(sql_, process); }

void sql_writer::drop_heartbeats(domain::timestamp before) { heartbeats::drop(sql_, before); }

std::int64_t sql_writer::start_grace(domain::timestamp now, std::chrono::milliseconds grace,
                                     domain::timestamp since) {
  return storage::conversations::start_grace(sql_, now, grace, since);
}

}  // namespace takeover::storage::detail
