/// The agents and the origins they admit, remembered for seconds: every widget call asks for them.
/// Owns no rule of admission.
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

namespace takeover::net::auth {

using shared_agent = std::shared_ptr<const storage::agent_record>;

/// Thread-safe. An agent that is not found is not remembered, so that a new one works at once.
class agent_directory {
 public:
  static constexpr std::chrono::seconds remembered_for{5};
  /// An origin that nobody admitted a moment ago is refused unread: strangers can name as many as
  /// they like. A new agent's origin works after that time.
  static constexpr std::chrono::seconds refused_for{1};

  agent_directory(storage::store& store, const domain::clock& clock)
      : store_(store), clock_(clock) {}

  [[nodiscard]] shared_agent remembered(domain::agent_id id);
  /// Error: not_found.
  [[nodiscard]] boost::asio::awaitable<domain::result<shared_agent>> find(io_shard& shard,
                                                                          domain::agent_id id);
  /// It was changed: the next one who asks hears of it.
  void forget(domain::agent_id id);
  /// True if any agent admits this origin.
  [[nodiscard]] boost::asio::awaitable<bool> anyone_admits(io_shard& shard, std::string origin);

 private:
  [[nodiscard]] std::uint64_t version();

  static constexpr std::size_t max_remembered = 10'000;
  struct memory {
    shared_agent agent;
    domain::timestamp until{};
  };

  storage::store& store_;
  const domain::clock& clock_;
  std::mutex mutex_;
  std::uint64_t version_ = 0;  ///< what was read before an agent changed is not remembered
  std::unordered_map<domain::agent_id, memory> agents_;
  std::vector<std::string> origins_;  ///< all that were admitted when they were read
  std::optional<domain::timestamp> origins_read_;
};

}  // namespace takeover::net::auth
