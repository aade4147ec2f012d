/// Holds back the acknowledgement of a claim until every I/O shard has passed the frame that
/// announces it: a member who was told that they hold the conversation can rely on no listener
/// hearing older answers any more. Owns no frame and no shard.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "actors/events.hpp"

namespace takeover::actors {

/// Runs what waits for it once it opens; afterwards at once. Thread-safe.
class completion_latch {
 public:
  void then(std::function<void()> action);
  void open();
  /// Opens the latch when the last copy is gone: shards keep a copy until they have passed a frame.
  [[nodiscard]] static flush_token token_of(const std::shared_ptr<completion_latch>& latch);

 private:
  std::mutex mutex_;
  bool is_open_ = false;
  std::vector<std::function<void()>> waiting_;
};

/// The barrier of one conversation. Belongs to one thread at a time; tokens may go on any thread.
class ack_barrier {
 public:
  /// `acknowledge`, if any, runs when every copy of the token is gone.
  [[nodiscard]] flush_token begin(std::function<void()> acknowledge = {});
  /// Runs `acknowledge` when the tokens of the last `begin` are gone; at once if they are already.
  void after_last(std::function<void()> acknowledge) const;

 private:
  std::weak_ptr<completion_latch> last_;
};

}  // namespace takeover::actors
