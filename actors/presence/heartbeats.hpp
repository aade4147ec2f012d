/// Tells the other processes which members are connected to this one, and asks who is connected to
/// them. Does nothing where no other process can be. Owns no connection and decides no lapse.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "actors/presence/presence_table.hpp"
#include "storage/people/heartbeats.hpp"
#include "storage/store.hpp"

namespace takeover::actors {

/// What the other processes said, and which claims it concerns.
struct heartbeats_read {
  std::vector<storage::online_member> elsewhere;
  /// Claims that have to look at their holder again
  std::vector<domain::conversation_id> misjudged;
  /// Of those that are connected here: signed out, removed or expired
  std::vector<domain::session_id> ended;
};

/// Thread-safe.
class heartbeats {
 public:
  heartbeats(storage::store& store, domain::id_source& ids, const domain::clock& clock,
             std::chrono::milliseconds claim_grace);

  [[nodiscard]] bool are_needed() const { return store_.is_shared(); }
  /// This process among all that work on the data.
  [[nodiscard]] const std::string& process() const { return process_; }
  [[nodiscard]] std::chrono::milliseconds every() const { return every_; }
  /// Who was seen since then is held for present.
  [[nodiscard]] domain::timestamp fresh_since(domain::timestamp now) const;

  /// Their first connection came.
  void begin(const domain::member& who);
  /// Their last connection went.
  void end(const domain::member& who);
  /// Says that these members are still connected, by these sessions. `done` hears what others said,
  /// on the writer's thread; not if it failed.
  void beat(std::vector<domain::member> connected, std::vector<domain::session_id> sessions,
            std::function<void(heartbeats_read)> done);
  /// Nobody is connected to this process any more, whatever is said later. What is queued in the
  /// store then is enough.
  void stop();

 private:
  void write(std::function<void(storage::writer&)> job, std::function<void()> stored);

  storage::store& store_;
  const domain::clock& clock_;
  const std::string process_;
  const std::chrono::milliseconds every_;
  std::mutex mutex_;  ///< what is said has the order in which it was said
  bool stopped_ = false;
};

}  // namespace takeover::actors
