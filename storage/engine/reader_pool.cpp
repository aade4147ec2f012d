#include "storage/engine/reader_pool.hpp"

namespace takeover::storage {

reader_pool::reader_pool(const database_place& where, int threads, std::size_t max_waiting,
                         outage_watch& watch, outage_watch::side side)
    : max_waiting_(max_waiting), watch_(watch), side_(side) {
  for (int i = 0; i < threads; ++i)
    connections_.push_back(std::make_unique<connection>(where, access::read_only));
  for (auto& each : connections_) threads_.emplace_back([this, &to = *each] { run(to); });
}

reader_pool::~reader_pool() { stop(); }

bool reader_pool::read(std::function<void(reader&)> job) {
  {
    const std::lock_guard lock{mutex_};
    if (stopping_) return false;
    if (jobs_.size() < max_waiting_) {
      jobs_.push_back(std::move(job));
      something_to_do_.notify_one();
      return true;
    }
  }
  watch_.refused("the store refuses reads: too many are waiting");
  return false;
}

void reader_pool::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    something_to_do_.notify_all();
  }
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
}

std::size_t reader_pool::waiting() const {
  const std::lock_guard lock{mutex_};
  return jobs_.size();
}

void reader_pool::run(connection& to) {
  std::unique_lock lock{mutex_};
  for (;;) {
    const auto job = next(lock, to.can_disconnect());
    if (!job && stopping_) return;
    lock.unlock();
    const bool well = job ? answer(to, job) : to.ping() || to.restore_at_once();
    if (!job && well) (void)take_outage();  // it is over
    healthy_ = noted(well);
    lock.lock();
  }
}

std::function<void(reader&)> reader_pool::next(std::unique_lock<std::mutex>& lock,
                                               bool can_disconnect) {
  const auto something = [this] { return stopping_ || !jobs_.empty(); };
  if (can_disconnect)
    (void)something_to_do_.wait_for(lock, connection::ping_interval, something);
  else
    something_to_do_.wait(lock, something);
  if (jobs_.empty()) return {};
  auto job = std::move(jobs_.front());
  jobs_.pop_front();
  return job;
}

/// Reconnects first if the connection was lost before the job began. A loss within the job fails
/// its next query: what it has read already was of another snapshot.
bool reader_pool::answer(connection& to, const std::function<void(reader&)>& job) {
  bool well = false;
  for (int tries = 0; !well && tries < 2; ++tries) {
    if (to.is_lost()) healthy_ = false;
    if (!to.restore([this](auto time) { return wait(time); })) break;
    try {
      to.sql().begin_read();
      (void)take_outage();  // of a try before
      well = true;
    } catch (const db_error& e) {
      if (e.problem() != db_problem::lost) break;
      to.mark_lost();
    }
  }
  // The job runs in any case: its first query fails, and so its caller is told.
  reader rows{to.sql()};
  try {
    job(rows);
  } catch (...) {
    well = false;  // jobs catch what their queries throw; one that forgot ends no thread
  }
  to.sql().roll_back();  // nothing was written: this only lets go of the snapshot
  return well && !to.is_lost();
}

bool reader_pool::noted(bool well) {
  const auto seen = take_outage();
  if (seen) {
    watch_.failed(side_, seen->problem(), seen->what());
  } else if (well) {
    watch_.well(side_);
  }
  return well && !seen;
}

bool reader_pool::wait(std::chrono::milliseconds time) {
  std::unique_lock lock{mutex_};
  something_to_do_.wait_for(lock, time, [this] { return stopping_; });
  return !stopping_;
}

}  // namespace takeover::storage
