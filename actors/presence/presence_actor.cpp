#include "actors/presence/presence_actor.hpp"

#include <caf/send.hpp>
#include <exception>
#include <set>

#include "actors/log.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/tokens.hpp"

namespace takeover::actors {
namespace {

bool is_presence(channel_kind kind) {
  return kind == channel_kind::workspace_presence || kind == channel_kind::conversation_presence;
}
/// How long after a failure the conversations of a holder are told again.
constexpr std::chrono::seconds untold_again{1};

bool is_of_workspace(channel_kind kind) {
  return kind == channel_kind::workspace || kind == channel_kind::workspace_presence;
}

}  // namespace

presence_actor::presence_actor(caf::actor_config& config, tree_parts parts, online_registry& online,
                               conversations& talk, heartbeats& beats)
    : presence_handle::base(config), parts_(parts), online_(online), talk_(talk), beats_(beats) {}

presence_actor::behavior_type presence_actor::make_behavior() {
  if (beats_.are_needed()) delayed_send(this, beats_.every(), beat_again{});
  return {[this](member_connected& news) { on_connected(news); },
          [this](member_disconnected& news) { on_disconnected(news); },
          [this](join_channel& asked) { on_join(asked); },
          [this](leave_channel& asked) { on_leave(asked); },
          [this](workspace_event& news) { on_event(news); },
          [this](holder_untold& news) { delayed_send(this, untold_again, tell_holder{news.who}); },
          [this](tell_holder& news) { tell_held(news.who); },
          [this](beat_again) { beat(); },
          [this](heartbeats_read& news) { on_beaten(news); },
          [this](shut_down) { quit(); }};
}

void presence_actor::on_connected(member_connected& news) {
  const auto [at, is_new] = connections_.emplace(news.where, news.who);
  if (!is_new) return;
  if (++counts_[{news.who.workspace, news.who.user}] > 1) return;
  online_.member_online(news.who.workspace, news.who.user);
  beats_.begin(news.who);
  tell_held(news.who);
}

void presence_actor::on_disconnected(member_disconnected& news) {
  if (online_.closing.load(std::memory_order_relaxed)) return;
  const auto found = connections_.find(news.where);
  if (found == connections_.end()) return;
  const auto who = std::move(found->second);
  connections_.erase(found);
  const auto count = counts_.find({who.workspace, who.user});
  if (--count->second > 0) return;
  counts_.erase(count);
  online_.member_offline(who.workspace, who.user);
  beats_.end(who);
  tell_held(who);
}

void presence_actor::on_join(join_channel& asked) {
  if (is_of_workspace(asked.where.kind) && asked.where.id != asked.as.workspace.value()) {
    parts_.announcements.refuse(asked.who, asked.where, domain::fail(domain::errc::forbidden));
    return;
  }
  auto& there = channels_[{asked.where.kind, asked.where.id}];
  const bool first_of_user = there.connections_of(asked.as.user) == 0;
  if (is_presence(asked.where.kind) && first_of_user && !there.empty())
    parts_.announcements.announce(asked.where, member_joined{{asked.as.user, asked.as.name}},
                                  there.everyone());
  const auto how = there.add({asked.who, listener_kind::member, {asked.as.user, asked.as.name}});
  if (how == audience::joined::newly && asked.where.kind == channel_kind::workspace)
    ++online_.workspace_listeners;
  admission from;
  if (is_presence(asked.where.kind)) from.present = there.people();
  parts_.announcements.admit(asked.who, asked.where, listener_kind::member, from);
}

void presence_actor::on_leave(leave_channel& asked) {
  const auto found = channels_.find({asked.where.kind, asked.where.id});
  if (found == channels_.end()) return;
  auto& there = found->second;
  const auto left = there.remove(asked.who);
  if (left && asked.where.kind == channel_kind::workspace) --online_.workspace_listeners;
  if (left && is_presence(asked.where.kind) && there.connections_of(left->person.id) == 0 &&
      !there.empty())
    parts_.announcements.announce(asked.where, member_left{left->person.id}, there.everyone());
  if (there.empty()) channels_.erase(found);
}

void presence_actor::on_event(workspace_event& news) {
  const auto found = channels_.find({channel_kind::workspace, news.workspace.value()});
  if (found == channels_.end()) return;
  parts_.announcements.announce({channel_kind::workspace, news.workspace.value()}, news.what,
                                found->second.everyone());
}

void presence_actor::tell_held(const domain::member& who) {
  const bool queued =
      parts_.store.read([me = presence_handle{this}, &talk = talk_, who](storage::reader& rows) {
        try {
          bool told = true;
          for (const auto& held : storage::conversations::held_by(rows, who.workspace, who.user)) {
            const auto sent = talk.send(held, look_again{});
            if (!sent)
              log_error("presence could not reach conversation", held.str(),
                        domain::name_of(sent.error().code));
            told = told && sent;
          }
          if (told) return;
        } catch (const std::exception& problem) {
          log_error("presence could not read the claims of", who.user.str(), problem.what());
        }
        caf::anon_send(me, holder_untold{who});
      });
  if (!queued) delayed_send(this, untold_again, tell_holder{who});
}

void presence_actor::beat() {
  std::vector<domain::member> here;
  here.reserve(counts_.size());
  for (const auto& [who, connections] : counts_) {
    domain::member one;
    std::tie(one.workspace, one.user) = who;
    here.push_back(std::move(one));
  }
  std::set<domain::session_id> sessions;
  for (const auto& [where, who] : connections_) sessions.insert(who.session);
  beats_.beat(
      std::move(here), {sessions.begin(), sessions.end()},
      [me = presence_handle{this}](heartbeats_read news) { caf::anon_send(me, std::move(news)); });
  delayed_send(this, beats_.every(), beat_again{});
}

/// Whose process was killed has left without a word: their claims are told by whoever sees it
/// first. Who was signed out or removed by another process hears nothing more here, either.
void presence_actor::on_beaten(const heartbeats_read& news) {
  online_.set_elsewhere(news.elsewhere);
  for (const auto& session : news.ended) parts_.announcements.end_session(session);
  for (const auto& held : news.misjudged)
    if (const auto sent = talk_.send(held, look_again{}); !sent)
      log_error("presence could not reach conversation", held.str(),
                domain::name_of(sent.error().code));
}

void presence::connected(const listener& where, const domain::member& who) {
  caf::anon_send(actor_, member_connected{where, who});
}
void presence::disconnected(const listener& where) {
  caf::anon_send(actor_, member_disconnected{where});
}
void presence::join(const listener& who, const channel& where, const domain::member& as) {
  caf::anon_send(actor_, join_channel{who, where, as});
}
void presence::leave(const listener& who, const channel& where) {
  caf::anon_send(actor_, leave_channel{who, where});
}
void presence::switched(domain::workspace_id workspace, domain::user_id user,
                        domain::member_switch to) {
  online_.set_switch(workspace, user, to);
  caf::anon_send(actor_, workspace_event{workspace, member_switched{user, to}});
}
domain::member_switch presence::switch_of(domain::workspace_id workspace,
                                          domain::user_id user) const {
  return online_.switch_of(workspace, user);
}
bool presence::is_online(domain::workspace_id workspace, domain::user_id user) const {
  return online_.is_online(workspace, user);
}
bool presence::is_visitor_online(domain::conversation_id conversation) const {
  return online_.is_visitor_online(conversation);
}
std::vector<domain::conversation_id> presence::visitors_online() const {
  return online_.visitors_online();
}

}  // namespace takeover::actors
