/// The store's writer over one SQL session, inside a transaction that somebody else begins and
/// ends. Owns no query.
#pragma once

#include "storage/decisions/change_writer.hpp"
#include "storage/engine/sql_reader.hpp"

namespace takeover::storage::detail {

class sql_writer final : public reading<writer> {
 public:
  sql_writer(sql_session& sql, change_writer& changes, domain::id_source& ids)
      : reading(sql), changes_(changes), ids_(ids) {}

  void create_workspace(const workspace_record& workspace, domain::timestamp now) override;
  domain::result<void> create_user(const user_record& user, domain::timestamp now) override;
  void add_membership(domain::workspace_id workspace, domain::user_id user, domain::role role,
                      domain::timestamp now) override;
  domain::result<colleague_record> add_member(const domain::member& by, const user_record& fresh,
                                              domain::role role, domain::timestamp now) override;
  domain::result<colleague_record> set_member_role(const domain::member& by, domain::user_id user,
                                                   domain::role role,
                                                   domain::timestamp now) override;
  domain::result<removed_member> remove_member(const domain::member& by, domain::user_id user,
                                               domain::timestamp now) override;
  void set_switch(domain::workspace_id workspace, domain::user_id user,
                  domain::member_switch to) override;
  void set_live_chat(const domain::member& by, const domain::live_chat_settings& settings,
                     domain::timestamp now) override;
  domain::result<void> set_agent_hours(const domain::member& by, domain::agent_id agent,
                                       const std::optional<own_hours>& hours,
                                       domain::timestamp now) override;
  void create_session(const new_session& session) override;
  void delete_session(const std::string& token_hash) override;
  void create_agent(const agent_record& agent, domain::timestamp now) override;
  domain::result<void> set_allowed_origins(domain::agent_id agent,
                                           const std::vector<std::string>& origins) override;
  domain::result<void> set_agent_profile(const domain::member& by, domain::agent_id agent,
                                         const domain::agent_profile& profile,
                                         domain::timestamp now) override;
  domain::result<std::vector<domain::behavior_rule>> set_rules(
      const domain::member& by, domain::agent_id agent, std::vector<domain::behavior_rule> rules,
      domain::timestamp now) override;
  void put_curated(domain::agent_id agent, const curated_answer& answer,
                   domain::timestamp now) override;
  void put_document(domain::agent_id agent, const document& doc, domain::timestamp now) override;
  void create_conversation(const new_conversation& conversation) override;
  void mark_cleared(domain::conversation_id id, domain::timestamp now) override;
  domain::result<domain::lead_view> set_lead_status(domain::member by, domain::lead_id id,
                                                    domain::lead_status status,
                                                    domain::timestamp now) override;
  domain::result<void> delete_conversation(domain::conversation_id id, domain::member by,
                                           domain::timestamp now, domain::deletion what) override;
  commit_outcome apply(const conversation_change& change) override;
  std::int64_t start_grace(domain::timestamp now, std::chrono::milliseconds grace,
                           domain::timestamp since) override;
  void hold_present(const std::string& process, const std::vector<domain::member>& members,
                    domain::timestamp now) override;
  void end_presence(const std::string& process, domain::workspace_id workspace,
                    domain::user_id user) override;
  void end_presence(const std::string& process) override;
  void drop_heartbeats(domain::timestamp before) override;
  domain::result<void> create_webhook(const webhook_record& hook,
                                      const domain::member& by) override;
  domain::result<webhook_record> set_webhook_state(domain::webhook_id id, activity state,
                                                   const domain::member& by,
                                                   domain::timestamp now) override;
  domain::result<void> delete_webhook(domain::webhook_id id, const domain::member& by,
                                      domain::timestamp now) override;
  domain::result<delivery_row> ping_webhook(domain::webhook_id id, const domain::member& by,
                                            domain::timestamp now) override;
  std::vector<claimed_job> claim_jobs(const claim_order& order) override;
  void settle_job(const job_outcome& outcome, int attempt) override;
  domain::result<void> retry_job(domain::job_id id, const domain::member& by,
                                 domain::timestamp now) override;
  domain::result<void> forget_job(domain::job_id id, const domain::member& by,
                                  domain::timestamp now) override;
  void drop_jobs(domain::workspace_id workspace) override;

 private:
  void note_action(const domain::member& by, const char* action, const char* target_type,
                   std::string target, domain::timestamp now);

  change_writer& changes_;
  domain::id_source& ids_;
};

}  // namespace takeover::storage::detail
