/// Presence through heartbeats in the database that the processes share. Owns no connection, and
/// decides no lapse.
#pragma once

#include <mutex>

#include "actors/presence/presence_port.hpp"

namespace takeover::actors {

class heartbeat_presence final : public presence_port {
 public:
  /// The period is a fraction of `claim_grace`, so that several heartbeats may be missed before a
  /// claim lapses.
  heartbeat_presence(storage::store& store, domain::id_source& ids, const domain::clock& clock,
                     std::chrono::milliseconds claim_grace);

  [[nodiscard]] bool is_shared() const override { return true; }
  [[nodiscard]] const std::string& process() const override { return process_; }
  [[nodiscard]] std::chrono::milliseconds period() const override { return period_; }
  [[nodiscard]] domain::timestamp fresh_since(domain::timestamp now) const override;
  void connected(const domain::member& who) override;
  void disconnected(const domain::member& who) override;
  void renew(std::vector<domain::member> members, std::vector<domain::session_id> sessions,
             std::function<void(presence_report)> done) override;
  /// What is queued in the store by then is enough: nothing is waited for.
  void stop() override;

 private:
  void write(std::function<void(storage::writer&)> job, std::function<void()> stored = {});

  storage::store& store_;
  const domain::clock& clock_;
  const std::string process_;
  const std::chrono::milliseconds period_;
  std::mutex mutex_;  ///< writes are queued in the order of the calls
  bool stopped_ = false;
};

}  // namespace takeover::actors
