/// Members' connections, for callers that know no CAF: registers them, answers who is online.
/// Announces the presence channels and makes a holder's conversations reevaluate when the holder
/// connects or goes. Owns no socket.
#pragma once

#include "actors/events.hpp"
#include "actors/presence/presence_table.hpp"
#include "domain/people/people.hpp"

namespace takeover::actors {

/// Thread-safe, never blocks.
class presence_service {
 public:
  virtual ~presence_service() = default;
  virtual void connected(const listener& where, const domain::member& who) = 0;
  virtual void disconnected(const listener& where) = 0;
  /// Joins a workspace or presence channel: answered through the announcer.
  virtual void join(const listener& who, const channel& where, const domain::member& as) = 0;
  virtual void leave(const listener& who, const channel& where) = 0;
  /// A member's switch was stored: takes effect now and is announced to the workspace.
  virtual void switched(domain::workspace_id workspace, domain::user_id user,
                        domain::member_switch to) = 0;
  /// Who is online, and whose switch is off.
  [[nodiscard]] virtual const presence_table& table() const = 0;
};

}  // namespace takeover::actors
