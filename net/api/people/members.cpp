// The members of the workspace: as each of them sees the others, and as admins and owners manage
// them.
#include <boost/json/array.hpp>

#include "domain/people/membership.hpp"
#include "domain/people/permissions.hpp"
#include "net/api/people/member_routes.hpp"
#include "net/api/people/remove_member.hpp"
#include "net/auth/passwords.hpp"
#include "net/wire/json/values.hpp"
#include "net/wire/people.hpp"
#include "storage/people/membership_scripts.hpp"
#include "storage/people/memberships.hpp"
#include "storage/people/users.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {
namespace {

wire::email_visibility emails_for(const domain::member& viewer) {
  return domain::may(viewer.role, domain::action::manage_members) ? wire::email_visibility::shown
                                                                  : wire::email_visibility::hidden;
}

boost::json::object as_json(const request_context& ctx, const storage::member_record& member) {
  return wire::colleague(
      member, ctx.app.tree.presence().table().is_online(ctx.member().workspace, member.who.id),
      emails_for(ctx.member()));
}

/// The account that the e-mail belongs to if the password proves it, or a new one that it will
/// belong to. Error: invalid.
awaitable<domain::result<storage::user_record>> account_for(request_context& ctx,
                                                            const wire::new_member_body& body) {
  const auto key = http::address_key(ctx.in.peer());
  const auto find = [email = body.email](storage::reader& rows) {
    return storage::people::user_by_email(rows, email);
  };
  CO_TRY(known, co_await on_reader(ctx.shard, ctx.app.store, find));
  if (known) {
    const auto compare = [hash = known->password_hash, password = body.password] {
      return auth::password_matches(hash, password);
    };
    CO_TRY(matches, co_await on_worker(ctx.shard, ctx.app.pool, key, compare));
    if (!matches) known->id = {};  // the transaction finds out whose it is
    co_return std::move(*known);
  }
  const auto make = [password = body.password] { return auth::hash_password(password); };
  auto hash = co_await on_worker(ctx.shard, ctx.app.pool, key, make);
  if (!hash)
    co_return hash.error() == domain::errc::invalid
        ? domain::invalid_field("password", "Use 8 to 1,024 characters")
        : hash.error();
  co_return storage::user_record{ctx.app.ids.make<domain::user_id>(ctx.now()), body.name,
                                 body.email, std::move(*hash)};
}

}  // namespace

/// GET /api/members → 200 {items, next_cursor: null}: everybody, by name
handler_result list_members(request_context& ctx) {
  const auto find_all = [workspace = ctx.member().workspace](storage::reader& rows) {
    return storage::people::members(rows, workspace);
  };
  CO_TRY(members, co_await on_reader(ctx.shard, ctx.app.store, find_all));
  boost::json::array items;
  for (const auto& member : members) items.push_back(as_json(ctx, member));
  co_return http::json(200, wire::list(std::move(items), {}));
}

/// POST /api/members {name, email, role, password} → 201 member | 403 (an owner is made by owners)
/// | 422 (which field) | 429. An e-mail that has an account joins with it, under its own name, if
/// this is its password.
handler_result add_member(request_context& ctx) {
  CO_TRY(body, wire::read_new_member(ctx.in.body()));
  CO_CHECK(domain::check_addition(ctx.member().role, body.role));
  // The same limits as for signing in: this too tells whether a password is right.
  CO_CHECK(ctx.app.limits.logins.take({http::address_key(ctx.in.peer()), body.email}));
  CO_TRY(account, co_await account_for(ctx, body));
  const auto add = [account, role = body.role, by = ctx.member(),
                    now = ctx.now()](storage::writer& rows) {
    return storage::people::add_member(rows, by, account, role, now);
  };
  CO_TRY(added, co_await on_writer(ctx.shard, ctx.app.store, add));
  co_return http::json(201, as_json(ctx, added));
}

/// PATCH /api/members/{id} {role} → 200 member | 403 | 404 | 422 (the last owner)
handler_result change_member(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::user_id>());
  CO_TRY(role, wire::read_role(ctx.in.body()));
  const auto change = [id, role, by = ctx.member(), now = ctx.now()](storage::writer& rows) {
    return storage::people::set_member_role(rows, by, id, role, now);
  };
  CO_TRY(changed, co_await on_writer(ctx.shard, ctx.app.store, change));
  ctx.app.sessions.forget(ctx.member().workspace, id);
  co_return http::json(200, as_json(ctx, changed));
}

/// DELETE /api/members/{id} → 204; their sessions here end, what they held is handed back | 403 |
/// 404 | 422 (the last owner)
handler_result delete_member(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::user_id>());
  CO_CHECK(co_await remove_member(ctx.shard, ctx.app, ctx.member(), id));
  co_return http::no_content();
}

}  // namespace takeover::net::handlers
