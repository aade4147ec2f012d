#include "bench/support/bare_loop.hpp"

#include <sqlite3.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include "bench/support/measuring.hpp"

namespace takeover::bench {
namespace {

using namespace std::chrono;

constexpr const char* settings_of_the_writer =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA "
    "cache_size = -16000;"
    "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;";
constexpr const char* insert_entry =
    "INSERT INTO timeline_entries (conversation_id, seq, kind, role, author_user_id, client_id, "
    "body, meta, created_at) "
    "VALUES (?1, ?2, 'message', 'visitor', NULL, ?3, ?4, '{}', ?5)";
constexpr const char* update_conversation =
    "UPDATE conversations SET last_seq = ?1, visitor_seq = ?1, last_question_seq = ?1, "
    "visitor_message_count = visitor_message_count + 1, "
    "last_activity_at = ?2, visitor_wrote_at = ?2 WHERE id = ?3 AND epoch = ?4 AND last_seq = ?5";
constexpr const char* body =
    "Thank you, that helps. One more thing: does the hand grinder come with the brush, or do I "
    "have to order it apart from it?";
/// Written back when the log has grown by so many pages, as SQLite itself would.
constexpr int checkpoint_pages = 1'000;

struct close_database {
  void operator()(sqlite3* handle) const { sqlite3_close(handle); }
};
struct finalize_statement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using database_handle = std::unique_ptr<sqlite3, close_database>;
using statement_handle = std::unique_ptr<sqlite3_stmt, finalize_statement>;

void check(sqlite3* handle, int code) {
  if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
    throw std::runtime_error(std::string("the bare loop: ") + sqlite3_errmsg(handle));
}

statement_handle prepare(sqlite3* handle, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  check(handle,
        sqlite3_prepare_v3(handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
  return statement_handle(statement);
}

struct row {
  std::string id;
  std::int64_t epoch = 0;
  std::int64_t last_seq = 0;
};

std::unordered_map<std::string, row> read_conversations(sqlite3* handle) {
  std::unordered_map<std::string, row> rows;
  const auto select =
      prepare(handle, "SELECT id, epoch, last_seq FROM conversations WHERE controller = 'human'");
  while (sqlite3_step(select.get()) == SQLITE_ROW) {
    const std::string id = reinterpret_cast<const char*>(sqlite3_column_text(select.get(), 0));
    rows[id] = {id, sqlite3_column_int64(select.get(), 1), sqlite3_column_int64(select.get(), 2)};
  }
  return rows;
}

void run_once(sqlite3* handle, sqlite3_stmt* statement) {
  const int code = sqlite3_step(statement);
  if (code != SQLITE_DONE) check(handle, code == SQLITE_ROW ? SQLITE_MISUSE : code);
  sqlite3_reset(statement);
}

}  // namespace

bare_result run_bare_loop(const std::filesystem::path& database, const bare_plan& plan) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open(database.c_str(), &opened);
  const database_handle handle(opened);
  check(handle.get(), code);
  check(handle.get(),
        sqlite3_exec(handle.get(), settings_of_the_writer, nullptr, nullptr, nullptr));
  int pages = 0;
  sqlite3_wal_hook(
      handle.get(),
      [](void* target, sqlite3*, const char*, int in_log) {
        *static_cast<int*>(target) = in_log;
        return SQLITE_OK;
      },
      &pages);
  auto rows = read_conversations(handle.get());
  const auto order = in_order(rows, plan.order);
  const auto begin_group = prepare(handle.get(), "BEGIN IMMEDIATE");
  const auto commit = prepare(handle.get(), "COMMIT");
  const auto insert = prepare(handle.get(), insert_entry);
  const auto update = prepare(handle.get(), update_conversation);

  const auto wall_begin = steady_clock::now();
  const auto cpu_begin = cpu_of_this_thread();
  std::uint64_t done = 0;
  for (std::uint64_t groups = 1; done < plan.messages; ++groups) {
    const auto until = std::min(
        plan.messages, static_cast<std::uint64_t>(static_cast<double>(groups) * plan.group));
    if (until == done) continue;
    const auto at_ms = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    run_once(handle.get(), begin_group.get());
    for (; done < until; ++done) {
      auto& conversation = *order[done % order.size()];
      const auto id_size = static_cast<int>(conversation.id.size());
      const auto client_id = "bare." + std::to_string(1'000'000'000'000'000 + done);
      auto* entry = insert.get();
      sqlite3_bind_text(entry, 1, conversation.id.data(), id_size, SQLITE_STATIC);
      sqlite3_bind_int64(entry, 2, conversation.last_seq + 1);
      sqlite3_bind_text(entry, 3, client_id.data(), static_cast<int>(client_id.size()),
                        SQLITE_STATIC);
      sqlite3_bind_text(entry, 4, body, -1, SQLITE_STATIC);
      sqlite3_bind_int64(entry, 5, at_ms);
      run_once(handle.get(), entry);
      auto* state = update.get();
      sqlite3_bind_int64(state, 1, conversation.last_seq + 1);
      sqlite3_bind_int64(state, 2, at_ms);
      sqlite3_bind_text(state, 3, conversation.id.data(), id_size, SQLITE_STATIC);
      sqlite3_bind_int64(state, 4, conversation.epoch);
      sqlite3_bind_int64(state, 5, conversation.last_seq);
      run_once(handle.get(), state);
      if (sqlite3_changes(handle.get()) != 1)
        throw std::runtime_error("the bare loop: a conversation was not where it should be");
      ++conversation.last_seq;
    }
    run_once(handle.get(), commit.get());
    if (pages >= checkpoint_pages) {
      check(handle.get(), sqlite3_wal_checkpoint_v2(handle.get(), nullptr,
                                                    SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr));
      pages = 0;
    }
  }
  return {done, cpu_of_this_thread() - cpu_begin, steady_clock::now() - wall_begin};
}

}  // namespace takeover::bench
