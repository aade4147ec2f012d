/// What every conversation shares: ports, options, neighbours, counters. Owns none of them.
#pragma once

#include <atomic>

#include "actors/environment.hpp"
#include "actors/handles.hpp"
#include "actors/live_chat/business_hours_cache.hpp"
#include "actors/live_chat/waiting_queue.hpp"
#include "actors/presence/presence_port.hpp"
#include "actors/presence/presence_table.hpp"

namespace takeover::actors {

/// The part of the registry that its conversations call back.
class registry_callbacks {
 public:
  virtual ~registry_callbacks() = default;
  /// Forgets an idle conversation, unless a request is on its way to it. True: it may quit.
  virtual bool retire(domain::conversation_id id) = 0;
  /// Its actor ended, for whatever reason.
  virtual void ended(domain::conversation_id id, const caf::actor_addr& who) = 0;
};

struct conversation_deps {
  tree_parts parts;
  tree_options options;
  presence_table& presence;
  presence_port& processes;
  business_hours_cache& hours;
  waiting_queue& waiting;
  actors::conversations& conversations;
  registry_callbacks& registry;
  lead_supervisor_handle leads;
  notification_supervisor_handle notifications;
  std::atomic<std::size_t> running_answers = 0;
  std::atomic<std::uint64_t> stale_outputs = 0;
};

}  // namespace takeover::actors
