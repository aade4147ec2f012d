/// Group commit: the writer's thread puts what is queued into one transaction, and answers after
/// the commit. Owns the writing session and the bounded queue (backpressure: `overloaded`); knows
/// no table.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <span>
#include <thread>

#include "storage/decisions/change_batch.hpp"
#include "storage/decisions/change_writer.hpp"
#include "storage/engine/outage_watch.hpp"
#include "storage/sql/connection.hpp"

namespace takeover::storage {

/// An outage that no job of a group escapes. A damaged page may be of one conversation alone.
[[nodiscard]] bool fails_everything(db_problem problem) noexcept;

class group_commit {
 public:
  /// Called on the writer's thread after a commit, outside of a transaction.
  using after_commit = std::function<void(sql_session&)>;

  /// `name`: of this writer among all that ever wrote to this database. `max_waiting`: jobs in the
  /// queue; one more is refused. The thread starts at once.
  group_commit(connection to, std::string name, after_commit then, domain::id_source& ids,
               std::size_t max_waiting, const write_limits& limits, outage_watch& watch);
  ~group_commit();
  group_commit(const group_commit&) = delete;
  group_commit& operator=(const group_commit&) = delete;

  void submit(conversation_change change, commit_done done);
  void write(std::function<domain::result<void>(writer&)> work,
             std::function<void(domain::result<void>)> done);
  /// Commits what is queued, then ends the thread. What comes later is refused. Idempotent; not
  /// from the writer's thread.
  void stop();

  [[nodiscard]] std::uint64_t commits() const noexcept { return commits_; }
  [[nodiscard]] std::uint64_t changes() const noexcept { return jobs_done_; }
  [[nodiscard]] std::size_t waiting() const noexcept { return waiting_; }
  /// False from a transaction that failed, or a connection that is lost, to one that is well.
  [[nodiscard]] bool healthy() const noexcept { return healthy_; }

 private:
  struct change_job {
    conversation_change change;
    commit_done done;
    commit_outcome outcome;
    bool is_stored = false;  ///< in the batch of the current transaction
  };
  struct writer_job {
    std::function<domain::result<void>(writer&)> work;
    std::function<void(domain::result<void>)> done;
    domain::result<void> outcome;
  };
  using queued_job = std::variant<change_job, writer_job>;
  using group = std::span<queued_job>;

  /// What became of a transaction.
  enum class fate {
    stored,
    rolled_back,  ///< by an error; nothing of it is on disk
    refused,      ///< by an outage; nothing of it is on disk, and others would fare no better
    contended,    ///< rolled back because of another process; worth another try
    lost,         ///< the connection was lost before the commit; nothing of it is on disk
    unknown,      ///< the disk or the connection failed while it was committed
  };
  /// How changes are stored. Where one cannot be, the whole group is tried in the next way.
  enum class guard {
    /// Plain ones in a batch (PostgreSQL): one that repeats a client id or misses its fence fails
    /// the
    /// group
    batch,
    none,      ///< each by itself: one that the database refuses fails the group
    savepoint  ///< each fails alone
  };

  /// How often a group is tried again because of other processes, or of connections that are lost
  /// as soon as they are made.
  static constexpr int max_tries = 8;

  template <class Job>
  void enqueue(Job&& added);
  void run();
  static void sort_by_lock_order(group jobs);
  void lock_workspaces(group jobs);
  void commit_group(group jobs);
  [[nodiscard]] fate store(group jobs, guard around_changes);
  [[nodiscard]] bool connected(const connection::wait_function& wait);
  [[nodiscard]] fate attempt(group jobs, guard around_changes);
  /// False: the transaction has to be rolled back.
  [[nodiscard]] bool perform(group jobs, guard around_changes);
  /// `changes`: in lock order. Stores those that are batchable; the others are left. False: one of
  /// them fails, and so the transaction.
  [[nodiscard]] bool store_batch(group changes);
  [[nodiscard]] fate commit();
  /// What became of a commit whose answer was lost with the connection.
  [[nodiscard]] fate settle_unknown();
  [[nodiscard]] bool wait(std::chrono::milliseconds time);
  /// Whether a transaction can be stored. Without callers nothing else would find out.
  [[nodiscard]] bool probe();
  void note(db_problem problem, const std::string& text);
  /// Tells the watch what the last transaction met.
  void tell_watch();
  void perform(change_job& job, guard around);
  void perform(writer_job& job, guard around);
  [[nodiscard]] domain::error fail_alone(db_problem problem);
  void settle(group jobs, const domain::error& why);
  void answer(group jobs) noexcept;

  /// What uses one session, and goes with it.
  struct writing {
    writing(sql_session& on, domain::id_source& ids, const write_limits& limits)
        : sql(on), rows(on, changes, ids, limits), changes(rows), batch(on) {}
    sql_session& sql;
    writer rows;
    change_writer changes;
    change_batch batch;
  };

  connection to_;
  const std::string name_;
  const after_commit then_;
  domain::id_source& ids_;
  const write_limits limits_;
  std::unique_ptr<writing> on_;  ///< null while the connection is lost
  std::int64_t number_ = 0;      ///< of the last transaction that was tried
  const std::size_t max_waiting_;
  outage_watch& watch_;
  std::string last_failure_;  ///< of a whole transaction
  db_problem last_problem_ = db_problem::other;

  std::mutex mutex_;
  std::condition_variable something_to_do_;
  std::vector<queued_job> incoming_;
  bool stopping_ = false;
  std::atomic<std::size_t> waiting_ = 0;
  std::atomic<std::uint64_t> commits_ = 0;
  std::atomic<std::uint64_t> jobs_done_ = 0;
  std::atomic<bool> healthy_ = true;
  std::thread thread_;
};

}  // namespace takeover::storage
