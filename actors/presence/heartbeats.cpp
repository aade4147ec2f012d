#include "actors/presence/heartbeats.hpp"

#include <algorithm>
#include <iterator>

#include "actors/log.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/people/sessions.hpp"

namespace takeover::actors {
namespace {

using std::chrono::milliseconds;

/// So many fit into the grace of a claim, and so many may be missed.
constexpr int beats_in_grace = 12;
constexpr int missed_beats = 3;
constexpr milliseconds fastest{50};
constexpr milliseconds slowest{10'000};
/// Long after they count for nothing, so that no clock that is a little wrong removes what still
/// counts.
constexpr std::chrono::hours kept{1};

}  // namespace

heartbeats::heartbeats(storage::store& store, domain::id_source& ids, const domain::clock& clock,
                       milliseconds claim_grace)
    : store_(store),
      clock_(clock),
      process_(ids.make<domain::job_id>(clock.now()).str()),
      every_(std::clamp(claim_grace / beats_in_grace, fastest, slowest)) {}

domain::timestamp heartbeats::fresh_since(domain::timestamp now) const {
  return now - missed_beats * every_;
}

void heartbeats::begin(const domain::member& who) {
  write([process = process_, who, now = clock_.now()](
            storage::writer& rows) { storage::heartbeats::record(rows, process, {who}, now); },
        {});
}

void heartbeats::end(const domain::member& who) {
  write(
      [process = process_, who](storage::writer& rows) {
        storage::heartbeats::clear(rows, process, who.workspace, who.user);
      },
      {});
}

void heartbeats::beat(std::vector<domain::member> connected,
                      std::vector<domain::session_id> sessions,
                      std::function<void(heartbeats_read)> done) {
  const auto found = std::make_shared<heartbeats_read>();
  const auto now = clock_.now();
  auto job = [process = process_, connected = std::move(connected), sessions = std::move(sessions),
              now, since = fresh_since(now), found](storage::writer& rows) {
    storage::heartbeats::record(rows, process, connected, now);
    storage::heartbeats::purge(rows, now - kept);
    *found = {storage::heartbeats::members_online_elsewhere(rows, process, since),
              storage::conversations::claims_with_stale_deadline(rows, since),
              {}};
    auto live = storage::people::live_sessions(rows, now);
    std::ranges::sort(live);
    std::ranges::set_difference(sessions, live, std::back_inserter(found->ended));
  };
  write(std::move(job), [found, done = std::move(done)] { done(std::move(*found)); });
}

void heartbeats::stop() {
  write([process = process_](storage::writer& rows) { storage::heartbeats::clear(rows, process); },
        {});
  const std::lock_guard lock{mutex_};
  stopped_ = true;
}

void heartbeats::write(std::function<void(storage::writer&)> job, std::function<void()> stored) {
  if (!are_needed()) return;
  const std::lock_guard lock{mutex_};
  if (stopped_) return;
  store_.write(
      [job = std::move(job)](storage::writer& rows) -> domain::result<void> {
        job(rows);
        return {};
      },
      [stored = std::move(stored)](const domain::result<void>& outcome) {
        if (!outcome)
          return log_error("presence could not be told to other processes", {},
                           domain::name_of(outcome.error().code));
        if (stored) stored();
      });
}

}  // namespace takeover::actors
