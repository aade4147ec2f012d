/// The store's reader over one SQL session: every question goes to the repository that owns its
/// table. Owns no query.
#pragma once

#include "storage/agents/agents.hpp"
#include "storage/audit/audit.hpp"
#include "storage/conversations/conversation_list.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/conversations/timeline.hpp"
#include "storage/delivery/jobs.hpp"
#include "storage/delivery/webhooks.hpp"
#include "storage/knowledge/knowledge.hpp"
#include "storage/leads/leads.hpp"
#include "storage/live_chat/live_chat.hpp"
#include "storage/people/heartbeats.hpp"
#include "storage/people/memberships.hpp"
#include "storage/store.hpp"

namespace takeover::storage::detail {

/// `Base` is `reader`, or `writer`, which reads what it has written itself.
template <class Base>
class reading : public Base {
 public:
  explicit reading(sql_session& sql) : sql_(sql) {}

  std::optional<user_record> user_by_email(const std::string& email) override {
    return storage::people::user_by_email(sql_, email);
  }
  std::vector<membership_record> memberships(domain::user_id user) override {
    return storage::people::memberships(sql_, user);
  }
  std::vector<colleague_record> colleagues(domain::workspace_id workspace) override {
    return storage::people::colleagues(sql_, workspace);
  }
  domain::live_chat_settings live_chat(domain::workspace_id workspace) override {
    return storage::live_chat::settings(sql_, workspace);
  }
  std::vector<workspace_settings> live_chat_of_all() override {
    return storage::live_chat::all_settings(sql_);
  }
  std::vector<agent_hours> hours_of_agents() override {
    return storage::live_chat::all_agent_hours(sql_);
  }
  std::vector<agent_hours_row> agents_with_hours(domain::workspace_id workspace) override {
    return storage::live_chat::agents_with_hours(sql_, workspace);
  }
  std::vector<switched_off> members_switched_off() override {
    return storage::live_chat::all_switched_off(sql_);
  }
  std::optional<colleague_record> colleague(domain::workspace_id workspace,
                                            domain::user_id user) override {
    return storage::people::colleague(sql_, workspace, user);
  }
  std::vector<domain::session_id> live_sessions(domain::timestamp now) override {
    return storage::people::live_sessions(sql_, now);
  }
  std::optional<session_record> session_by_hash(const std::string& token_hash) override {
    return storage::people::session_by_hash(sql_, token_hash);
  }
  std::optional<workspace_record> workspace(domain::workspace_id id) override {
    return storage::people::workspace(sql_, id);
  }
  std::vector<workspace_record> workspaces() override { return storage::people::workspaces(sql_); }

  std::optional<agent_record> agent(domain::agent_id id) override {
    return storage::agents::by_id(sql_, id);
  }
  std::vector<domain::agent_id> agents_of(domain::workspace_id workspace) override {
    return storage::agents::of_workspace(sql_, workspace);
  }
  std::vector<domain::behavior_rule> rules(domain::agent_id agent) override {
    return storage::agents::rules_of(sql_, agent);
  }
  std::vector<std::string> allowed_origins() override {
    return storage::agents::allowed_origins(sql_);
  }
  std::optional<visitor_record> visitor_by_anon(domain::agent_id agent,
                                                const std::string& anon_id) override {
    return storage::agents::visitor_by_anon(sql_, agent, anon_id);
  }
  std::optional<visitor_record> visitor(domain::visitor_id id) override {
    return storage::agents::visitor(sql_, id);
  }

