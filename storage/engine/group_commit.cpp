#include "storage/engine/group_commit.hpp"

#include <algorithm>
#include <new>
#include <set>
#include <utility>

#include "storage/engine/commit_tokens.hpp"
#include "storage/sql/row_locks.hpp"

namespace takeover::storage {
namespace {

/// Larger groups cost no less per job, and their callers wait longer.
constexpr std::size_t max_group_size = 256;

/// Below this size, individual statements beat the batch's JSON encoding.
constexpr std::size_t min_batch = 3;
/// Bytes of the bodies in a batch: it is made in memory, and the rows are locked as long as the
/// database reads it.
constexpr std::size_t max_batch_bytes = 4'194'304;

constexpr const char* queue_is_full = "too many changes are waiting to be stored";

}  // namespace

group_commit::group_commit(connection to, std::string name, after_commit then,
                           domain::id_source& ids, std::size_t max_waiting,
                           const write_limits& limits, outage_watch& watch)
    : to_(std::move(to)),
      name_(std::move(name)),
      then_(std::move(then)),
      ids_(ids),
      limits_(limits),
      on_(std::make_unique<writing>(to_.sql(), ids, limits)),
      max_waiting_(max_waiting),
      watch_(watch),
      thread_([this] { run(); }) {}

group_commit::~group_commit() { stop(); }

void group_commit::submit(conversation_change change, commit_done done) {
  enqueue(change_job{std::move(change), std::move(done), {}});
}

void group_commit::write(std::function<domain::result<void>(writer&)> work,
                         std::function<void(domain::result<void>)> done) {
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
      refusal = queue_is_full;
    } else {
      incoming_.emplace_back(std::forward<Job>(added));
      // The thread sleeps only while nothing waits.
      if (waiting_++ == 0) something_to_do_.notify_one();
    }
  }
  if (refusal == nullptr) return;
  if (refusal == queue_is_full) watch_.refused("the store refuses changes: too many are waiting");
  added.done(domain::fail(domain::errc::overloaded, refusal));
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
  std::vector<queued_job> taken;
  for (;;) {
    {
      const auto something = [this] { return stopping_ || !incoming_.empty(); };
      std::unique_lock lock{mutex_};
      if (to_.can_disconnect() || !healthy_)
        (void)something_to_do_.wait_for(lock, connection::ping_interval, something);
      else
        something_to_do_.wait(lock, something);
      if (incoming_.empty() && stopping_) return;
      taken.swap(incoming_);
    }
    if (taken.empty()) {
      healthy_ = probe();
      tell_watch();
    }
    for (group rest{taken}; !rest.empty();) {
      const auto now = rest.first(std::min(rest.size(), max_group_size));
      if (to_.can_disconnect()) sort_by_lock_order(now);
      commit_group(now);
      tell_watch();
      waiting_ -= now.size();
      jobs_done_ += now.size();
      answer(now);
      if (then_) then_(to_.sql());
      rest = rest.subspan(now.size());
    }
    taken.clear();
  }
}

/// Acquires row locks in queued global order to avoid deadlocks between processes (the database
/// takes a second to find queued). Jobs keep their order among each other, and changes of queued
/// conversation theirs; nobody queues a job and a change that depend on each other without waiting
/// for the first queued's outcome.
void group_commit::sort_by_lock_order(group jobs) {
  const auto changes = std::stable_partition(
      jobs.begin(), jobs.end(),
      [](const queued_job& queued) { return std::holds_alternative<writer_job>(queued); });
  const auto conversation = [](const queued_job& of) {
    return std::get<change_job>(of).change.decision.next.id;
  };
  std::stable_sort(changes, jobs.end(), [&](const queued_job& a, const queued_job& b) {
    return conversation(a) < conversation(b);
  });
}

