/// The agents and the origins they admit, cached for seconds: every widget call needs them. Owns no
/// rule of admission.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "net/io/await.hpp"
#include "storage/agents/agents.hpp"

namespace takeover::net {

using shared_agent = std::shared_ptr<const storage::agent_record>;

/// Thread-safe. A missing agent is not cached, so that a new one works at once.
class agent_cache {
 public:
  static constexpr std::chrono::seconds cached_for{5};
  /// An origin that no agent admitted a moment ago is refused without a look at the database:
  /// callers can name as many as they like. A new agent's origin works after that time.
  static constexpr std::chrono::seconds refused_for{1};

  agent_cache(storage::store& store, const domain::clock& clock) : store_(store), clock_(clock) {}

  [[nodiscard]] shared_agent cached(domain::agent_id id);
  /// Error: not_found.
  [[nodiscard]] boost::asio::awaitable<domain::result<shared_agent>> find(io_shard& shard,
                                                                          domain::agent_id id);
  /// Drops an agent that was changed, so that the next call reads it.
  void forget(domain::agent_id id);
  /// True if any agent admits this origin.
  [[nodiscard]] boost::asio::awaitable<bool> anyone_admits(io_shard& shard, std::string origin);

 private:
  [[nodiscard]] std::uint64_t version();

  static constexpr std::size_t max_cached = 10'000;
  struct cached_agent {
    shared_agent agent;
    domain::timestamp until{};
  };

  storage::store& store_;
  const domain::clock& clock_;
  std::mutex mutex_;
  std::uint64_t version_ = 0;  ///< what was read before an agent changed is not cached
  std::unordered_map<domain::agent_id, cached_agent> agents_;
  std::vector<std::string> origins_;  ///< all that were admitted when they were read
  std::optional<domain::timestamp> origins_read_;
};

}  // namespace takeover::net
