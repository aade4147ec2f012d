/// Which members are connected to which process of one installation: a port, with one
/// implementation for a single process (memory_presence) and one over the shared database
/// (heartbeat_presence). Owns no connection, and decides no lapse.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "domain/people/people.hpp"
#include "storage/people/heartbeats.hpp"
#include "storage/store.hpp"

namespace takeover::actors {

/// What the other processes said, and what follows from it.
struct presence_report {
  /// Connected to another process
  std::vector<storage::online_member> elsewhere{};
  /// Conversations whose grace deadline disagrees with who is connected: they must reevaluate
  std::vector<domain::conversation_id> stale_claims{};
  /// Of the sessions connected here: signed out, removed or expired
  std::vector<domain::session_id> ended_sessions{};
};

/// Presence is a lease: a process renews it every `period`, and it counts for a few periods, so
/// that the members of a process that was killed are gone soon. Thread-safe, never blocks.
class presence_port {
 public:
  virtual ~presence_port() = default;

  /// Whether there may be other processes. If not, nothing needs to be renewed.
  [[nodiscard]] virtual bool is_shared() const = 0;
  /// This process among all that work on the data.
  [[nodiscard]] virtual const std::string& process() const = 0;
  [[nodiscard]] virtual std::chrono::milliseconds period() const = 0;
  /// Members reported since then count as connected.
  [[nodiscard]] virtual domain::timestamp fresh_since(domain::timestamp now) const = 0;

  /// The member's first connection to this process opened.
  virtual void connected(const domain::member& who) = 0;
  /// The member's last connection to this process closed.
  virtual void disconnected(const domain::member& who) = 0;
  /// These members are still connected, with these sessions (ascending). `done` is told what the
  /// other processes said, on any thread; it is not called if that could not be found out.
  virtual void renew(std::vector<domain::member> members, std::vector<domain::session_id> sessions,
                     std::function<void(presence_report)> done) = 0;
  /// Nobody is connected to this process any more, whatever is said later.
  virtual void stop() = 0;
};

}  // namespace takeover::actors