/// Locks those that the group's changes need, before anything of a conversation.
void group_commit::lock_workspaces(group jobs) {
  std::set<domain::workspace_id> workspaces;
  for (const auto& queued : jobs) {
    const auto* changing = std::get_if<change_job>(&queued);
    if (changing != nullptr && change_writer::has_side_effects(changing->change.decision))
      workspaces.insert(changing->change.decision.next.workspace);
  }
  for (const auto& workspace : workspaces) row_locks::workspace(on_->sql, workspace);
}

/// First in the cheapest way. If that fails, each behind a savepoint, so that the culprit fails
/// alone. If it still fails, in halves.
void group_commit::commit_group(group jobs) {
  auto outcome = fate::rolled_back;
  for (const auto how : {guard::batch, guard::none, guard::savepoint}) {
    if (how == guard::batch && !to_.can_disconnect()) continue;
    outcome = store(jobs, how);
    if (outcome != fate::rolled_back) break;
  }
  healthy_ = outcome == fate::stored;
  switch (outcome) {
    case fate::stored: return;
    case fate::unknown: return settle(jobs, domain::fail(domain::errc::unavailable));
    case fate::rolled_back: break;
    default: return settle(jobs, write_refused());
  }
  if (jobs.size() == 1)
    return settle(jobs, is_outage(last_problem_)
                            ? write_refused()
                            : domain::fail(domain::errc::internal, last_failure_));
  const auto half = jobs.size() / 2;
  commit_group(jobs.first(half));
  commit_group(jobs.subspan(half));
}

/// Tries until it is known what became of the group, unless the database stays away or others are
/// always faster.
group_commit::fate group_commit::store(group jobs, guard around_changes) {
  const auto patiently = [this](auto time) { return wait(time); };
  auto outcome = fate::refused;
  for (int tries = 0; tries < max_tries; ++tries) {
    if (!connected(patiently)) return fate::refused;
    outcome = attempt(jobs, around_changes);
    if (outcome == fate::unknown) outcome = settle_unknown();
    if (outcome == fate::lost) to_.mark_lost();
    if (outcome != fate::lost && outcome != fate::contended) return outcome;
  }
  return outcome;
}

group_commit::fate group_commit::attempt(group jobs, guard around_changes) {
  const auto failed = [this](const db_error& e) {
    note(e.problem(), e.what());
    if (e.problem() == db_problem::lost || to_.is_lost()) return fate::lost;
    if (fails_everything(e.problem())) return fate::refused;
    return e.problem() == db_problem::contended ? fate::contended : fate::rolled_back;
  };
  try {
    on_->sql.begin_write();
  } catch (const db_error& e) {
    return failed(e);
  }
  try {
    if (to_.can_disconnect()) lock_workspaces(jobs);
    if (!perform(jobs, around_changes)) {
      on_->sql.roll_back();
      return fate::rolled_back;
    }
    ++number_;
    if (to_.can_disconnect()) commit_tokens::set(on_->sql, name_, number_);
  } catch (const db_error& e) {
    const auto outcome = failed(e);
    on_->sql.roll_back();
    return outcome;
  } catch (const std::bad_alloc& e) {
    note(db_problem::no_memory, e.what());
    on_->sql.roll_back();
    return fate::refused;
  } catch (const std::exception& e) {
    note(db_problem::other, e.what());
    on_->sql.roll_back();
    return fate::rolled_back;
  }
  return commit();
}

group_commit::fate group_commit::commit() {
  try {
    on_->sql.commit();
    ++commits_;
    return fate::stored;
  } catch (const db_error& e) {
    note(e.problem(), e.what());
    const bool lost = e.problem() == db_problem::lost || to_.is_lost();
    on_->sql.roll_back();
    // PostgreSQL answers to a commit that it has undone.
    if (to_.can_disconnect() && !lost) {
      if (fails_everything(e.problem())) return fate::refused;
      return e.problem() == db_problem::contended ? fate::contended : fate::rolled_back;
    }
    // SQLite: a disk that is full, or takes no writes, took no whole transaction; after any other
    // failure the log may hold all of it, and a restart would find it.
    const bool untouched = e.problem() == db_problem::full || e.problem() == db_problem::read_only;
    return untouched ? fate::refused : fate::unknown;
  }
}

