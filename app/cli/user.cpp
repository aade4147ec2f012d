#include "app/cli/user.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "app/cli/opened_store.hpp"
#include "domain/leads/lead.hpp"
#include "net/auth/passwords.hpp"
#include "storage/audit/audit.hpp"
#include "storage/people/memberships.hpp"
#include "storage/people/users.hpp"

namespace takeover::app::cli {
namespace {

/// The e-mail in its normal form; the same rule as for leads.
domain::result<std::string> checked_email(const std::string& email) {
  domain::lead_fields fields;
  fields.email = email;
  const auto checked = domain::check_lead(fields);
  if (!checked)
    return refused(fmt::format("--email {}: {}", email, checked.error().fields.begin()->second));
  return checked->email;
}

domain::result<domain::user_id> join(storage::writer& rows, domain::workspace_id workspace,
                                     const storage::user_record& fresh, domain::role role,
                                     const std::string& password, domain::timestamp now) {
  auto user = fresh.id;
  if (const auto known = storage::people::user_by_email(rows, fresh.email)) {
    if (!net::auth::password_matches(known->password_hash, password))
      return refused(fmt::format(
          "{} already has an account; use its password to add it to this workspace", fresh.email));
    user = known->id;
    const auto memberships = storage::people::memberships(rows, user);
    const bool belongs =
        std::any_of(memberships.begin(), memberships.end(),
                    [&](const auto& membership) { return membership.workspace.id == workspace; });
    if (belongs)
      return refused(fmt::format("{} is already a member of this workspace", fresh.email));
  } else if (auto made = storage::people::create_user(rows, fresh, now); !made) {
    return made.error();
  }
  storage::people::put_membership(rows, workspace, user, role, now);
  return user;
}

}  // namespace

domain::result<void> add_user(const config& settings, const new_user& user, std::ostream& out) {
  if (auto checked = check_name("--name", user.name); !checked) return checked;
  const auto email = checked_email(user.email);
  if (!email) return email.error();
  const auto role = domain::parse_role(user.role);
  if (!role) return refused("--role must be owner, admin or member");
  const auto hash = net::auth::hash_password(user.password);
  if (!hash) return hash.error();
  opened_store database;
  if (auto opened = database.open(settings); !opened) return opened;
  const auto now = database.clock.now();
  const storage::user_record account{database.ids.make<domain::user_id>(now), user.name, *email,
                                     *hash};
  domain::user_id joined;
  auto done =
      storage::write_and_wait(*database.store, [&](storage::writer& rows) -> domain::result<void> {
        const auto workspace = known_workspace(rows, user.workspace);
        if (!workspace) return workspace.error();
        const auto who = join(rows, *workspace, account, *role, user.password, now);
        if (!who) return who.error();
        joined = *who;
        storage::audit::append_from_command_line(
            rows, *workspace, {"member.add", "user", who->str()},
            {{"role", std::string{domain::name_of(*role)}}}, now);
        return {};
      });
  if (done) out << joined.str() << '\n';
  return done;
}

}  // namespace takeover::app::cli
