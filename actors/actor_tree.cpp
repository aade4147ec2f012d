#include "actors/actor_tree.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <exception>

#include "actors/ask_store.hpp"
#include "actors/conversations/conversation_deps.hpp"
#include "actors/delivery/notification_supervisor.hpp"
#include "actors/leads/lead_supervisor.hpp"
#include "actors/log.hpp"
#include "actors/presence/heartbeat_presence.hpp"
#include "actors/presence/memory_presence.hpp"
#include "actors/presence/presence_actor.hpp"
#include "actors/registry/conversation_registry.hpp"
#include "actors/registry/sweeper.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/leads/leads.hpp"
#include "storage/live_chat/live_chat.hpp"
#include "storage/tokens.hpp"

namespace takeover::actors {
namespace {

/// Work sharing keeps idle workers asleep, and measured faster for many small actors; a finite
/// throughput keeps it fair.
caf::actor_system_config configuration(const tree_options& options) {
  caf::actor_system_config config;
  config.set("scheduler.policy", caf::atom("sharing"));
  config.set("scheduler.max-threads", options.threads);
  config.set("scheduler.max-throughput", std::size_t{64});
  return config;
}

/// A file belongs to one process alone; processes that share a database hear of each other there.
std::unique_ptr<presence_port> presence_over(const tree_parts& parts, const tree_options& options) {
  if (!parts.store.is_shared()) return std::make_unique<memory_presence>(parts.ids, parts.clock);
  return std::make_unique<heartbeat_presence>(parts.store, parts.ids, parts.clock,
                                              options.claim_grace);
}

}  // namespace

struct actor_tree::state {
  state(const tree_parts& given, const tree_options& chosen)
      : parts(given),
        options(chosen),
        processes(presence_over(given, chosen)),
        registry(system, chosen),
        config(configuration(chosen)),
        system(config),
        workspace(system.spawn<presence_actor>(
            parts, std::ref(table), std::ref(static_cast<actors::conversations&>(registry)),
            std::ref(*processes))),
        notifications(system.spawn<notification_supervisor>(workspace, parts, options.delivery)),
        leads(system.spawn<lead_supervisor>(workspace, notifications, parts)),
        presence(workspace, table),
        deps(std::shared_ptr<conversation_deps>(
            new conversation_deps{parts, options, table, *processes, hours, waiting, registry,
                                  registry, leads, notifications})) {
    registry.set_dependencies(deps);
  }