bool group_commit::perform(group jobs, guard around_changes) {
  const auto each = [&](group some) {
    for (auto& queued : some)
      std::visit([&](auto& kind) { perform(kind, around_changes); }, queued);
  };
  if (!to_.can_disconnect()) {
    each(jobs);
    return true;
  }
  const auto first = std::ranges::find_if(
      jobs, [](const queued_job& queued) { return std::holds_alternative<change_job>(queued); });
  const auto changes = jobs.subspan(static_cast<std::size_t>(first - jobs.begin()));
  each(jobs.first(jobs.size() - changes.size()));
  for (auto& queued : changes) std::get<change_job>(queued).is_stored = false;
  if (around_changes == guard::batch && !store_batch(changes)) return false;
  each(changes);
  return true;
}

bool group_commit::store_batch(group changes) {
  std::vector<const conversation_change*> plain;
  std::vector<change_job*> jobs;
  std::vector<domain::conversation_id> all;
  std::size_t bytes = 0;
  for (auto& queued : changes) {
    auto& job = std::get<change_job>(queued);
    const auto conversation = job.change.decision.next.id;
    // The next one of a conversation is decided on what the first one stores.
    const bool is_next = !all.empty() && all.back() == conversation;
    if (!is_next) all.push_back(conversation);
    if (is_next || bytes >= max_batch_bytes || !change_batch::is_batchable(job.change)) continue;
    for (const auto& entry : job.change.decision.entries) bytes += entry.body.size();
    plain.push_back(&job.change);
    jobs.push_back(&job);
  }
  if (plain.size() < min_batch) return true;
  row_locks::conversations(on_->sql, all);
  if (!on_->batch.store(plain)) return false;
  for (auto* job : jobs) {
    job->outcome = committed{};
    job->is_stored = true;
  }
  return true;
}

void group_commit::perform(change_job& job, guard around) {
  if (job.is_stored) return;
  if (around != guard::savepoint) {
    job.outcome = on_->changes.apply(job.change);
    return;
  }
  try {
    job.outcome = on_->changes.apply_alone(job.change);
  } catch (const db_error& e) {
    job.outcome = fail_alone(e.problem());
  } catch (const std::exception&) {
    job.outcome = fail_alone(db_problem::other);
  }
}

void group_commit::perform(writer_job& job, guard) {
  // A row that another process was faster to make can be seen now: so the job decides once more.
  bool may_decide_again = to_.can_disconnect();
  const auto undo = [&](db_problem problem) {
    job.outcome = fail_alone(problem);
    on_->sql.roll_back_savepoint();
    return problem == db_problem::unique && std::exchange(may_decide_again, false);
  };
  for (bool again = true; again;) {
    on_->sql.savepoint();
    try {
      job.outcome = job.work(on_->rows);
      if (!job.outcome)
        on_->sql.roll_back_savepoint();
      else
        on_->sql.release_savepoint();
      again = false;
    } catch (const db_error& e) {
      again = undo(e.problem());
    } catch (...) {
      again = undo(db_problem::other);
    }
  }
}

/// Inside a `catch`: the failure of one job, or lets the whole transaction fail if that is gone
/// already, or has to be tried again.
domain::error group_commit::fail_alone(db_problem problem) {
  if (problem == db_problem::contended || fails_everything(problem) || !on_->sql.in_transaction()) {
    // cppcheck-suppress rethrowNoCurrentException
    throw;
  }
  return current_failure();
}

void group_commit::settle(group jobs, const domain::error& why) {
  for (auto& queued : jobs) std::visit([&](auto& kind) { kind.outcome = why; }, queued);
}

void group_commit::answer(group jobs) noexcept {
  for (auto& queued : jobs)
    std::visit([](auto& kind) { kind.done(std::move(kind.outcome)); }, queued);
}

}  // namespace takeover::storage
