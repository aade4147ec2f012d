/// The store: what the program keeps, behind an interface that knows no SQL. Owns durability and
/// group commit, no rule. What can be asked of it: see the topics (people/, leads/, …).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "domain/errors.hpp"
#include "domain/ids.hpp"
#include "domain/time.hpp"
#include "storage/conversations/conversation_change.hpp"
#include "storage/secrets.hpp"
#include "storage/tokens.hpp"

namespace takeover::storage {

/// How full the store is, for /health and /metrics.
struct store_stats {
  std::uint64_t commits = 0;  ///< transactions
  std::uint64_t changes = 0;  ///< jobs in them
  std::size_t waiting_writes = 0;
  std::size_t waiting_reads = 0;  ///< heavy ones among them
  bool healthy = true;
  std::string trouble{};  ///< what is wrong and what to do, for operators; empty if healthy
};

/// Who hears that the database fails: on the store's threads, and for every transaction that does,
/// so it has to leave most of it out. Both may be empty.
struct store_observer {
  /// `kind`: a name that repeats with the same failure (`disk-full`); `line`: for the log
  std::function<void(std::string_view kind, std::string_view line)> failing;
  std::function<void()> recovered;
};

/// Thread-safe. One writer thread, some reader threads; nothing here blocks the caller.
class store {
 public:
  virtual ~store() = default;

  /// Queues a change for the next group. At the bound of the queue `done` gets `overloaded`, at
  /// once, on the caller's thread.
  virtual void submit(conversation_change change, commit_done done) = 0;
  /// Queues a job for the next group; `done` hears after the commit whether it is stored: the job's
  /// own error, `internal` (rolled back), `unavailable` (unknown), or `overloaded`.
  virtual void write(std::function<domain::result<void>(writer&)> job,
                     std::function<void(domain::result<void>)> done) = 0;
  /// Queues a job for a reader thread. False at the bound of the queue: the job will not run. `job`
  /// must not throw.
  [[nodiscard]] virtual bool read(std::function<void(reader&)> job) = 0;
  /// The same for a job that may take long (a search, a report, a check of the audit chain): it has
  /// threads and a bound of its own, so that it holds up no conversation.
  [[nodiscard]] virtual bool read_heavy(std::function<void(reader&)> job) {
    return read(std::move(job));
  }

  [[nodiscard]] virtual const secrets& keys() const = 0;
  /// Whether other processes may work on the same data. A file is one process's alone.
  [[nodiscard]] virtual bool is_shared() const = 0;
  [[nodiscard]] virtual store_stats stats() const = 0;
  /// Commits what is queued, refuses what comes, and joins the threads. Idempotent.
  virtual void stop() = 0;
};

/// What `open_store` may be asked to do.
struct open_options {
  std::string url;  ///< `sqlite:PATH`, `postgresql://user:password@host/database`
  int readers = 2;
  std::size_t max_waiting = 8'192;  ///< in each queue
  int heavy_readers = 1;            ///< for `store::read_heavy`
  write_limits limits = {};
  store_observer observer{};
  /// What proves the audit log's rows, kept outside of the database; empty: nothing does. All
  /// processes of an installation have the same.
  std::string audit_key{};
};

/// Opens and migrates. Errors, with the path or the server in them and never a password: invalid
/// (what is wrong with the url), unavailable (not writable, locked, newer than this program).
/// Unavailable with `retry_after`: the database's server does not answer, try again.
[[nodiscard]] domain::result<std::unique_ptr<store>> open_store(const open_options& options,
                                                                domain::id_source& ids,
                                                                const domain::clock& clock);

/// Runs `job` in a transaction of its own and waits: for the command line and tests, never for an
/// I/O thread.
[[nodiscard]] domain::result<void> write_and_wait(store& target,
                                                  std::function<domain::result<void>(writer&)> job);
void read_and_wait(store& target, std::function<void(reader&)> job);

}  // namespace takeover::storage
