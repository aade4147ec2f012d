#include "storage/engine/checkpointer.hpp"

#include <chrono>
#include <utility>

namespace takeover::storage {
namespace {

// In pages of 4 KiB. A page that is written often is written back once for each step: so a step is
// not too small.
constexpr int step = 2'000;
/// The log is not to grow beyond this: from here on the writer waits until it can begin anew.
constexpr int too_long = 10'000;

/// What is deleted within this time is cut off together.
constexpr std::chrono::milliseconds together{200};

/// False: it could not be done as a whole.
bool checkpoint(sql_session& sql, const char* statement) {
  long long busy = 0;
  long long pages = 0;
  long long written_back = 0;
  try {
    (void)sql.query_one(statement, out(busy), out(pages), out(written_back));
    return busy == 0;
  } catch (const db_error&) {
    // Nothing is lost: the log holds it all, and the next step tries again. A failing disk shows at
    // the commits.
    return false;
  }
}

}  // namespace

checkpointer::checkpointer(const database_place& where)
    : sql_(where, access::read_write), thread_([this] { run(); }) {}

checkpointer::~checkpointer() { stop(); }

void checkpointer::committed(sql_session& writer) {
  if (writer.take_erasure()) {
    const std::lock_guard lock{mutex_};
    erased_ = true;
    wanted_or_stopping_.notify_one();
  }
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
    (void)checkpoint(writer, "PRAGMA wal_checkpoint(RESTART)");
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

bool checkpointer::truncate() {
  const std::lock_guard alone{at_work_};
  return checkpoint(sql_, "PRAGMA wal_checkpoint(TRUNCATE)");
}

void checkpointer::run() {
  std::unique_lock lock{mutex_};
  for (;;) {
    wanted_or_stopping_.wait(lock, [this] { return wanted_ || erased_ || stopping_; });
    if (erased_) wanted_or_stopping_.wait_for(lock, together, [this] { return stopping_; });
    if (stopping_) return;
    const bool cut = std::exchange(erased_, false);
    wanted_ = false;
    lock.unlock();
    {
      const std::lock_guard alone{at_work_};
      (void)checkpoint(sql_, "PRAGMA wal_checkpoint(PASSIVE)");
    }
    const bool done = !cut || truncate();
    lock.lock();
    if (!done) erased_ = true;
  }
}

}  // namespace takeover::storage
