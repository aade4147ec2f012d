#include "storage/people/membership_scripts.hpp"

#include "domain/people/membership.hpp"
#include "storage/audit/audit.hpp"
#include "storage/people/sessions.hpp"
#include "storage/sql/row_locks.hpp"

namespace takeover::storage::people {
namespace {

domain::error wrong_email(const char* why) { return domain::invalid_field("email", why); }

}  // namespace

domain::result<domain::role> check_current_role(reader& rows, const domain::member& by,
                                                domain::action action) {
  const auto now = member(rows, by.workspace, by.user);
  if (!now)
    return domain::fail(domain::errc::forbidden, "You are no longer a member of this workspace.");
  if (auto allowed = domain::check_may(now->role, action); !allowed) return allowed.error();
  return now->role;
}

domain::result<domain::role> require(writer& rows, const domain::member& by,
                                     domain::action action) {
  row_locks::workspace(rows.sql(), by.workspace);
  return check_current_role(rows, by, action);
}

domain::result<member_record> add_member(writer& rows, const domain::member& by,
                                         const user_record& account, domain::role role,
                                         domain::timestamp now) {
  const auto own_role = require(rows, by, domain::action::manage_members);
  if (!own_role) return own_role.error();
  if (auto allowed = domain::check_addition(*own_role, role); !allowed) return allowed.error();
  if (const auto known = user_by_email(rows, account.email)) {
    if (member(rows, by.workspace, known->id))
      return wrong_email("Already a member of this workspace");
    if (known->id != account.id)
      return wrong_email("This email already has an account. Enter its password to add it here");
  } else if (auto created = create_user(rows, account, now); !created) {
    return created.error();
  }
  put_membership(rows, by.workspace, account.id, role, now);
  audit::append(rows, by,
                {"member.add", "user", account.id.str(),
                 audit::details({{"role", std::string{domain::name_of(role)}}})},
                now);
  return member(rows, by.workspace, account.id).value();
}

domain::result<member_record> set_member_role(writer& rows, const domain::member& by,
                                              domain::user_id user, domain::role role,
                                              domain::timestamp now) {
  const auto own_role = require(rows, by, domain::action::manage_members);
  if (!own_role) return own_role.error();
  auto who = member(rows, by.workspace, user);
  if (!who) return domain::fail(domain::errc::not_found);
  if (who->role == role) return *who;
  const auto owners = owner_count(rows, by.workspace);
  if (auto allowed = domain::check_role_change(*own_role, {who->role, owners}, role); !allowed)
    return allowed.error();
  put_membership(rows, by.workspace, user, role, now);
  audit::append(rows, by,
                {"member.role", "user", user.str(),
                 audit::change("role", domain::name_of(who->role), domain::name_of(role))},
                now);
  who->role = role;
  return *who;
}

domain::result<removed_member> remove_member(writer& rows, const domain::member& by,
                                             domain::user_id user, domain::timestamp now) {
  const auto own_role = require(rows, by, domain::action::manage_members);
  if (!own_role) return own_role.error();
  const auto who = member(rows, by.workspace, user);
  if (!who) return domain::fail(domain::errc::not_found);
  const auto owners = owner_count(rows, by.workspace);
  if (auto allowed = domain::check_removal(*own_role, {who->role, owners}); !allowed)
    return allowed.error();
  removed_member removed{sessions_of(rows, by.workspace, user)};
  delete_membership(rows, by.workspace, user);
  audit::append(rows, by,
                {"member.remove", "user", user.str(),
                 audit::details({{"role", std::string{domain::name_of(who->role)}}})},
                now);
  if (memberships(rows, user).empty()) forget_user(rows, user);
  return removed;
}

}  // namespace takeover::storage::people
