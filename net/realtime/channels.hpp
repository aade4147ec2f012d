/// Which connections of one shard subscribe to which channel. Owns the subscriptions and each
/// channel's newest epoch (the fencing token of its answers); sends nothing.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <unordered_map>
#include <vector>

#include "net/realtime/connection.hpp"

namespace takeover::net::realtime {

/// The subscribers of one channel, by kind.
struct channel_subscribers {
  explicit channel_subscribers(const actors::channel& of) : channel(of) {}

  [[nodiscard]] bool empty() const noexcept {
    return by_kind[0].empty() && by_kind[1].empty() && by_kind[2].empty();
  }
  [[nodiscard]] std::vector<connection*>& of(actors::listener_kind kind) noexcept {
    return by_kind[static_cast<std::size_t>(kind)];
  }

  actors::channel channel;
  std::array<std::vector<connection*>, actors::listener_kinds> by_kind;
  /// No delta of an older epoch may be queued any more.
  domain::epoch_t epoch_floor = 0;
  std::chrono::steady_clock::time_point last_used{};
};

class channel_table {
 public:
  using steady_time = std::chrono::steady_clock::time_point;

  /// Finds or creates the channel's entry.
  channel_subscribers& at(const actors::channel& channel, steady_time now);
  [[nodiscard]] channel_subscribers* find(const actors::channel& channel);

  /// Idempotent. False if it was subscribed already.
  bool subscribe(connection& who, channel_subscribers& to, actors::listener_kind kind);
  /// False if it was not subscribed.
  bool unsubscribe(connection& who, const actors::channel& channel);
  void unsubscribe_all(connection& who);
  [[nodiscard]] bool is_subscribed(const connection& who, const actors::channel& channel) const;

  /// Forgets channels that had no subscriber for a minute; until then they keep their epoch, so
  /// that a late delta finds the floor.
  void sweep(steady_time now);
  [[nodiscard]] std::size_t subscription_count() const noexcept { return subscription_count_; }

 private:
  struct hash {
    std::size_t operator()(const actors::channel& c) const noexcept {
      return std::hash<domain::ulid>{}(c.id) +
             static_cast<std::size_t>(c.kind) * 0x9E3779B97F4A7C15ULL;
    }
  };
  void remove(const subscription& entry);

  std::unordered_map<actors::channel, std::unique_ptr<channel_subscribers>, hash> all_;
  std::size_t subscription_count_ = 0;
};

}  // namespace takeover::net::realtime
