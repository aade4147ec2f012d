/// Writes SQLite's log back into the database, on a thread and a connection of its own. Owns when;
/// holds up no commit, unless the log grows faster than it is written back, or holds what was
/// deleted.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "storage/sql/sql_session.hpp"

namespace takeover::storage {

class checkpointer {
 public:
  explicit checkpointer(const database_place& where);
  ~checkpointer();
  checkpointer(const checkpointer&) = delete;
  checkpointer& operator=(const checkpointer&) = delete;

  /// After a commit, on the writer's thread, outside of a transaction.
  void committed(sql_session& writer);
  void stop();

 private:
  void run();
  /// Cuts the log to nothing. False: somebody reads or writes; try again.
  [[nodiscard]] bool truncate();

  sql_session sql_;
  int pages_at_last_request_ = 0;  // the writer's thread alone
  int pages_at_last_restart_ = 0;  // the writer's thread alone

  std::mutex at_work_;  // held during a checkpoint; never together with mutex_
  std::mutex mutex_;
  std::condition_variable wanted_or_stopping_;
  bool wanted_ = false;
  bool erased_ = false;  ///< the log holds what was deleted: it is to be cut
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace takeover::storage
