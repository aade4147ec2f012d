#include "storage/engine/checkpointer.hpp"

namespace takeover::storage {
namespace {

// In pages of 4 KiB. A page that is written often is written back once for each step: so a step is
// not too small.
constexpr int step = 2'000;
/// The log is not to grow beyond this: from here on the writer waits until it can begin anew.
constexpr int too_long = 10'000;

void checkpoint(sql_session& sql, const char* statement) {
  long long busy = 0;
  long long pages = 0;
  long long written_back = 0;
  try {
    (void)sql.query_one(statement, out(busy), out(pages), out(written_back));
  } catch (const db_error&) {
    // Nothing is lost: the log holds it all, and the next step tries again. A failing disk shows at
    // the commits.
  }
}

}  // namespace

checkpointer::checkpointer(const database_place& where)
    : sql_(where, access::read_write), thread_([this] { run(); }) {}

checkpointer::~checkpointer() { stop(); }

void checkpointer::committed(sql_session& writer) {
  const int pages = writer.wal_pages();
  if (pages < pages_at_last_request_)
    pages_at_last_request_ = pages_at_last_restart_ = 0;  // the log began anew
  if (pages - pages_at_last_request_ >= step) {
    pages_at_last_request_ = pages;
    const std::lock_guard lock{mutex_};
    wanted_ = true;
    wanted_or_stopping_.notify_one();
  }
  if (pages - pages_at_last_restart_ >= too_long) {
    pages_at_last_restart_ = pages - too_long + step;
    // SQLite refuses two checkpoints at once, without waiting.
    const std::lock_guard alone{at_work_};
    checkpoint(writer, "PRAGMA wal_checkpoint(RESTART)");
  }
}

void checkpointer::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    wanted_or_stopping_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

void checkpointer::run() {
  std::unique_lock lock{mutex_};
  for (;;) {
    wanted_or_stopping_.wait(lock, [this] { return wanted_ || stopping_; });
    if (stopping_) return;
    wanted_ = false;
    lock.unlock();
    {
      const std::lock_guard alone{at_work_};
      checkpoint(sql_, "PRAGMA wal_checkpoint(PASSIVE)");
    }
    lock.lock();
  }
}

}  // namespace takeover::storage
