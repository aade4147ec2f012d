#include "actors/presence/heartbeat_presence.hpp"

#include <algorithm>
#include <iterator>

#include "actors/ask_store.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/people/heartbeats.hpp"
#include "storage/people/sessions.hpp"
#include "storage/tokens.hpp"

namespace takeover::actors {
namespace {

using std::chrono::milliseconds;

constexpr int heartbeats_in_grace = 12;
/// How many heartbeats may be missed before a member counts as gone.
constexpr int missed_heartbeats = 3;
constexpr milliseconds fastest{50};
/// Sessions that another process ended are found out with it: within five seconds.
constexpr milliseconds slowest{4'000};
/// Far beyond their lease, so that clock skew between processes cannot remove live heartbeats.
constexpr std::chrono::hours retention{1};

}  // namespace

heartbeat_presence::heartbeat_presence(storage::store& store, domain::id_source& ids,
                                       const domain::clock& clock, milliseconds claim_grace)
    : store_(store),
      clock_(clock),
      process_(ids.make<domain::job_id>(clock.now()).str()),
      period_(std::clamp(claim_grace / heartbeats_in_grace, fastest, slowest)) {}

domain::timestamp heartbeat_presence::fresh_since(domain::timestamp now) const {
  return now - missed_heartbeats * period_;
}

void heartbeat_presence::connected(const domain::member& who) {
  write([process = process_, who, now = clock_.now()](storage::writer& rows) {
    storage::heartbeats::record(rows, process, {who}, now);
  });
}

void heartbeat_presence::disconnected(const domain::member& who) {
  write([process = process_, who](storage::writer& rows) {
    storage::heartbeats::clear(rows, process, who.workspace, who.user);
  });
}

void heartbeat_presence::renew(std::vector<domain::member> members,
                               std::vector<domain::session_id> sessions,
                               std::function<void(presence_report)> done) {
  const auto report = std::make_shared<presence_report>();
  const auto now = clock_.now();
  auto job = [process = process_, members = std::move(members), sessions = std::move(sessions), now,
              since = fresh_since(now), report](storage::writer& rows) {
    storage::heartbeats::record(rows, process, members, now);
    storage::heartbeats::purge(rows, now - retention);
    *report = {storage::heartbeats::members_online_elsewhere(rows, process, since),
               storage::conversations::claims_with_stale_deadline(rows, since),
               {}};
    for (const auto& session : sessions) storage::people::touch_session(rows, session, now);
    auto live = storage::people::live_sessions(rows, now);
    std::ranges::sort(live);
    std::ranges::set_difference(sessions, live, std::back_inserter(report->ended_sessions));
  };
  write(std::move(job), [report, done = std::move(done)] { done(std::move(*report)); });
}

void heartbeat_presence::stop() {
  write([process = process_](storage::writer& rows) { storage::heartbeats::clear(rows, process); });
  const std::lock_guard lock{mutex_};
  stopped_ = true;
}

void heartbeat_presence::write(std::function<void(storage::writer&)> job,
                               std::function<void()> stored) {
  const std::lock_guard lock{mutex_};
  if (stopped_) return;
  store_.write(
      [job = std::move(job)](storage::writer& rows) -> domain::result<void> {
        job(rows);
        return {};
      },
      [stored = std::move(stored)](const domain::result<void>& outcome) {
        if (!outcome)
          return log_store_failure("presence could not be written for other processes", {},
                                   outcome.error());
        if (stored) stored();
      });
}

}  // namespace takeover::actors
