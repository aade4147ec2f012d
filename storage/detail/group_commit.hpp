/// The writer's thread: takes what waits, puts it into one transaction, and answers after the commit. Owns the writing
/// session and the queue; knows no table.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <span>
#include <thread>

#include "storage/detail/checkpointer.hpp"
#include "storage/detail/sql_writer.hpp"

namespace takeover::storage::detail {

class group_commit {
 public:
  /// `max_waiting`: jobs in the queue; one more is refused. The thread starts at once.
  group_commit(std::unique_ptr<sql_session> sql, checkpointer& log, domain::id_source& ids, std::size_t max_waiting);
  ~group_commit();
  group_commit(const group_commit&) = delete;
  group_commit& operator=(const group_commit&) = delete;

  void submit(conversation_change change, commit_done done);
  void write(std::function<domain::result<void>(writer&)> work, std::function<void(domain::result<void>)> done);
  /// Commits what is queued, then ends the thread. What comes later is refused. Idempotent; not from the writer's thread.
  void stop();

  [[nodiscard]] std::uint64_t commits() const noexcept { return commits_; }
  [[nodiscard]] std::uint64_t changes() const noexcept { return jobs_done_; }
  [[nodiscard]] std::size_t waiting() const noexcept { return waiting_; }
  /// False from a transaction that failed to one that did not.
  [[nodiscard]] bool healthy() const noexcept { return healthy_; }

 private:
  struct change_job {
    conversation_change change;
    commit_done done;
    commit_outcome outcome;
  };
  struct writer_job {
    std::function<domain::result<void>(writer&)> work;
    std::function<void(domain::result<void>)> done;
    domain::result<void> outcome;
  };
  using job = std::variant<change_job, writer_job>;
  using group = std::span<job>;

  /// What became of a transaction.
  enum class fate {
    stored,
    rolled_back,  ///< by an error; nothing of it is on disk
    refused,      ///< it did not begin: another process holds the lock
    unknown,      ///< the disk failed while it was committed
  };
  /// Around a change: none, and one that fails takes its whole group down; or a savepoint, and it fails alone.
  enum class guard { none, savepoint };

  template <class Job>
  void enqueue(Job&& added);
  void run();
  void commit_group(group jobs);
  [[nodiscard]] fate attempt(group jobs, guard around_changes);
  void perform(change_job& one, guard around);
  void perform(writer_job& one, guard around);
  [[nodiscard]] domain::error fail_alone();
  void settle(group jobs, domain::errc code);
  void answer(group jobs) noexcept;

  std::unique_ptr<sql_session> sql_;
  checkpointer& log_;
  change_writer changes_;
  sql_writer writer_;
  const std::size_t max_waiting_;
  std::string last_failure_;  ///< of a whole transaction

  std::mutex mutex_;
  std::condition_variable something_to_do_;
  std::vector<job> incoming_;
  bool stopping_ = false;
  std::atomic<std::size_t> waiting_ = 0;
  std::atomic<std::uint64_t> commits_ = 0;
  std::atomic<std::uint64_t> jobs_done_ = 0;
  std::atomic<bool> healthy_ = true;
  std::thread thread_;
};

}  // namespace takeover::storage::detail
