#include "storage/detail/group_commit.hpp"

namespace takeover::storage::detail {
namespace {

/// Larger groups cost no less per job, and their callers wait longer.
constexpr std::size_t max_group = 256;

}  // namespace

group_commit::group_commit(std::unique_ptr<sql_session> sql, checkpointer& log, domain::id_source& ids, std::size_t max_waiting)
    : sql_(std::move(sql)), log_(log), changes_(*sql_, ids), writer_(*sql_, changes_, ids), max_waiting_(max_waiting), thread_([this] { run(); }) {}

group_commit::~group_commit() { stop(); }

void group_commit::submit(conversation_change change, commit_done done) { enqueue(change_job{std::move(change), std::move(done), {}}); }

void group_commit::write(std::function<domain::result<void>(writer&)> work, std::function<void(domain::result<void>)> done) {
  enqueue(writer_job{std::move(work), std::move(done), {}});
}

template <class Job>
void group_commit::enqueue(Job&& added) {
  const char* refusal = nullptr;
  {
    const std::lock_guard lock{mutex_};
    if (stopping_) {
      refusal = "the store has stopped";
    } else if (waiting_ >= max_waiting_) {
      refusal = "too many changes wait to be stored";
    } else {
      incoming_.emplace_back(std::forward<Job>(added));
      // The thread sleeps only while nothing waits.
      if (waiting_++ == 0) something_to_do_.notify_one();
    }
  }
  if (refusal != nullptr) added.done(domain::fail(domain::errc::overloaded, refusal));
}

void group_commit::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    something_to_do_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

void group_commit::run() {
  std::vector<job> taken;
  for (;;) {
    {
      std::unique_lock lock{mutex_};
      something_to_do_.wait(lock, [this] { return stopping_ || !incoming_.empty(); });
      if (incoming_.empty()) return;
      taken.swap(incoming_);
    }
    for (group rest{taken}; !rest.empty();) {
      const auto now = rest.first(std::min(rest.size(), max_group));
      commit_group(now);
      waiting_ -= now.size();
      jobs_done_ += now.size();
      answer(now);
      log_.committed(*sql_);
      rest = rest.subspan(now.size());
    }
    taken.clear();
  }
}

/// First all together and unguarded. If that fails, each guarded, so that who is to blame fails alone. If it fails still, in halves.
void group_commit::commit_group(group jobs) {
  auto outcome = attempt(jobs, guard::none);
  if (outcome == fate::rolled_back) outcome = attempt(jobs, guard::savepoint);
  healthy_ = outcome == fate::stored;
  switch (outcome) {
    case fate::stored: return;
    case fate::refused: return settle(jobs, domain::errc::overloaded);
    case fate::unknown: return settle(jobs, domain::errc::unavailable);
    case fate::rolled_back: break;
  }
  if (jobs.size() == 1) return settle(jobs, domain::errc::internal);
  const auto half = jobs.size() / 2;
  commit_group(jobs.first(half));
  commit_group(jobs.subspan(half));
}

group_commit::fate group_commit::attempt(group jobs, guard around_changes) {
  try {
    sql_->begin_write();
  } catch (const db_error& e) {
    last_failure_ = e.what();
    return e.problem() == db_problem::busy ? fate::refused : fate::rolled_back;
  }
  try {
    for (auto& one : jobs) std::visit([&](auto& kind) { perform(kind, around_changes); }, one);
  } catch (const std::exception& e) {
    last_failure_ = e.what();
    sql_->roll_back();
    return fate::rolled_back;
  }
  try {
    sql_->commit();
    ++commits_;
    return fate::stored;
  } catch (const db_error& e) {
    last_failure_ = e.what();
    sql_->roll_back();
    // A full disk took no whole transaction. After any other failure the log may hold all of it, and a restart would find it.
    return e.problem() == db_problem::full ? fate::rolled_back : fate::unknown;
  }
}

void group_commit::perform(change_job& one, guard around) {
  if (around == guard::none) {
    one.outcome = changes_.apply(one.change);
    return;
  }
  sql_->savepoint();
  try {
    one.outcome = changes_.apply(one.change);
    sql_->release_savepoint();
  } catch (const std::exception&) {
    one.outcome = fail_alone();
  }
}

void group_commit::perform(writer_job& one, guard) {
  sql_->savepoint();
  try {
    one.outcome = one.work(writer_);
    if (!one.outcome)
      sql_->roll_back_savepoint();
    else
      sql_->release_savepoint();
  } catch (...) {
    one.outcome = fail_alone();
  }
}

/// Inside a `catch`: takes back what the job did, or lets the whole transaction fail if it is gone already.
domain::error group_commit::fail_alone() {
  // cppcheck-suppress rethrowNoCurrentException
  if (!sql_->in_transaction()) throw;
  sql_->roll_back_savepoint();
  return current_failure();
}

void group_commit::settle(group jobs, domain::errc code) {
  for (auto& one : jobs) std::visit([&](auto& kind) { kind.outcome = domain::fail(code, last_failure_); }, one);
}

void group_commit::answer(group jobs) noexcept {
  for (auto& one : jobs) std::visit([](auto& kind) { kind.done(std::move(kind.outcome)); }, one);
}

}  // namespace takeover::storage::detail
