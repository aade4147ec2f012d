/// What capturing a lead costs the server, beside the least that storing one chat message can cost
/// on the same machine in the same run.
#include <fmt/format.h>

#include <atomic>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <thread>

#include "bench/support/bare_loop.hpp"
#include "bench/support/shop.hpp"

namespace {

using namespace takeover::bench;
using std::chrono::nanoseconds;
using steady = std::chrono::steady_clock;

constexpr std::size_t levels[] = {1, 16, 64};
constexpr std::size_t warm_up = 200;
constexpr std::size_t captures = 3'000;
/// Server CPU for a capture, as a multiple of the bare loop's for a message: a capture writes about
/// six rows and their indexes (lead, conversation, two counters, a mail's job, an entry), and tells
/// the workspace.
constexpr double limit = 12;

double micros(nanoseconds value) { return static_cast<double>(value.count()) / 1'000; }

/// Visitors of `connections` who fill in the form, each with a new address, until so many are
/// captured.
void capture(const server_process& server, const std::vector<visitor>& who, std::size_t connections,
             std::size_t count, std::atomic<int>& number) {
  std::atomic<std::size_t> left = count;
  std::atomic<bool> failed = false;
  std::vector<std::thread> threads;
  for (std::size_t n = 0; n < connections; ++n) {
    threads.emplace_back([&, n] {
      try {
        http_client client(server.port());
        while (!failed && left.fetch_sub(1) - 1 < count) {
          const int mine = ++number;
          (void)client.post("/v1/widget/leads",
                            {{"client_id", fmt::format("l{}", mine)},
                             {"source", "form"},
                             {"fields",
                              {{"email", fmt::format("visitor{}@example.com", mine)},
                               {"name", "Aoife Brennan"}}}},
                            who[n].token);
        }
      } catch (const std::exception& problem) {
        fmt::print(stderr, "{}\n", problem.what());
        failed = true;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  if (failed) throw std::runtime_error("a capture was refused");
}

void run() {
  raise_file_limit();
  server_process server(release_binary(), measured_settings());
  const shop place(server);
  http_client client(server.port());
  std::vector<visitor> visitors;
  for (std::size_t n = 0; n < levels[std::size(levels) - 1]; ++n) {
    visitors.push_back(place.new_visitor(client));
    place.claim(client, visitors.back().conversation);
  }

  fmt::print(
      "Leads from the form, each new; every one also queues a mail for the workspace's owner.\n"
      "CPU: user and system time of the server for a capture. Bare: one chat message in plain "
      "SQLite, in groups of the same size.\n\n");
  fmt::print("{:>11} {:>11} {:>7} {:>10} {:>10} {:>7} {:>7}\n", "", "", "", "CPU", "bare CPU", "",
             "");
  fmt::print("{:>11} {:>11} {:>7} {:>10} {:>10} {:>7} {:>7}\n", "connections", "captures/s",
             "group", "us/capture", "us/message", "ratio", "limit");
  std::atomic<int> number = 0;
  for (const auto connections : levels) {
    capture(server, visitors, connections, warm_up, number);
    const auto text = client.get("/metrics");
    const auto cpu = server.cpu_time();
    const auto begin = steady::now();
    capture(server, visitors, connections, captures, number);
    const nanoseconds wall = steady::now() - begin;
    const auto spent = server.cpu_time() - cpu;
    const auto after = client.get("/metrics");
    const auto grown = [&](std::string_view name) {
      return metric(after, name) - metric(text, name);
    };
    const double group =
        grown("takeover_store_changes_total") / grown("takeover_store_commits_total");

    std::vector<std::string> order;
    for (std::size_t n = 0; n < connections; ++n) order.push_back(visitors[n].conversation);
    const auto copy = server.folder() / "bare.db";
    std::filesystem::copy_file(server.database(), copy,
                               std::filesystem::copy_options::overwrite_existing);
    const auto bare = run_bare_loop(copy, {captures, group, order});
    for (const auto* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(copy.string() + suffix);
    const double each = micros(spent) / captures;
    const double bare_each = micros(bare.cpu) / static_cast<double>(bare.messages);
    fmt::print("{:>11} {:>11.0f} {:>7.1f} {:>10.1f} {:>10.1f} {:>7.2f} {:>7.1f}\n", connections,
               captures / (micros(wall) / 1e6), group, each, bare_each, each / bare_each, limit);
  }
  server.stop();
}

}  // namespace

int main() {
  try {
    run();
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench captures: {}\n", error.what());
    return 1;
  }
}