  std::optional<domain::conversation_id> conversation_to_resume(domain::visitor_id visitor,
                                                                domain::timestamp since) override {
    return storage::conversations::to_resume(sql_, visitor, since);
  }
  std::optional<domain::conversation_view> conversation(domain::conversation_id id) override {
    return storage::conversations::view(sql_, id);
  }
  std::optional<domain::workspace_id> deleted_from(domain::conversation_id id) override {
    return storage::conversations::deleted_from(sql_, id);
  }
  std::optional<domain::entry> entry_by_client_id(domain::conversation_id id,
                                                  const std::string& client_id) override {
    return storage::timeline::by_client_id(sql_, id, client_id);
  }
  timeline_page timeline(const timeline_query& query) override {
    return storage::timeline::page(sql_, query);
  }
  domain::result<page<domain::conversation_view>> conversations(
      const conversation_query& query) override {
    return storage::conversation_list::page_of(sql_, query);
  }
  conversation_counts counts(const conversation_query& query) override {
    return storage::conversation_list::counts(sql_, query);
  }
  std::vector<domain::conversation_id> due(domain::timestamp now, int limit) override {
    return storage::conversations::due(sql_, now, limit);
  }
  std::vector<domain::conversation_id> unanswered(domain::conversation_id after,
                                                  int limit) override {
    return storage::conversations::unanswered(sql_, after, limit);
  }
  std::vector<waiting_conversation> waiting() override {
    return storage::live_chat::all_waiting(sql_);
  }
  std::vector<domain::conversation_id> held_in(domain::workspace_id workspace) override {
    return storage::conversations::held_in(sql_, workspace);
  }
  std::vector<domain::conversation_id> held_by(domain::workspace_id workspace,
                                               domain::user_id user) override {
    return storage::conversations::held_by(sql_, workspace, user);
  }

  std::optional<domain::timestamp> last_heartbeat(domain::workspace_id workspace,
                                                  domain::user_id user,
                                                  const std::string& except) override {
    return storage::heartbeats::last(sql_, workspace, user, except);
  }
  std::vector<present_member> present_elsewhere(const std::string& except,
                                                domain::timestamp since) override {
    return storage::heartbeats::present(sql_, except, since);
  }
  std::vector<domain::conversation_id> misjudged_claims(domain::timestamp since) override {
    return storage::conversations::misjudged_claims(sql_, since);
  }

  domain::result<page<domain::lead_view>> leads(const lead_query& query) override {
    return storage::leads::list(sql_, query);
  }
  std::int64_t lead_count(const lead_query& query) override {
    return storage::leads::count(sql_, query);
  }
  std::optional<domain::lead_view> lead(domain::workspace_id workspace,
                                        domain::lead_id id) override {
    return storage::leads::view(sql_, workspace, id);
  }
  lead_feed leads_captured(domain::workspace_id workspace, std::optional<std::int64_t> after,
                           int limit) override {
    return storage::leads::feed(sql_, workspace, after, limit);
  }
  domain::result<page<audit_entry>> audit(const audit_query& query) override {
    return storage::audit::list(sql_, query);
  }
  audit_check check_audit(domain::workspace_id workspace, std::int64_t after, int count) override {
    return storage::audit::check(sql_, workspace, after, count);
  }

  std::vector<curated_answer> curated(domain::agent_id agent) override {
    return storage::knowledge::curated(sql_, agent);
  }
  std::vector<passage> search_documents(domain::agent_id agent,
                                        const std::vector<std::string>& terms, int limit) override {
    return storage::knowledge::search(sql_, agent, terms, limit);
  }

  std::vector<webhook_record> webhooks(domain::workspace_id workspace) override {
    return storage::webhooks::of_workspace(sql_, workspace);
  }
  std::optional<webhook_record> webhook(domain::workspace_id workspace,
                                        domain::webhook_id id) override {
    auto found = storage::webhooks::by_id(sql_, id);
    if (found && found->workspace != workspace) found.reset();
    return found;
  }
  domain::result<page<delivery_row>> deliveries(const delivery_query& query) override {
    return storage::webhooks::deliveries(sql_, query);
  }
  std::optional<delivery_row> delivery(domain::workspace_id workspace, domain::job_id id) override {
    return storage::webhooks::delivery(sql_, workspace, id);
  }
  domain::result<page<job_row>> jobs(const job_query& query) override {
    return storage::jobs::list(sql_, query);
  }
  bool has_due_job(domain::job_kind kind, domain::timestamp now) override {
    return storage::jobs::has_due(sql_, kind, now);
  }
  job_counts queue_counts(std::optional<domain::workspace_id> workspace) override {
    return storage::jobs::count(sql_, workspace);
  }

 protected:
  sql_session& sql_;
};

}  // namespace takeover::storage::detail
