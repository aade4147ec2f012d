// The members of the workspace: as each of them sees the others, and as admins and owners manage
// them.
#include <boost/json/array.hpp>

#include "domain/people/membership.hpp"
#include "domain/people/permissions.hpp"
#include "net/api/handlers.hpp"
#include "net/auth/passwords.hpp"
#include "net/realtime/broadcaster.hpp"
#include "net/wire/requests.hpp"
#include "net/wire/responses.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/people/membership_scripts.hpp"
#include "storage/people/memberships.hpp"
#include "storage/people/users.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {
namespace {

wire::told_emails emails_for(const domain::member& who) {
  return domain::may(who.role, domain::action::manage_members) ? wire::told_emails::yes
                                                               : wire::told_emails::no;
}

boost::json::object answer_of(const request_context& ctx, const storage::member_record& one) {
  return wire::colleague(
      one, ctx.app.tree.presence().table().is_online(ctx.member().workspace, one.who.id),
      emails_for(ctx.member()));
}

domain::error wrong_field(const char* name, std::string why) {
  return {domain::errc::invalid, "Please check the highlighted fields.", {}, {{name, std::move(why)}}};
}

/// The account that the e-mail belongs to, if the password proves it, or a new one that it is to
/// belong to. Errors: invalid.
awaitable<domain::result<storage::user_record>> account_for(request_context& ctx,
                                                            const wire::new_member_body& wanted) {
  const auto find = [email = wanted.email](storage::reader& from) {
    return storage::people::user_by_email(from, email);
  };
  auto known = co_await on_reader(ctx.shard, ctx.app.store, find);
  if (!known) co_return known.error();
  if (*known) {
    const auto compare = [hash = (*known)->password_hash, password = wanted.password] {
      return auth::password_matches(hash, password);
    };
    const auto matches = co_await on_worker(ctx.shard, ctx.app.pool, compare);
    if (!matches) co_return matches.error();
    if (!*matches) (*known)->id = {};  // whoever writes finds out whose it is
    co_return std::move(**known);
  }
  const auto make = [password = wanted.password] { return auth::hash_password(password); };
  auto hash = co_await on_worker(ctx.shard, ctx.app.pool, make);
  if (!hash)
    co_return hash.error() == domain::errc::invalid
        ? wrong_field("password", "Use 8 to 1,024 characters")
        : hash.error();
  co_return storage::user_record{ctx.app.ids.make<domain::user_id>(ctx.now()), wanted.name,
                                 wanted.email, std::move(*hash)};
}

/// Whom they held goes back at once, and does not wait for a grace time.
awaitable<void> hand_back_for(request_context& ctx, domain::user_id who) {
  const auto find = [workspace = ctx.member().workspace, who](storage::reader& from) {
    return storage::conversations::held_by(from, workspace, who);
  };
  const auto held = co_await on_reader(ctx.shard, ctx.app.store, find);
  if (!held) co_return;  // then their claims lapse
  for (const auto id : *held) {
    auto request = actors::requests::release(ctx.member(), {}, who);
    (void)co_await ctx.ask_conversation<actors::shared_view>(id, request);
  }
}

}  // namespace

/// GET /api/members → 200 {items, next_cursor: null}: everybody, by name
awaitable<response> list_members(request_context& ctx) {
  const auto workspace = ctx.member().workspace;
  const auto found = co_await on_reader(
      ctx.shard, ctx.app.store,
      [workspace](storage::reader& from) { return storage::people::members(from, workspace); });
  if (!found) co_return http::problem(found.error());
  boost::json::array items;
  for (const auto& one : *found) items.push_back(answer_of(ctx, one));
  co_return http::json(200, wire::list(std::move(items), {}));
}

/// POST /api/members {name, email, role, password} → 201 member | 403 (an owner is made by owners)
/// | 422 (which field) | 429. An e-mail that has an account joins with it, under its own name, if
/// this is its password.
awaitable<response> add_member(request_context& ctx) {
  const auto wanted = wire::read_new_member(ctx.in.body());
  if (!wanted) co_return http::problem(wanted.error());
  if (const auto fine = domain::check_addition(ctx.member().role, wanted->role); !fine)
    co_return http::problem(fine.error());
  // The same bounds as for signing in: this too tells whether a password is right.
  const auto address = http::address_key(ctx.in.peer());
  if (const auto free = ctx.app.limits.logins_of_address.take(address); !free)
    co_return http::problem(free.error());
  if (const auto free = ctx.app.limits.logins.take(address + ' ' + wanted->email); !free)
    co_return http::problem(free.error());
  const auto account = co_await account_for(ctx, *wanted);
  if (!account) co_return http::problem(account.error());
  const auto add = [account = *account, role = wanted->role, by = ctx.member(),
                    now = ctx.now()](storage::writer& to) {
    return storage::people::add_member(to, by, account, role, now);
  };
  const auto added = co_await on_writer(ctx.shard, ctx.app.store, add);
  if (!added) co_return http::problem(added.error());
  co_return http::json(201, answer_of(ctx, *added));
}

/// PATCH /api/members/{id} {role} → 200 member | 403 | 404 | 422 (the last owner)
awaitable<response> change_member(request_context& ctx) {
  const auto id = ctx.id_as<domain::user_id>();
  if (!id) co_return http::problem(id.error());
  const auto role = wire::read_role(ctx.in.body());
  if (!role) co_return http::problem(role.error());
  const auto change = [id = *id, role = *role, by = ctx.member(),
                       now = ctx.now()](storage::writer& to) {
    return storage::people::set_member_role(to, by, id, role, now);
  };
  const auto changed = co_await on_writer(ctx.shard, ctx.app.store, change);
  if (!changed) co_return http::problem(changed.error());
  ctx.app.sessions.forget(ctx.member().workspace, *id);
  co_return http::json(200, answer_of(ctx, *changed));
}

/// DELETE /api/members/{id} → 204; their sessions here end, what they held is handed back | 403 |
/// 404 | 422 (the last owner)
awaitable<response> remove_member(request_context& ctx) {
  const auto id = ctx.id_as<domain::user_id>();
  if (!id) co_return http::problem(id.error());
  const auto remove = [id = *id, by = ctx.member(), now = ctx.now()](storage::writer& to) {
    return storage::people::remove_member(to, by, id, now);
  };
  const auto gone = co_await on_writer(ctx.shard, ctx.app.store, remove);
  if (!gone) co_return http::problem(gone.error());
  ctx.app.sessions.forget(ctx.member().workspace, *id);
  for (const auto& session : gone->sessions) ctx.app.realtime.end_session(session);
  co_await hand_back_for(ctx, *id);
  co_return http::no_content();
}

}  // namespace takeover::net::handlers
