#include <sodium.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <thread>

#include "storage/engine/checkpointer.hpp"
#include "storage/engine/commit_tokens.hpp"
#include "storage/engine/group_commit.hpp"
#include "storage/engine/outage_watch.hpp"
#include "storage/engine/reader_pool.hpp"
#include "storage/schema/migrations.hpp"
#include "storage/schema/secrets.hpp"
#include "storage/store.hpp"

namespace takeover::storage {
namespace {

using domain::errc;
using domain::fail;

/// Composes the writer, the readers and, over a file, the checkpointer. Has no logic of its own.
class sql_store final : public store {
 public:
  sql_store(std::unique_ptr<sql_session> writer, std::string name, secrets keys,
            const database_place& where, const open_options& options, domain::id_source& ids)
      : keys_(std::move(keys)),
        is_shared_(where.kind == dialect::postgresql),
        watch_(options.observer, where.kind),
        log_(where.kind == dialect::sqlite ? std::make_unique<checkpointer>(where) : nullptr),
        readers_(where, options.readers, options.max_waiting, watch_, outage_watch::side::readers),
        heavy_readers_(where, options.heavy_readers, options.max_waiting, watch_,
                       outage_watch::side::heavy_readers),
        writer_(connection{where, access::read_write, std::move(writer)}, std::move(name),
                after_commit(), ids, options.max_waiting, options.limits, watch_) {}
  ~sql_store() override { sql_store::stop(); }

  void submit(conversation_change change, commit_done done) override {
    writer_.submit(std::move(change), std::move(done));
  }
  void write(std::function<domain::result<void>(writer&)> job,
             std::function<void(domain::result<void>)> done) override {
    writer_.write(std::move(job), std::move(done));
  }
  bool read(std::function<void(reader&)> job) override { return readers_.read(std::move(job)); }
  bool read_heavy(std::function<void(reader&)> job) override {
    return heavy_readers_.read(std::move(job));
  }

  const secrets& keys() const override { return keys_; }
  bool is_shared() const override { return is_shared_; }
  store_stats stats() const override {
    auto trouble = watch_.trouble();
    const bool healthy =
        trouble.empty() && writer_.healthy() && readers_.healthy() && heavy_readers_.healthy();
    if (!healthy && trouble.empty()) trouble = "The database fails. The log says why.";
    return {writer_.commits(), writer_.changes(),
            writer_.waiting(), readers_.waiting() + heavy_readers_.waiting(),
            healthy,           std::move(trouble)};
  }
  void stop() override {
    writer_.stop();
    readers_.stop();
    heavy_readers_.stop();
    if (log_) log_->stop();
  }

 private:
  group_commit::after_commit after_commit() {
    if (!log_) return {};
    return [&log = *log_](sql_session& sql) { log.committed(sql); };
  }

  secrets keys_;
  const bool is_shared_;
  outage_watch watch_;
  std::unique_ptr<checkpointer> log_;
  reader_pool readers_;
  reader_pool heavy_readers_;
  group_commit writer_;
};

/// Whom a folder of the program belongs to: secrets and transcripts are in it.
constexpr mode_t owner_alone = 0700;

/// Makes the file's folder if it is missing. What keeps the file from being opened at all, as a
/// sentence; empty if nothing is seen.
std::string obstacle(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto folder = std::filesystem::absolute(path, ignored).parent_path();
  // The last folder of the path alone: more that is missing is a mistyped path, or a disk that is
  // not there.
  std::error_code problem;
  if (!std::filesystem::exists(folder, ignored) && ::mkdir(folder.c_str(), owner_alone) != 0)
    problem.assign(errno, std::generic_category());
  if (problem)
    return "the directory " + folder.string() + " does not exist and cannot be created (" +
           problem.message() + ")";
  if (!std::filesystem::is_directory(folder, ignored))
    return folder.string() + " is not a directory";
  if (std::filesystem::is_directory(path, ignored)) return "it is a directory";
  return {};
}

constexpr std::chrono::seconds wait_for_other_openers{5};
constexpr std::chrono::milliseconds between_tries{10};

std::string sentence(const db_error& e) {
  switch (e.problem()) {
    case db_problem::cannot_open:
    case db_problem::read_only: return "it, or its directory, is not writable";
    case db_problem::not_a_database: return "it is not an SQLite database, or it is damaged";
    case db_problem::busy: return "another process has locked it";
    case db_problem::full: return "the disk is full";
    default: return e.what();
  }
}

domain::error unusable(const database_place& where, const std::string& why) {
  return fail(errc::unavailable, "database " + where.shown + " cannot be used: " + why);
}

domain::error unusable(const database_place& where, const db_error& e) {
  auto problem = unusable(where, where.kind == dialect::sqlite ? sentence(e) : e.what());
  if (e.problem() == db_problem::lost || e.problem() == db_problem::contended)
    problem.retry_after = std::chrono::seconds{1};
  return problem;
}

/// Before anything in the file changes: the log's mode stays in it, also in one that is refused.
domain::result<void> prepare_file(sql_session& sql) {
  if (auto ours = check_owner(sql); !ours) return ours.error();
  std::string mode;
  (void)sql.query_one("PRAGMA journal_mode = WAL", out(mode));
  if (mode != "wal") throw db_error(db_problem::read_only, 0, "no write-ahead log");
  return {};
}

domain::result<secrets> prepare(sql_session& sql, const std::string& writer,
                                domain::timestamp now) {
  if (sql.kind() == dialect::sqlite) {
    if (auto ready = prepare_file(sql); !ready) return ready.error();
  }
  if (auto migrated = migrate(sql, now); !migrated) return migrated.error();
  sql.begin_write();
  make_secrets(sql);
  if (sql.kind() == dialect::postgresql) commit_tokens::begin(sql, writer);
  sql.commit();
  return load_secrets(sql);
}

}  // namespace

domain::result<std::unique_ptr<store>> open_store(const open_options& options,
                                                  domain::id_source& ids,
                                                  const domain::clock& clock) {
  auto where = parse_database_url(options.url);
  if (!where) return where.error();
  where->audit_key = options.audit_key;
  if (where->kind == dialect::sqlite) {
    if (const auto why = obstacle(where->address); !why.empty()) return unusable(*where, why);
  }
  if (sodium_init() < 0) return fail(errc::internal, "libsodium has no source of random bytes");
  // SQLite does not wait for whoever is just making the same file's log: it says at once that it is
  // locked. Any other lock has been waited for by then.
  const auto patience = std::chrono::steady_clock::now() + wait_for_other_openers;
  for (;;) {
    try {
      auto sql = std::make_unique<sql_session>(*where, access::read_write);
      const auto writer = ids.make<domain::job_id>(clock.now()).str();
      auto keys = prepare(*sql, writer, clock.now());
      if (!keys) return unusable(*where, keys.error().detail);
      return std::unique_ptr<store>{std::make_unique<sql_store>(
          std::move(sql), writer, std::move(*keys), *where, options, ids)};
    } catch (const db_error& e) {
      const bool is_over = std::chrono::steady_clock::now() >= patience;
      if (e.problem() != db_problem::busy || is_over) return unusable(*where, e);
    }
    std::this_thread::sleep_for(between_tries);
  }
}

}  // namespace takeover::storage
