#include <sodium.h>

#include <filesystem>

#include "storage/detail/group_commit.hpp"
#include "storage/detail/reader_pool.hpp"
#include "storage/migrations.hpp"
#include "storage/secret_repository.hpp"
#include "storage/store.hpp"

namespace takeover::storage {
namespace {

using domain::errc;
using domain::fail;

/// The store over one SQLite file: composes the writer, the readers and the checkpointer. Has no logic of its own.
class sqlite_store final : public store {
 public:
  sqlite_store(std::unique_ptr<detail::sql_session> writer, secrets keys, const std::string& path, const open_options& options,
               domain::id_source& ids)
      : keys_(std::move(keys)),
        log_(path),
        readers_(path, options.readers, options.max_waiting),
        writer_(std::move(writer), log_, ids, options.max_waiting) {}
  ~sqlite_store() override { sqlite_store::stop(); }

  void submit(conversation_change change, commit_done done) override { writer_.submit(std::move(change), std::move(done)); }
  void write(std::function<domain::result<void>(writer&)> job, std::function<void(domain::result<void>)> done) override {
    writer_.write(std::move(job), std::move(done));
  }
  bool read(std::function<void(reader&)> job) override { return readers_.read(std::move(job)); }

  const secrets& keys() const override { return keys_; }
  store_stats stats() const override {
    return {writer_.commits(), writer_.changes(), writer_.waiting(), readers_.waiting(), writer_.healthy() && readers_.healthy()};
  }
  void stop() override {
    writer_.stop();
    readers_.stop();
    log_.stop();
  }

 private:
  secrets keys_;
  detail::checkpointer log_;
  detail::reader_pool readers_;
  detail::group_commit writer_;
};

domain::result<std::string> path_of(const std::string& url) {
  constexpr std::string_view scheme = "sqlite:";
  if (url.starts_with("postgresql:") || url.starts_with("postgres:"))
    return fail(errc::invalid, "database: PostgreSQL is not in this version yet; use sqlite:PATH");
  if (!url.starts_with(scheme)) return fail(errc::invalid, "database: \"" + url + "\" is not of the form sqlite:PATH");
  auto path = url.substr(scheme.size());
  if (path.empty()) return fail(errc::invalid, "database: the path after sqlite: is missing");
  if (path == ":memory:") return fail(errc::invalid, "database: a file is needed, :memory: is none");
  // SOCI's connect string has no way to write it.
  if (path.find('"') != std::string::npos) return fail(errc::invalid, "database: the path may not contain a quotation mark");
  return path;
}

/// Makes the file's folder if it is missing. What keeps the file from being opened at all, as a sentence; empty if nothing is seen.
std::string obstacle(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto folder = std::filesystem::absolute(path, ignored).parent_path();
  // The last folder of the path alone: more that is missing is a mistyped path, or a disk that is not there.
  std::error_code problem;
  if (!std::filesystem::exists(folder, ignored) && !std::filesystem::create_directory(folder, problem))
    return "the directory " + folder.string() + " does not exist and cannot be made (" + problem.message() + ")";
  if (!std::filesystem::is_directory(folder, ignored)) return folder.string() + " is not a directory";
  if (std::filesystem::is_directory(path, ignored)) return "it is a directory";
  return {};
}

std::string sentence(const db_error& e) {
  switch (e.problem()) {
    case db_problem::cannot_open:
    case db_problem::read_only: return "it, or its directory, is not writable";
    case db_problem::not_a_database: return "it is not an SQLite database, or a broken one";
    case db_problem::busy: return "another process has locked it";
    case db_problem::full: return "the disk is full";
    default: return e.what();
  }
}

domain::error unusable(const std::string& path, const std::string& why) {
  return fail(errc::unavailable, "database " + path + " cannot be used: " + why);
}

domain::result<secrets> prepare(detail::sql_session& sql, domain::timestamp now) {
  // Before the mode, which stays in the file.
  if (auto ours = check_owner(sql); !ours) return ours.error();
  std::string mode;
  (void)sql.query_one("PRAGMA journal_mode = WAL", detail::out(mode));
  if (mode != "wal") throw db_error(db_problem::read_only, 0, "no write-ahead log");
  if (auto migrated = migrate(sql, now); !migrated) return migrated.error();
  sql.begin_write();
  make_secrets(sql);
  sql.commit();
  return load_secrets(sql);
}

}  // namespace

domain::result<std::unique_ptr<store>> open_store(const open_options& options, domain::id_source& ids, const domain::clock& clock) {
  const auto path = path_of(options.url);
  if (!path) return path.error();
  if (const auto why = obstacle(*path); !why.empty()) return unusable(*path, why);
  if (sodium_init() < 0) return fail(errc::internal, "libsodium found no source of random bytes");
  try {
    auto sql = std::make_unique<detail::sql_session>(*path, detail::access::read_write);
    auto keys = prepare(*sql, clock.now());
    if (!keys) return unusable(*path, keys.error().detail);
    return std::unique_ptr<store>{std::make_unique<sqlite_store>(std::move(sql), std::move(*keys), *path, options, ids)};
  } catch (const db_error& e) {
    return unusable(*path, sentence(e));
  }
}

}  // namespace takeover::storage
