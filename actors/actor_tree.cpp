#include "actors/actor_tree.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/send.hpp>
#include <exception>

#include "actors/delivery/notification_supervisor.hpp"
#include "actors/log.hpp"
#include "actors/presence/presence_actor.hpp"
#include "actors/registry/conversation_registry.hpp"
#include "actors/registry/sweeper.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/live_chat/live_chat.hpp"

namespace takeover::actors {
namespace {

/// Sharing keeps idle workers asleep, and was the faster one for many small actors; a finite
/// throughput keeps it fair.
caf::actor_system_config configuration(const tree_options& options) {
  caf::actor_system_config config;
  config.set("scheduler.policy", caf::atom("sharing"));
  config.set("scheduler.max-threads", options.threads);
  config.set("scheduler.max-throughput", std::size_t{64});
  return config;
}

}  // namespace

struct actor_tree::parts_of_tree {
  parts_of_tree(const tree_parts& given, const tree_options& wanted)
      : parts(given),
        options(wanted),
        beats(given.store, given.ids, given.clock, wanted.claim_grace),
        home(system, wanted),
        config(configuration(wanted)),
        system(config),
        workspace(system.spawn<presence_actor>(
            parts, std::ref(online), std::ref(static_cast<conversations&>(home)), std::ref(beats))),
        notifications(system.spawn<notification_supervisor>(workspace, parts, options.delivery)),
        leads(system.spawn<lead_supervisor>(workspace, notifications)),
        people(workspace, online),
        deps(std::shared_ptr<conversation_deps>(new conversation_deps{
            parts, options, online, hours, line, beats, home, home, leads, notifications})) {
    home.furnish(deps);
  }

  tree_parts parts;
  tree_options options;
  // Outlive the actors, which the actor system waits for when it goes.
  online_registry online;
  hours_book hours;
  waiting_line line;
  heartbeats beats;
  directory home;
  caf::actor_system_config config;
  caf::actor_system system;
  presence_handle workspace;
  notification_supervisor_handle notifications;
  lead_supervisor_handle leads;
  presence people;
  std::shared_ptr<conversation_deps> deps;
  sweeper_handle sweeper;
  bool stopped = false;
};

actor_tree::actor_tree(const tree_parts& parts, const tree_options& options)
    : self_(std::make_unique<parts_of_tree>(parts, options)) {}

actor_tree::~actor_tree() { stop(); }

conversations& actor_tree::talk() { return self_->home; }
people_online& actor_tree::people() { return self_->people; }

void actor_tree::lead_status_changed(const domain::lead_view& lead) {
  caf::anon_send(self_->leads, lead_moved{lead, lead_change::updated});
  if (!lead.record.conversation) return;
  if (auto sent = self_->home.send(*lead.record.conversation, lead_updated{lead.record}); !sent)
    log_error("lead could not tell its conversation", lead.record.conversation->str(),
              domain::name_of(sent.error().code));
}

void actor_tree::live_chat_changed(domain::workspace_id workspace,
                                   const domain::live_chat_settings& settings) {
  self_->hours.put(workspace, settings);
  look_at_claims_of(workspace);
}

void actor_tree::agent_hours_changed(domain::workspace_id workspace, domain::agent_id agent,
                                     const std::optional<storage::hours_override>& hours) {
  self_->hours.put(agent, hours);
  look_at_claims_of(workspace);
}

void actor_tree::look_at_claims_of(domain::workspace_id workspace) {
  const bool queued =
      self_->parts.store.read([&talk = self_->home, workspace](storage::reader& rows) {
        try {
          for (const auto held : storage::conversations::held_in(rows, workspace))
            if (const auto sent = talk.send(held, look_again{}); !sent)
              log_error("new hours could not reach conversation", held.str(),
                        domain::name_of(sent.error().code));
        } catch (const std::exception& problem) {
          log_error("new hours could not read the claims of", workspace.str(), problem.what());
        }
      });
  if (!queued)
    log_error("new hours could not read the claims of", workspace.str(), "too many reads wait");
}

std::optional<domain::timestamp> actor_tree::opens_at(domain::workspace_id workspace,
                                                      domain::agent_id agent) const {
  const auto hours = self_->hours.hours_of(workspace, agent);
  const auto now = self_->parts.clock.now();
  if (!hours || domain::is_open(*hours, now)) return std::nullopt;
  return domain::next_opening(*hours, now);
}

std::optional<int> actor_tree::shown_position(domain::workspace_id workspace,
                                              domain::conversation_id conversation) const {
  if (self_->hours.position_of(workspace) == domain::queue_position::hidden) return std::nullopt;
  return self_->line.position_of(conversation);
}

void actor_tree::jobs_queued() { caf::anon_send(self_->notifications, look_for_jobs{}); }

tree_stats actor_tree::stats() const {
  return {self_->home.live(), self_->deps->running_answers.load(std::memory_order_relaxed),
          self_->deps->stale_outputs.load(std::memory_order_relaxed)};
}

void actor_tree::recover() {
  try {
    storage::read_and_wait(self_->parts.store, [this](storage::reader& rows) {
      for (auto& one : storage::live_chat::all_settings(rows))
        self_->hours.put(one.workspace, std::move(one.settings));
      for (auto& one : storage::live_chat::all_agent_hours(rows))
        self_->hours.put(one.agent, std::move(one.own));
      for (const auto& one : storage::live_chat::members_switched_off(rows))
        self_->online.set_switch(one.workspace, one.user, domain::member_switch::away);
      for (const auto& one : storage::conversations::waiting(rows))
        self_->line.put(one.workspace, one.conversation, one.since);
    });
  } catch (const std::exception& problem) {
    log_error("recovery could not read the live chat's settings", {}, problem.what());
  }
  const auto now = self_->parts.clock.now();
  // Another process may take over while this one waits for its turn.
  const auto done = storage::write_and_wait(
      self_->parts.store,
      [now, grace = self_->options.claim_grace,
       since = self_->beats.fresh_since(now)](storage::writer& rows) -> domain::result<void> {
        storage::conversations::start_claim_grace(rows, now, grace, since);
        return {};
      });
  if (!done)
    log_error("recovery could not start the grace of claims", {},
              domain::name_of(done.error().code));
  self_->sweeper =
      self_->system.spawn<sweeper_actor>(self_->parts, self_->options, std::ref(self_->home));
}

void actor_tree::connections_will_end() {
  self_->online.closing.store(true, std::memory_order_relaxed);
}

void actor_tree::stop() {
  if (self_->stopped) return;
  self_->stopped = true;
  if (self_->sweeper) caf::anon_send(self_->sweeper, shut_down{});
  self_->home.stop();
  self_->beats.stop();
  caf::anon_send(self_->leads, shut_down{});
  caf::anon_send(self_->notifications, shut_down{});
  caf::anon_send(self_->workspace, shut_down{});
}

}  // namespace takeover::actors
