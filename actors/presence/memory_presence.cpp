#include "actors/presence/memory_presence.hpp"

#include <utility>

namespace takeover::actors {
namespace {

constexpr std::chrono::milliseconds renewal_period{50};
constexpr int missed_renewals = 3;

}  // namespace

memory_presence::memory_presence(domain::id_source& ids, const domain::clock& clock,
                                 std::shared_ptr<board> shared)
    : clock_(clock),
      process_(ids.make<domain::job_id>(clock.now()).str()),
      shared_(std::move(shared)) {}

std::chrono::milliseconds memory_presence::period() const { return renewal_period; }

domain::timestamp memory_presence::fresh_since(domain::timestamp now) const {
  return now - missed_renewals * renewal_period;
}

void memory_presence::connected(const domain::member& who) {
  if (!shared_) return;
  const std::lock_guard lock{shared_->mutex};
  if (!stopped_) shared_->processes[process_][{who.workspace, who.user}] = clock_.now();
}

void memory_presence::disconnected(const domain::member& who) {
  if (!shared_) return;
  const std::lock_guard lock{shared_->mutex};
  shared_->processes[process_].erase({who.workspace, who.user});
}

void memory_presence::renew(std::vector<domain::member> members, std::vector<domain::session_id>,
                            std::function<void(presence_report)> done) {
  if (!shared_) return;
  presence_report report;
  {
    const auto now = clock_.now();
    const std::lock_guard lock{shared_->mutex};
    if (stopped_) return;
    for (const auto& who : members) shared_->processes[process_][{who.workspace, who.user}] = now;
    for (const auto& [process, seen] : shared_->processes) {
      if (process == process_) continue;
      for (const auto& [member, at] : seen)
        if (at >= fresh_since(now)) report.elsewhere.push_back({member.first, member.second});
    }
  }
  done(std::move(report));
}

void memory_presence::stop() {
  if (!shared_) return;
  const std::lock_guard lock{shared_->mutex};
  stopped_ = true;
  shared_->processes.erase(process_);
}

}  // namespace takeover::actors
