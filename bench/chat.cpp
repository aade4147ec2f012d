/// What a chat message costs the server on each database, beside the least that storing it there
/// can cost on the same machine in the same run.
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <optional>

#include "bench/support/bare_loop.hpp"
#include "bench/support/chat_load.hpp"
#include "bench/support/measuring.hpp"
#include "tests/support/storage/postgresql_server.hpp"

namespace {

using namespace takeover::bench;
using std::chrono::nanoseconds;

constexpr std::size_t conversations = 10'000;
/// Who writes: in so many of the conversations, over so many connections.
struct scene {
  std::size_t conversations;
  std::size_t connections;
};
constexpr scene scenes[] = {{1, 1},    {100, 16},  {256, 1},    {256, 16},
                            {256, 64}, {256, 256}, {10'000, 64}};
/// Each figure is the middle one of so many runs.
constexpr int runs = 5;
constexpr std::chrono::milliseconds window{2'000};
constexpr std::chrono::milliseconds warm_up{500};
/// Server CPU for a message, as a multiple of the bare loop's.
constexpr double limit = 3;

double micros(nanoseconds value) { return static_cast<double>(value.count()) / 1'000; }
double millis(nanoseconds value) { return micros(value) / 1'000; }

struct figures {
  double per_second = 0;
  double acknowledged_p50 = 0, acknowledged_p99 = 0;  ///< milliseconds
  double delivered_p50 = 0, delivered_p99 = 0;
  double group = 0;         ///< changes in one commit
  double cpu = 0;           ///< microseconds of the server for a message
  double database_cpu = 0;  ///< and of the database's own processes
  std::uint64_t messages = 0;
  std::vector<std::string> order;  ///< the conversations as they were written in
};

/// What is measured: a server, and CPU time of its database that counts, too.
struct subject {
  const server_process& server;
  http_client& client;
  std::function<nanoseconds()> database_cpu;
};

std::vector<std::string> conversations_of(const std::vector<const visitor*>& order) {
  std::vector<std::string> ids;
  for (const auto* each : order) ids.push_back(each->conversation);
  return ids;
}

figures measure_once(chat_load& load, const subject& who, const scene& at) {
  double commits = 0, changes = 0;
  nanoseconds cpu{}, database{};
  const auto read = [&](int sign) {
    const auto text = who.client.get("/metrics");
    commits += sign * metric(text, "takeover_store_commits_total");
    changes += sign * metric(text, "takeover_store_changes_total");
    cpu += sign * who.server.cpu_time();
    database += sign * who.database_cpu();
  };
  load_plan plan{at.connections, at.conversations,  warm_up,
                 window,         [&] { read(-1); }, [&] { read(+1); }};
  auto result = load.run(plan);
  const auto messages = static_cast<double>(result.acknowledged);
  return {messages / (micros(result.wall) / 1e6),
          millis(percentile(result.until_acknowledged, 0.5)),
          millis(percentile(result.until_acknowledged, 0.99)),
          millis(percentile(result.until_delivered, 0.5)),
          millis(percentile(result.until_delivered, 0.99)),
          changes / commits,
          micros(cpu) / messages,
          micros(database) / messages,
          result.acknowledged,
          conversations_of(result.order)};
}

template <class T>
T middle(const std::vector<figures>& all, T figures::*what) {
  std::vector<T> values;
  for (const auto& one : all) values.push_back(one.*what);
  return median(std::move(values));
}

figures measure(chat_load& load, const subject& who, const scene& at) {
  std::vector<figures> all;
  for (int run = 0; run < runs; ++run) all.push_back(measure_once(load, who, at));
  return {middle(all, &figures::per_second),
          middle(all, &figures::acknowledged_p50),
          middle(all, &figures::acknowledged_p99),
          middle(all, &figures::delivered_p50),
          middle(all, &figures::delivered_p99),
          middle(all, &figures::group),
          middle(all, &figures::cpu),
          middle(all, &figures::database_cpu),
          middle(all, &figures::messages),
          all.back().order};
}

using bare_loop = std::function<bare_result(const bare_plan&)>;

double bare_cpu(const bare_loop& loop, const subject& who, const figures& of) {
  std::vector<double> all;
  for (int run = 0; run < runs; ++run) {
    const auto result = loop({of.messages, of.group, of.order, who.database_cpu});
    all.push_back(micros(result.cpu) / static_cast<double>(result.messages));
  }
  return median(std::move(all));
}

void print_head(const char* database) {
  fmt::print("{}\n{:>13} {:>11} {:>10} {:>17} {:>17} {:>7} {:>10} {:>10} {:>10} {:>7} {:>7}\n",
             database, "", "", "", "acknowledged, ms", "delivered, ms", "", "CPU", "database's",
             "bare CPU", "", "");
  fmt::print(
      "{:>13} {:>11} {:>10} {:>8} {:>8} {:>8} {:>8} {:>7} {:>10} {:>10} {:>10} {:>7} {:>7}\n",
      "conversations", "connections", "messages/s", "p50", "p99", "p50", "p99", "group",
      "us/message", "us/message", "us/message", "ratio", "limit");
}

void print_row(const scene& at, const figures& of, double bare) {
  fmt::print(
      "{:>13} {:>11} {:>10.0f} {:>8.2f} {:>8.2f} {:>8.2f} {:>8.2f} {:>7.1f} {:>10.1f} {:>10.1f} "
      "{:>10.1f} {:>7.2f} {:>7.1f}\n",
      at.conversations, at.connections, of.per_second, of.acknowledged_p50, of.acknowledged_p99,
      of.delivered_p50, of.delivered_p99, of.group, of.cpu, of.database_cpu, bare,
      (of.cpu + of.database_cpu) / bare, limit);
  std::fflush(stdout);
}

void run_on(const char* name, const std::string& url, std::function<nanoseconds()> database_cpu) {
  server_process server(release_binary(), measured_settings(), url);
  const shop place(server);
  http_client client(server.port());
  const subject who{server, client, std::move(database_cpu)};
  std::vector<visitor> visitors;
  for (std::size_t n = 0; n < conversations; ++n) {
    visitors.push_back(place.new_visitor(client));
    place.claim(client, visitors.back().conversation);
  }
  std::vector<figures> results;
  {
    chat_load load(server, place, visitors);
    for (const auto& each : scenes) results.push_back(measure(load, who, each));
  }
  server.stop();

  print_head(name);
  const bare_loop on_sqlite = [&](const bare_plan& plan) {
    const auto copy = server.folder() / "bare.db";
    std::filesystem::copy_file(server.database(), copy,
                               std::filesystem::copy_options::overwrite_existing);
    const auto result = run_bare_loop(copy, plan);
    for (const auto* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(copy.string() + suffix);
    return result;
  };
  const bare_loop on_postgresql = [&](const bare_plan& plan) {
    return run_bare_postgresql_loop(url, plan);
  };
  for (std::size_t n = 0; n < std::size(scenes); ++n) {
    print_row(scenes[n], results[n],
              bare_cpu(url.empty() ? on_sqlite : on_postgresql, who, results[n]));
  }
  fmt::print("\n");
}

void run(std::string_view only) {
  raise_file_limit();
  fmt::print(
      "Messages of visitors in conversations that a member holds, one realtime listener in each of "
      "{}; the load runs on the same machine.\n"
      "CPU: user and system time for a message, of the server and of the database's own processes. "
      "Bare: the same rows with the database's own\n"
      "library, in groups of the same size, and its own processes with it.\n"
      "Each figure is the middle one of {} runs.\n\n",
      conversations, runs);
  if (only.empty() || only == "sqlite") run_on("SQLite", {}, [] { return nanoseconds{}; });
  if (only.empty() || only == "postgresql") {
    // Its housekeeping begins when it likes, and would be on one side's bill alone.
    takeover::storage::test::postgresql_server database("autovacuum = off\n");
    run_on("PostgreSQL", database.url("public"), [&] { return cpu_of_family(database.process()); });
  }
}

}  // namespace

int main(int count, char** arguments) {
  const std::string_view only = count > 1 ? arguments[1] : "";
  if (count > 2 || !(only.empty() || only == "sqlite" || only == "postgresql")) {
    fmt::print(stderr, "usage: bench_chat [sqlite|postgresql]\n");
    return 2;
  }
  try {
    run(only);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench chat: {}\n", error.what());
    return 1;
  }
}
