/// Conversations that come to life and leave memory again, with few and with very many of them in
/// the database.
#include <fmt/format.h>
#include <sqlite3.h>

#include <cstdio>
#include <exception>
#include <memory>
#include <thread>

#include "bench/support/measuring.hpp"
#include "bench/support/shop.hpp"

namespace {

using namespace takeover::bench;
using namespace std::chrono;

constexpr std::size_t few = 10'000, very_many = 1'000'000;
/// Of one that is live and idle, at most.
constexpr double bytes_limit = 4'096;
/// How many come to life; the first ones fill the page caches and pools that the others share.
constexpr std::size_t woken = 10'000, warm_up = 4'000;
/// What the program waits before it lets go of an idle conversation, its looks for them included;
/// and what may be lost on top.
constexpr seconds passivation{90};

/// The id of the n-th conversation: a valid ULID.
std::string id_of(std::size_t n) { return fmt::format("01KBENCH{:018}", n); }

/// Writes conversations and their visitors straight into the file, as the program would leave them.
void fill(const server_process& server, std::size_t count) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open(server.database().c_str(), &opened);
  const std::unique_ptr<sqlite3, int (*)(sqlite3*)> handle(opened, sqlite3_close);
  if (code != SQLITE_OK) throw std::runtime_error("the database cannot be opened");
  const auto rows = fmt::format(
      "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {}) ", count);
  const auto sql =
      "BEGIN; INSERT INTO visitors (id, agent_id, anon_id, name, email, created_at) " + rows +
      "SELECT printf('01KBENCH%018d', n.i), agents.id, 'anon-' || n.i, '', '', 1700000000000 + n.i "
      "FROM n, agents;"
      "INSERT INTO conversations (id, workspace_id, agent_id, visitor_id, controller, created_at, "
      "last_activity_at, page_url) " +
      rows +
      "SELECT printf('01KBENCH%018d', n.i), agents.workspace_id, agents.id, "
      "printf('01KBENCH%018d', n.i), 'bot', "
      "1700000000000 + n.i, 1700000000000 + n.i, 'https://shop.example/' FROM n, agents; COMMIT;";
  if (sqlite3_exec(handle.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    throw std::runtime_error(sqlite3_errmsg(handle.get()));
}

double live(http_client& client) {
  return metric(client.get("/metrics"), "takeover_conversations_live");
}

/// Milliseconds of one note, which wakes the conversation if it sleeps.
double note(http_client& client, const shop& place, std::size_t number,
            std::string_view client_id) {
  const auto begin = steady_clock::now();
  client.post("/api/conversations/" + id_of(number) + "/notes",
              {{"client_id", client_id}, {"body", "Called back."}}, place.owner());
  return duration<double, std::milli>(steady_clock::now() - begin).count();
}

std::vector<double> notes(http_client& client, const shop& place, std::size_t total,
                          std::string_view client_id) {
  std::vector<double> took;
  // Spread over the whole table, as people are.
  for (std::size_t n = 0; n < woken; ++n)
    took.push_back(note(client, place, n * (total / woken), client_id));
  return took;
}

/// Gives the bytes of one.
double measure(std::size_t total) {
  server_process server(release_binary(), measured_settings());
  const shop place(server);
  server.stop();
  fill(server, total);
  const auto start_begin = steady_clock::now();
  server.start();
  const duration<double, std::milli> start = steady_clock::now() - start_begin;
  http_client client(server.port());

  std::vector<double> asleep;
  for (std::size_t n = 0; n < warm_up; ++n)
    asleep.push_back(note(client, place, n * (total / woken), "a"));
  const auto before = server.resident_bytes();
  for (std::size_t n = warm_up; n < woken; ++n)
    asleep.push_back(note(client, place, n * (total / woken), "a"));
  const auto after = server.resident_bytes();
  if (live(client) < static_cast<double>(woken))
    throw std::runtime_error("not all conversations stayed alive");
  const auto awake = notes(client, place, total, "b");

  const auto wait_begin = steady_clock::now();
  while (live(client) > 0) {
    if (steady_clock::now() - wait_begin > passivation)
      throw std::runtime_error("idle conversations stayed in memory");
    std::this_thread::sleep_for(milliseconds{100});
  }
  const duration<double> gone = steady_clock::now() - wait_begin;
  const auto again = notes(client, place, total, "c");
  const double each = (static_cast<double>(after) - static_cast<double>(before)) /
                      static_cast<double>(woken - warm_up);
  fmt::print("{:>12} {:>10.0f} {:>12.0f} {:>12.2f} {:>12.2f} {:>12.2f} {:>10.1f}\n", total,
             start.count(), each, median(asleep), median(again), median(awake), gone.count());
  return each;
}

}  // namespace

int main() {
  try {
    fmt::print(
        "{} conversations come to life by a note, leave memory when they are idle for a minute, "
        "and come back.\n\n",
        woken);
    fmt::print("{:>12} {:>10} {:>12} {:>38} {:>10}\n", "in the", "start,", "bytes of one",
               "a note, ms: first / rebuilt / awake", "gone");
    fmt::print("{:>12} {:>10} {:>12} {:>12} {:>12} {:>12} {:>10}\n", "database", "ms",
               fmt::format("(limit {:.0f})", bytes_limit), "", "", "", "after, s");
    bool held = true;
    for (const auto total : {few, very_many}) {
      const double each = measure(total);
      if (each <= bytes_limit) continue;
      held = false;
      fmt::print(stderr, "bench actors: among {}, one takes {:.0f} bytes, more than {:.0f}\n",
                 total, each, bytes_limit);
    }
    return held ? 0 : 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench actors: {}\n", error.what());
    return 1;
  }
}
