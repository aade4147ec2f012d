#include <libpq-fe.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include "bench/support/bare_loop.hpp"
#include "bench/support/measuring.hpp"

namespace takeover::bench {
namespace {

using namespace std::chrono;

constexpr const char* select_conversations =
    "SELECT id, epoch, last_seq FROM conversations WHERE controller = 'human'";
constexpr const char* insert_entry =
    "INSERT INTO timeline_entries (conversation_id, seq, kind, role, author_user_id, client_id, "
    "body, meta, created_at) "
    "VALUES ($1, $2, 'message', 'visitor', NULL, $3, $4, '{}', $5)";
constexpr const char* update_conversation =
    "UPDATE conversations SET last_seq = $1, visitor_seq = $1, last_question_seq = $1, "
    "visitor_message_count = visitor_message_count + 1, "
    "last_activity_at = $2, visitor_wrote_at = $2 WHERE id = $3 AND epoch = $4 AND last_seq = $5";
constexpr const char* body =
    "Thank you, that helps. One more thing: does the hand grinder come with the brush, or do I "
    "have to order it apart from it?";

struct close_connection {
  void operator()(PGconn* handle) const { PQfinish(handle); }
};
struct clear_result {
  void operator()(PGresult* result) const { PQclear(result); }
};
using connection = std::unique_ptr<PGconn, close_connection>;
using answer = std::unique_ptr<PGresult, clear_result>;

answer checked(PGconn* handle, PGresult* result) {
  answer owned(result);
  const auto status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    throw std::runtime_error(std::string("the bare loop: ") + PQerrorMessage(handle));
  return owned;
}

template <std::size_t N>
answer run(PGconn* handle, const char* name, const std::array<std::string, N>& values) {
  std::array<const char*, N> texts{};
  for (std::size_t n = 0; n < N; ++n) texts[n] = values[n].c_str();
  return checked(handle, PQexecPrepared(handle, name, N, texts.data(), nullptr, nullptr, 0));
}

void prepare(PGconn* handle, const char* name, const char* sql) {
  checked(handle, PQprepare(handle, name, sql, 0, nullptr));
}

struct row {
  std::string id;
  std::string epoch;
  std::int64_t last_seq = 0;
};

std::unordered_map<std::string, row> read_conversations(PGconn* handle) {
  const auto found = run(handle, "conversations", std::array<std::string, 0>{});
  std::unordered_map<std::string, row> rows;
  for (int n = 0; n < PQntuples(found.get()); ++n) {
    const std::string id = PQgetvalue(found.get(), n, 0);
    rows[id] = {id, PQgetvalue(found.get(), n, 1), std::stoll(PQgetvalue(found.get(), n, 2))};
  }
  return rows;
}

}  // namespace

bare_result run_bare_postgresql_loop(const std::string& url, const bare_plan& plan) {
  const connection opened(PQconnectdb(url.c_str()));
  auto* handle = opened.get();
  if (PQstatus(handle) != CONNECTION_OK)
    throw std::runtime_error(std::string("the bare loop: ") + PQerrorMessage(handle));
  prepare(handle, "begin", "BEGIN");
  prepare(handle, "commit", "COMMIT");
  prepare(handle, "conversations", select_conversations);
  prepare(handle, "entry", insert_entry);
  prepare(handle, "state", update_conversation);
  auto rows = read_conversations(handle);
  const auto order = in_order(rows, plan.order);

  const auto wall_begin = steady_clock::now();
  const auto cpu = [&] {
    return cpu_of_this_thread() + (plan.beside ? plan.beside() : nanoseconds{});
  };
  const auto cpu_begin = cpu();
  std::uint64_t done = 0;
  for (std::uint64_t groups = 1; done < plan.messages; ++groups) {
    const auto until = std::min(
        plan.messages, static_cast<std::uint64_t>(static_cast<double>(groups) * plan.group));
    if (until == done) continue;
    const auto at_ms =
        std::to_string(duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count());
    run(handle, "begin", std::array<std::string, 0>{});
    for (; done < until; ++done) {
      auto& conversation = *order[done % order.size()];
      const auto seq = std::to_string(conversation.last_seq + 1);
      // Other than those of an earlier loop over the same rows.
      const auto client_id = "bare." + conversation.id.substr(0, 8) + seq;
      run(handle, "entry",
          std::array<std::string, 5>{conversation.id, seq, client_id, body, at_ms});
      const auto changed =
          run(handle, "state",
              std::array<std::string, 5>{seq, at_ms, conversation.id, conversation.epoch,
                                         std::to_string(conversation.last_seq)});
      if (std::string_view(PQcmdTuples(changed.get())) != "1")
        throw std::runtime_error("the bare loop: a conversation was not where it should be");
      ++conversation.last_seq;
    }
    run(handle, "commit", std::array<std::string, 0>{});
  }
  return {done, cpu() - cpu_begin, steady_clock::now() - wall_begin};
}

}  // namespace takeover::bench
