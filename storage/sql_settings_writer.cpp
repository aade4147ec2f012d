// The part of the writer that is about agents and members as the settings show them: what is changed leaves an audit row.
#include <algorithm>

#include "domain/membership.hpp"
#include "domain/permissions.hpp"
#include "storage/detail/sql_writer.hpp"
#include "storage/row_locks.hpp"

namespace takeover::storage::detail {
namespace {

/// What the member may do now: the session that they came with may know an older role. Call it with the workspace locked. Error: forbidden.
domain::result<domain::role> role_now(sql_session& sql, const domain::member& by, domain::action what) {
  const auto now = people::colleague(sql, by.workspace, by.user);
  if (!now) return domain::fail(domain::errc::forbidden, "You are no longer a member of this workspace.");
  if (auto fine = domain::check_may(now->role, what); !fine) return fine.error();
  return now->role;
}

}  // namespace

domain::result<void> sql_writer::set_agent_profile(const domain::member& by, domain::agent_id agent, const domain::agent_profile& profile,
                                                   domain::timestamp now) {
  row_locks::workspace(sql_, by.workspace);
  if (auto fine = role_now(sql_, by, domain::action::manage_agent); !fine) return fine.error();
  const auto known = agents::by_id(sql_, agent);
  if (!known || known->workspace != by.workspace) return domain::fail(domain::errc::not_found);
  agents::set_profile(sql_, agent, profile);
  note_action(by, "agent.update", "agent", agent.str(), now);
  return {};
}

domain::result<std::vector<domain::behavior_rule>> sql_writer::set_rules(const domain::member& by, domain::agent_id agent,
                                                                         std::vector<domain::behavior_rule> rules, domain::timestamp now) {
  row_locks::workspace(sql_, by.workspace);
  if (auto fine = role_now(sql_, by, domain::action::manage_agent); !fine) return fine.error();
  const auto known = agents::by_id(sql_, agent);
  if (!known || known->workspace != by.workspace) return domain::fail(domain::errc::not_found);
  for (auto& rule : rules) {
    const bool is_known = std::any_of(known->rules.begin(), known->rules.end(), [&](const auto& one) { return one.id == rule.id; });
    if (!is_known) rule.id = ids_.make<domain::rule_id>(now);
  }
  agents::put_rules(sql_, agent, rules);
  note_action(by, "agent.rules", "agent", agent.str(), now);
  return rules;
}

domain::result<colleague_record> sql_writer::add_member(const domain::member& by, const user_record& fresh, domain::role role,
                                                        domain::timestamp now) {
  row_locks::workspace(sql_, by.workspace);
  const auto mine = role_now(sql_, by, domain::action::manage_members);
  if (!mine) return mine.error();
  if (auto fine = domain::check_addition(*mine, role); !fine) return fine.error();
  const auto user = fresh.id;
  const auto wrong_email = [](const char* why) {
    return domain::error{domain::errc::invalid, "Please check the highlighted fields.", {}, {{"email", why}}};
  };
  if (const auto known = people::user_by_email(sql_, fresh.email)) {
    if (people::colleague(sql_, by.workspace, known->id)) return wrong_email("Already a member of this workspace");
    if (known->id != user) return wrong_email("This email already has an account. Enter its password to add it here");
  } else if (auto made = people::create_user(sql_, fresh, now); !made) {
    return made.error();
  }
  people::add_membership(sql_, by.workspace, user, role, now);
  note_action(by, "member.add", "user", user.str(), now);
  return people::colleague(sql_, by.workspace, user).value();
}

domain::result<colleague_record> sql_writer::set_member_role(const domain::member& by, domain::user_id user, domain::role role,
                                                             domain::timestamp now) {
  row_locks::workspace(sql_, by.workspace);
  const auto mine = role_now(sql_, by, domain::action::manage_members);
  if (!mine) return mine.error();
  auto who = people::colleague(sql_, by.workspace, user);
  if (!who) return domain::fail(domain::errc::not_found);
  if (who->role == role) return *who;
  if (auto fine = domain::check_role_change(*mine, {who->role, people::owners(sql_, by.workspace)}, role); !fine) return fine.error();
  people::add_membership(sql_, by.workspace, user, role, now);
  note_action(by, "member.role", "user", user.str(), now);
  who->role = role;
  return *who;
}

domain::result<removed_member> sql_writer::remove_member(const domain::member& by, domain::user_id user, domain::timestamp now) {
  row_locks::workspace(sql_, by.workspace);
  const auto mine = role_now(sql_, by, domain::action::manage_members);
  if (!mine) return mine.error();
  const auto who = people::colleague(sql_, by.workspace, user);
  if (!who) return domain::fail(domain::errc::not_found);
  if (auto fine = domain::check_removal(*mine, {who->role, people::owners(sql_, by.workspace)}); !fine) return fine.error();
  removed_member gone{people::sessions(sql_, by.workspace, user)};
  people::remove_membership(sql_, by.workspace, user);
  note_action(by, "member.remove", "user", user.str(), now);
  return gone;
}

}  // namespace takeover::storage::detail
