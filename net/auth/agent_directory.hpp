/// The agents and the origins they admit, remembered for seconds: every widget call asks for them. Owns no rule of admission.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "net/ask.hpp"

namespace takeover::net::auth {

using shared_agent = std::shared_ptr<const storage::agent_record>;

/// Thread-safe. What is not found is not remembered, so that a new agent works at once.
class agent_directory {
 public:
  static constexpr std::chrono::seconds remembered_for{5};

  agent_directory(storage::store& store, const domain::clock& clock) : store_(store), clock_(clock) {}

  [[nodiscard]] shared_agent remembered(domain::agent_id id);
  /// Error: not_found.
  [[nodiscard]] boost::asio::awaitable<domain::result<shared_agent>> find(io_shard& shard, domain::agent_id id);
  /// True if any agent admits this origin.
  [[nodiscard]] boost::asio::awaitable<bool> anyone_admits(io_shard& shard, std::string origin);

 private:
  static constexpr std::size_t max_remembered = 10'000;
  struct memory {
    shared_agent agent;
    domain::timestamp until{};
  };

  storage::store& store_;
  const domain::clock& clock_;
  std::mutex mutex_;
  std::unordered_map<domain::agent_id, memory> agents_;
  std::vector<std::string> origins_;
  domain::timestamp origins_until_{};
};

}  // namespace takeover::net::auth
