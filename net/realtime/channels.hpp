/// Which connections of one shard hear which channel. Owns the seats and the newest epoch that was
/// passed; sends nothing.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <unordered_map>
#include <vector>

#include "net/realtime/connection.hpp"

namespace takeover::net::realtime {

/// The listeners of one channel, by kind.
struct group {
  explicit group(const actors::channel& c) : where(c) {}

  [[nodiscard]] bool empty() const noexcept {
    return listeners[0].empty() && listeners[1].empty() && listeners[2].empty();
  }
  [[nodiscard]] std::vector<outlet*>& of(actors::listener_kind kind) noexcept {
    return listeners[static_cast<std::size_t>(kind)];
  }

  actors::channel where;
  std::array<std::vector<outlet*>, actors::listener_kinds> listeners;
  /// No delta of an older epoch may be queued any more.
  domain::epoch_t floor = 0;
  std::chrono::steady_clock::time_point last_used{};
};

class groups {
 public:
  using steady_time = std::chrono::steady_clock::time_point;

  /// Finds or makes the channel's group.
  group& at(const actors::channel& where, steady_time now);
  [[nodiscard]] group* find(const actors::channel& where);

  /// Sitting down twice is once. False: it sat there already.
  bool sit(outlet& who, group& where, actors::listener_kind kind);
  /// False: it did not sit there.
  bool leave(outlet& who, const actors::channel& where);
  void leave_all(outlet& who);
  [[nodiscard]] bool sits(const outlet& who, const actors::channel& where) const;

  /// Forgets groups that were empty for a while; until then they keep their epoch.
  void sweep(steady_time now);
  [[nodiscard]] std::size_t seats() const noexcept { return seats_; }

 private:
  struct hash {
    std::size_t operator()(const actors::channel& c) const noexcept {
      return std::hash<domain::ulid>{}(c.id) +
             static_cast<std::size_t>(c.kind) * 0x9E3779B97F4A7C15ULL;
    }
  };
  void vacate(const seat& place);

  std::unordered_map<actors::channel, std::unique_ptr<group>, hash> all_;
  std::size_t seats_ = 0;
};

}  // namespace takeover::net::realtime
