/// Presence in memory: for a single process, whose other processes are none; for tests, several
/// ports on one board are as many processes.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "actors/presence/presence_port.hpp"

namespace takeover::actors {

class memory_presence final : public presence_port {
 public:
  /// What the processes tell each other.
  struct board {
    using member_key = std::pair<domain::workspace_id, domain::user_id>;
    std::mutex mutex;
    std::map<std::string, std::map<member_key, domain::timestamp>> processes;
  };

  /// Without a board, this process is alone.
  memory_presence(domain::id_source& ids, const domain::clock& clock,
                  std::shared_ptr<board> shared = nullptr);

  [[nodiscard]] bool is_shared() const override { return shared_ != nullptr; }
  [[nodiscard]] const std::string& process() const override { return process_; }
  [[nodiscard]] std::chrono::milliseconds period() const override;
  [[nodiscard]] domain::timestamp fresh_since(domain::timestamp now) const override;
  void connected(const domain::member& who) override;
  void disconnected(const domain::member& who) override;
  void renew(std::vector<domain::member> members, std::vector<domain::session_id> sessions,
             std::function<void(presence_report)> done) override;
  void stop() override;

 private:
  const domain::clock& clock_;
  const std::string process_;
  const std::shared_ptr<board> shared_;
  bool stopped_ = false;  ///< under the board's mutex
};

}  // namespace takeover::actors
