/// What a chat message costs the server, beside the least that storing it can cost on the same machine in the same run.
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <filesystem>

#include "bench/support/bare_loop.hpp"
#include "bench/support/chat_load.hpp"

namespace {

using namespace takeover::bench;
using std::chrono::nanoseconds;

constexpr std::size_t conversations = 256;
constexpr std::size_t levels[] = {1, 16, 64, 256};
/// Server CPU for a message, as a multiple of the bare loop's.
constexpr double limit = 3.5;

struct measured {
  std::size_t connections = 0;
  load_result load;
  nanoseconds cpu{};
  double group = 0;  ///< changes in one commit
  double changes = 0;
};

measured measure(chat_load& load, const server_process& server, http_client& client, std::size_t connections) {
  measured result;
  result.connections = connections;
  double commits_before = 0, changes_before = 0, commits = 0, changes = 0;
  nanoseconds cpu_before{}, cpu_after{};
  load_plan plan;
  plan.connections = connections;
  plan.window_begins = [&] {
    const auto text = client.get("/metrics");
    commits_before = metric(text, "takeover_store_commits_total");
    changes_before = metric(text, "takeover_store_changes_total");
    cpu_before = server.cpu_time();
  };
  plan.window_ends = [&] {
    cpu_after = server.cpu_time();
    const auto text = client.get("/metrics");
    commits = metric(text, "takeover_store_commits_total") - commits_before;
    changes = metric(text, "takeover_store_changes_total") - changes_before;
  };
  result.load = load.run(plan);
  result.cpu = cpu_after - cpu_before;
  result.group = changes / commits;
  result.changes = changes;
  return result;
}

double micros(nanoseconds value) { return static_cast<double>(value.count()) / 1'000; }
double millis(nanoseconds value) { return micros(value) / 1'000; }

void print_row(measured& at, const bare_result& bare) {
  const auto messages = static_cast<double>(at.load.acknowledged);
  const double cpu = micros(at.cpu) / messages;
  const double bare_cpu = micros(bare.cpu) / static_cast<double>(bare.messages);
  fmt::print("{:>11} {:>10.0f} {:>8.2f} {:>8.2f} {:>8.2f} {:>8.2f} {:>7.1f} {:>10.1f} {:>10.1f} {:>7.2f} {:>7.1f}\n", at.connections,
             messages / (micros(at.load.wall) / 1e6), millis(percentile(at.load.until_acknowledged, 0.5)),
             millis(percentile(at.load.until_acknowledged, 0.99)), millis(percentile(at.load.until_delivered, 0.5)),
             millis(percentile(at.load.until_delivered, 0.99)), at.group, cpu, bare_cpu, cpu / bare_cpu, limit);
}

void run() {
  raise_file_limit();
  server_process server(release_binary(), measured_settings());
  const shop place(server);
  http_client client(server.port());
  std::vector<visitor> visitors;
  for (std::size_t n = 0; n < conversations; ++n) {
    visitors.push_back(place.new_visitor(client));
    place.claim(client, visitors.back().conversation);
  }
  std::vector<measured> results;
  {
    chat_load load(server, place, visitors);
    for (const auto connections : levels) results.push_back(measure(load, server, client, connections));
  }
  server.stop();

  fmt::print(
      "Messages of visitors in {} conversations that a member holds, one realtime listener each; the load runs on the same machine.\n"
      "CPU: user and system time of the server for a message. Bare: the same rows in plain SQLite, in groups of the same size.\n\n",
      conversations);
  fmt::print("{:>11} {:>10} {:>17} {:>17} {:>7} {:>10} {:>10} {:>7} {:>7}\n", "", "", "acknowledged, ms", "delivered, ms", "", "CPU", "bare CPU", "",
             "");
  fmt::print("{:>11} {:>10} {:>8} {:>8} {:>8} {:>8} {:>7} {:>10} {:>10} {:>7} {:>7}\n", "connections", "messages/s", "p50", "p99", "p50", "p99",
             "group", "us/message", "us/message", "ratio", "limit");
  for (auto& each : results) {
    const auto copy = server.folder() / "bare.db";
    std::filesystem::copy_file(server.database(), copy, std::filesystem::copy_options::overwrite_existing);
    print_row(each, run_bare_loop(copy, each.load.acknowledged, each.group));
    for (const auto* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(copy.string() + suffix);
  }
}

}  // namespace

int main() {
  try {
    run();
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench chat: {}\n", error.what());
    return 1;
  }
}
