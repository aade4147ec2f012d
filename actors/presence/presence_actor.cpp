#include "actors/presence/presence_actor.hpp"

#include <exception>
#include <set>

#include "actors/ask_store.hpp"
#include "actors/log.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/people/sessions.hpp"
#include "storage/tokens.hpp"

namespace takeover::actors {
namespace {

bool is_presence(channel_kind kind) {
  return kind == channel_kind::workspace_presence || kind == channel_kind::conversation_presence;
}
/// After a failure, the conversations of a holder are notified again.
constexpr std::chrono::seconds notify_again_after{1};

/// False, and logged, if the conversation could not be reached.
bool wake(conversations& all, domain::conversation_id id) {
  const auto sent = all.send(id, reevaluate{});
  if (!sent)
    log_error("presence could not reach conversation", id.str(),
              domain::name_of(sent.error().code));
  return sent.has_value();
}

bool is_of_workspace(channel_kind kind) {
  return kind == channel_kind::workspace || kind == channel_kind::workspace_presence;
}

}  // namespace

presence_actor::presence_actor(caf::actor_config& config, tree_parts parts, presence_table& table,
                               actors::conversations& conversations, presence_port& processes)
    : presence_handle::base(config),
      parts_(parts),
      table_(table),
      conversations_(conversations),
      processes_(processes) {}

presence_actor::behavior_type presence_actor::make_behavior() {
  using this_actor = presence_actor;
  delayed_send(this, tick_period(), heartbeat_tick{});
  return {on(this, &this_actor::on_connected),    on(this, &this_actor::on_disconnected),
          on(this, &this_actor::on_join),         on(this, &this_actor::on_leave),
          on(this, &this_actor::on_event),        on(this, &this_actor::on_notify),
          on(this, &this_actor::on_notify_retry), on(this, &this_actor::on_heartbeat),
          on(this, &this_actor::on_reported),     on(this, &this_actor::on_shut_down)};
}

void presence_actor::on_connected(member_connected& message) {
  const auto [at, is_new] = connections_.emplace(message.where, message.who);
  if (!is_new) return;
  if (++counts_[{message.who.workspace, message.who.user}] > 1) return;
  table_.member_online(message.who.workspace, message.who.user);
  processes_.connected(message.who);
  notify_conversations_of(message.who);
}

void presence_actor::on_disconnected(member_disconnected& message) {
  if (table_.closing.load(std::memory_order_relaxed)) return;
  const auto connection = connections_.find(message.where);
  if (connection == connections_.end()) return;
  const auto who = std::move(connection->second);
  connections_.erase(connection);
  const auto count = counts_.find({who.workspace, who.user});
  if (--count->second > 0) return;
  counts_.erase(count);
  table_.member_offline(who.workspace, who.user);
  processes_.disconnected(who);
  notify_conversations_of(who);
}

void presence_actor::on_join(join_channel& request) {
  if (is_of_workspace(request.where.kind) && request.where.id != request.as.workspace.value()) {
    parts_.announcements.refuse(request.who, request.where, domain::fail(domain::errc::forbidden));
    return;
  }
  auto& listeners = channels_[{request.where.kind, request.where.id}];
  const bool first_of_user = listeners.connections_of(request.as.user) == 0;
  if (is_presence(request.where.kind) && first_of_user && !listeners.empty())
    parts_.announcements.announce(request.where, member_joined{{request.as.user, request.as.name}},
                                  listeners.everyone());
  const auto how =
      listeners.add({request.who, listener_kind::member, {request.as.user, request.as.name}});
  if (how == audience::joined::newly && request.where.kind == channel_kind::workspace)
    ++table_.workspace_listeners;
  admission from;
  if (is_presence(request.where.kind)) from.present = listeners.people();
  parts_.announcements.admit(request.who, request.where, listener_kind::member, from);
}

void presence_actor::on_leave(leave_channel& request) {
  const auto known = channels_.find({request.where.kind, request.where.id});
  if (known == channels_.end()) return;
  auto& listeners = known->second;
  const auto left = listeners.remove(request.who);
  if (left && request.where.kind == channel_kind::workspace) --table_.workspace_listeners;
  if (left && is_presence(request.where.kind) && listeners.connections_of(left->person.id) == 0 &&
      !listeners.empty())
    parts_.announcements.announce(request.where, member_left{left->person.id},
                                  listeners.everyone());
  if (listeners.empty()) channels_.erase(known);
}

void presence_actor::on_event(workspace_event& message) {
  const auto listeners = channels_.find({channel_kind::workspace, message.workspace.value()});
  if (listeners == channels_.end()) return;
  parts_.announcements.announce({channel_kind::workspace, message.workspace.value()}, message.what,
                                listeners->second.everyone());
}

void presence_actor::on_notify_retry(notify_holder_retry& message) {
  delayed_send(this, notify_again_after, notify_holder{std::move(message.who)});
}

void presence_actor::notify_conversations_of(const domain::member& who) {
  const bool queued = parts_.store.read(
      [me = presence_handle{this}, &conversations = conversations_, who](storage::reader& rows) {
        try {
          bool all_reached = true;
          for (const auto& held : storage::conversations::held_by(rows, who.workspace, who.user))
            all_reached = wake(conversations, held) && all_reached;
          if (all_reached) return;
        } catch (const std::exception& problem) {
          log_store_failure("presence could not read the claims of", who.user.str(), problem);
        }
        send_message(me, notify_holder_retry{who});
      });
  if (!queued) delayed_send(this, notify_again_after, notify_holder{who});
}

std::chrono::milliseconds presence_actor::tick_period() const {
  if (processes_.is_shared()) return processes_.period();
  return storage::seen_every;
}

/// No other process wants to know who is here; but a session with an open connection is in use.
void presence_actor::keep_sessions(const std::set<domain::session_id>& sessions) {
  if (sessions.empty()) return;
  parts_.store.write(
      [sessions, now = parts_.clock.now()](storage::writer& rows) -> domain::result<void> {
        for (const auto& session : sessions) storage::people::touch_session(rows, session, now);
        return {};
      },
      [](const domain::result<void>&) {});  // the next tick tries again
}

void presence_actor::on_heartbeat(heartbeat_tick&) {
  delayed_send(this, tick_period(), heartbeat_tick{});
  std::set<domain::session_id> sessions;
  for (const auto& [where, who] : connections_) sessions.insert(who.session);
  if (!processes_.is_shared()) return keep_sessions(sessions);
  std::vector<domain::member> members;
  members.reserve(counts_.size());
  for (const auto& [who, connections] : counts_) {
    domain::member member;
    std::tie(member.workspace, member.user) = who;
    members.push_back(std::move(member));
  }
  processes_.renew(std::move(members), {sessions.begin(), sessions.end()},
                   [me = presence_handle{this}](presence_report report) {
                     send_message(me, presence_reported{std::move(report)});
                   });
}

/// A process that was killed says no goodbye: whichever process sees it first wakes its claims. A
/// session that another process ended hears nothing more here, either.
void presence_actor::on_reported(presence_reported& message) {
  table_.set_elsewhere(message.report.elsewhere);
  for (const auto& session : message.report.ended_sessions)
    parts_.announcements.end_session(session);
  for (const auto& held : message.report.stale_claims) wake(conversations_, held);
}

void presence_client::connected(const listener& where, const domain::member& who) {
  send_message(actor_, member_connected{where, who});
}
void presence_client::disconnected(const listener& where) {
  send_message(actor_, member_disconnected{where});
}
void presence_client::join(const listener& who, const channel& where, const domain::member& as) {
  send_message(actor_, join_channel{who, where, as});
}
void presence_client::leave(const listener& who, const channel& where) {
  send_message(actor_, leave_channel{who, where});
}
void presence_client::switched(domain::workspace_id workspace, domain::user_id user,
                               domain::member_switch to) {
  table_.set_switch(workspace, user, to);
  send_message(actor_, workspace_event{workspace, member_switched{user, to}});
}

}  // namespace takeover::actors
