#include "storage/detail/reader_pool.hpp"

#include "storage/detail/sql_reader.hpp"

namespace takeover::storage::detail {
namespace {

class sql_reader final : public reading<reader> {
 public:
  using reading::reading;
};

}  // namespace

reader_pool::reader_pool(const std::string& path, int threads, std::size_t max_waiting) : max_waiting_(max_waiting) {
  for (int i = 0; i < threads; ++i) sessions_.push_back(std::make_unique<sql_session>(path, access::read_only));
  for (auto& session : sessions_) threads_.emplace_back([this, &sql = *session] { run(sql); });
}

reader_pool::~reader_pool() { stop(); }

bool reader_pool::read(std::function<void(reader&)> job) {
  const std::lock_guard lock{mutex_};
  if (stopping_ || jobs_.size() >= max_waiting_) return false;
  jobs_.push_back(std::move(job));
  something_to_do_.notify_one();
  return true;
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

void reader_pool::run(sql_session& sql) {
  sql_reader reader{sql};
  for (;;) {
    std::function<void(storage::reader&)> job;
    {
      std::unique_lock lock{mutex_};
      something_to_do_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    bool failed = false;
    try {
      sql.begin_read();
    } catch (const db_error&) {
      failed = true;  // the job runs all the same: its first question fails, and so its caller hears of it
    }
    try {
      job(reader);
    } catch (...) {
      failed = true;  // jobs catch what their questions throw; a thread does not die of one that forgot
    }
    sql.roll_back();  // nothing was written: this only lets go of the snapshot
    healthy_ = !failed;
  }
}

}  // namespace takeover::storage::detail
