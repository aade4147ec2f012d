/// What a measurement talks to: a workspace with a signed-in owner, an agent, and visitors with
/// their conversations.
#pragma once

#include <string>
#include <vector>

#include "bench/support/http_client.hpp"
#include "bench/support/server_process.hpp"

namespace takeover::bench {

struct visitor {
  std::string conversation;
  std::string token;
};

/// Makes the people and the agent by the command line, then starts the server and signs the owner
/// in.
class shop {
 public:
  explicit shop(server_process& server);

  [[nodiscard]] visitor new_visitor(http_client& client) const;
  /// The owner takes the conversation over.
  void claim(http_client& client, const std::string& conversation) const;

  [[nodiscard]] const bearer& owner() const noexcept { return owner_; }
  [[nodiscard]] const std::string& realtime_key() const noexcept { return realtime_key_; }

 private:
  std::string agent_;
  bearer owner_;
  std::string realtime_key_;
};

/// The settings of every measurement: no limits of rate, the agent answers at once, claims outlive
/// the run.
[[nodiscard]] settings measured_settings();

}  // namespace takeover::bench