  tree_parts parts;
  tree_options options;
  // State that any thread may ask. It outlives the actors, which the actor system waits for when it
  // goes.
  presence_table table;
  business_hours_cache hours;
  waiting_queue waiting;
  std::unique_ptr<presence_port> processes;
  conversation_registry registry;
  caf::actor_system_config config;
  caf::actor_system system;
  presence_handle workspace;
  notification_supervisor_handle notifications;
  lead_supervisor_handle leads;
  presence_client presence;
  std::shared_ptr<conversation_deps> deps;
  sweeper_handle sweeper;
  std::shared_ptr<std::atomic<bool>> sweeps_failing = std::make_shared<std::atomic<bool>>(false);
  bool stopped = false;
};

actor_tree::actor_tree(const tree_parts& parts, const tree_options& options)
    : self_(std::make_unique<state>(parts, options)) {}

actor_tree::~actor_tree() { stop(); }

conversations& actor_tree::conversations() { return self_->registry; }
presence_service& actor_tree::presence() { return self_->presence; }

void actor_tree::tell(domain::conversation_id conversation, conversation_request news) {
  if (auto sent = self_->registry.send(conversation, std::move(news)); !sent)
    log_error("lead could not reach its conversation", conversation.str(),
              domain::name_of(sent.error().code));
}

void actor_tree::lead_status_changed(const domain::lead_view& lead) {
  send_message(self_->leads, lead_stored{lead, lead_change::updated});
  const auto& record = lead.record;
  if (record.conversation) tell(*record.conversation, lead_updated{record});
  for (const auto& other : record.other_conversations) tell(other, lead_updated{record});
}

void actor_tree::lead_deleted(domain::workspace_id workspace, domain::lead_id lead,
                              const storage::deleted_lead& gone) {
  send_message(self_->leads, actors::lead_deleted{workspace, lead});
  for (const auto& conversation : gone.conversations)
    tell(conversation, lead_removed{lead, gone.email});
}

void actor_tree::live_chat_changed(domain::workspace_id workspace,
                                   const domain::live_chat_settings& settings) {
  self_->hours.put(workspace, settings);
  reevaluate_claims_of(workspace);
}

void actor_tree::agent_hours_changed(domain::workspace_id workspace, domain::agent_id agent,
                                     const std::optional<storage::hours_override>& hours) {
  self_->hours.put(agent, hours);
  reevaluate_claims_of(workspace);
}

void actor_tree::reevaluate_claims_of(domain::workspace_id workspace) {
  const bool queued =
      self_->parts.store.read([&conversations = self_->registry, workspace](storage::reader& rows) {
        try {
          for (const auto held : storage::conversations::held_in(rows, workspace))
            if (const auto sent = conversations.send(held, reevaluate{}); !sent)
              log_error("new hours could not reach conversation", held.str(),
                        domain::name_of(sent.error().code));
        } catch (const std::exception& problem) {
          log_store_failure("new hours could not read the claims of", workspace.str(), problem);
        }
      });
  if (!queued)
    log_store_failure("new hours could not read the claims of", workspace.str(), database_busy());
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
  return self_->waiting.position_of(conversation);
}

std::vector<domain::conversation_id> actor_tree::waiting_absent(
    domain::workspace_id workspace) const {
  return self_->waiting.absent_in(workspace);
}

void actor_tree::read_feed(domain::workspace_id workspace, std::optional<std::int64_t> after,
                           int limit, domain::promise<storage::lead_feed> done) {
  send_message(self_->leads, feed_poll{workspace, after, limit, std::move(done)});
}

void actor_tree::jobs_queued() { send_message(self_->notifications, poll_jobs{}); }

tree_stats actor_tree::stats() const {
  return {self_->registry.live(), self_->deps->running_answers.load(std::memory_order_relaxed),
          self_->deps->stale_outputs.load(std::memory_order_relaxed),
          self_->sweeps_failing->load(std::memory_order_relaxed)};
}

void actor_tree::recover() {
  try {
    storage::read_and_wait(self_->parts.store, [this](storage::reader& rows) {
      for (auto& own : storage::live_chat::all_settings(rows))
        self_->hours.put(own.workspace, std::move(own.settings));
      for (auto& agent : storage::live_chat::all_agent_hours(rows))
        self_->hours.put(agent.agent, std::move(agent.own));
      for (const auto& member : storage::live_chat::members_switched_off(rows))
        self_->table.set_switch(member.workspace, member.user, domain::member_switch::away);
      for (const auto& visitor : storage::conversations::waiting(rows))
        // Nobody is connected yet; each gets their place back when their page is.
        self_->waiting.put(visitor.workspace, visitor.conversation, visitor.since,
                           domain::presence::away);
    });
  } catch (const std::exception& problem) {
    log_store_failure("recovery could not read the live chat's settings", {}, problem);
  }
  const auto now = self_->parts.clock.now();
  // `since` is decided before the write waits for its turn: another process may take over
  // meanwhile.
  const auto done = storage::write_and_wait(
      self_->parts.store,
      [now, grace = self_->options.claim_grace,
       since = self_->processes->fresh_since(now)](storage::writer& rows) -> domain::result<void> {
        storage::conversations::start_claim_grace(rows, now, grace, since);
        return {};
      });
  if (!done) log_store_failure("recovery could not start the grace of claims", {}, done.error());
  self_->sweeper = self_->system.spawn<sweeper_actor>(
      self_->parts, self_->options, std::ref(self_->registry), self_->sweeps_failing);
}

void actor_tree::connections_will_end() {
  self_->table.closing.store(true, std::memory_order_relaxed);
}

void actor_tree::stop() {
  if (self_->stopped) return;
  self_->stopped = true;
  if (self_->sweeper) send_message(self_->sweeper, shut_down{});
  self_->registry.stop();
  self_->processes->stop();
  send_message(self_->leads, shut_down{});
  send_message(self_->notifications, shut_down{});
  send_message(self_->workspace, shut_down{});
}

}  // namespace takeover::actors
