/// What the server keeps in memory for a conversation that is live and idle, and for a subscribed
/// socket that is silent.
#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <exception>

#include "bench/support/realtime_connection.hpp"

namespace {

using namespace takeover::bench;

constexpr std::size_t warm_up = 2'000;
constexpr std::size_t conversations = 20'000;
constexpr std::size_t wanted_sockets = 5'000;
/// Bytes, at most.
constexpr double conversation_limit = 4'096, socket_limit = 8'192;

std::vector<visitor> make_live(const shop& place, http_client& client, std::size_t count) {
  std::vector<visitor> made;
  made.reserve(count);
  for (std::size_t n = 0; n < count; ++n) {
    made.push_back(place.new_visitor(client));
    place.claim(client, made.back().conversation);
  }
  return made;
}

void print_row(std::string_view what, std::size_t count, std::uint64_t before, std::uint64_t after,
               double limit) {
  const double each =
      (static_cast<double>(after) - static_cast<double>(before)) / static_cast<double>(count);
  fmt::print("{:<28} {:>8} {:>12.1f} {:>12.1f} {:>12.0f} {:>12.0f}\n", what, count,
             static_cast<double>(before) / 1048576, static_cast<double>(after) / 1048576, each,
             limit);
}

void run() {
  const auto files = raise_file_limit();
  const std::size_t sockets =
      std::min<std::size_t>(wanted_sockets, files > 400 ? (files - 200) / 2 : 100);
  server_process server(release_binary(), measured_settings());
  const shop place(server);
  http_client client(server.port());

  // The first ones fill caches and pools that later ones share.
  const auto first = make_live(place, client, warm_up);
  const auto live_before = metric(client.get("/metrics"), "takeover_conversations_live");
  const auto before = server.resident_bytes();
  const auto live = make_live(place, client, conversations);
  const auto with_conversations = server.resident_bytes();
  const auto live_after = metric(client.get("/metrics"), "takeover_conversations_live");
  if (live_after - live_before < static_cast<double>(conversations)) {
    throw std::runtime_error(fmt::format("only {} of {} conversations are live",
                                         live_after - live_before, conversations));
  }

  boost::asio::io_context context;
  std::vector<std::unique_ptr<realtime_connection>> open;
  const auto subscribe = [&](const std::vector<visitor>& to, std::size_t count) {
    for (std::size_t n = 0; n < count; ++n)
      open.push_back(std::make_unique<realtime_connection>(
          context, server.port(), place, client, place.owner(),
          "private-conversation." + to[n].conversation));
  };
  subscribe(first, std::min(warm_up, sockets / 4));
  const auto before_sockets = server.resident_bytes();
  const auto counted = sockets - open.size();
  subscribe(live, counted);
  const auto with_sockets = server.resident_bytes();

  fmt::print(
      "Resident memory of the server, MB before and after, and bytes for each one more.\n\n");
  fmt::print("{:<28} {:>8} {:>12} {:>12} {:>12} {:>12}\n", "", "count", "before, MB", "after, MB",
             "bytes each", "limit");
  print_row("idle live conversation", conversations, before, with_conversations,
            conversation_limit);
  print_row("idle subscribed socket", counted, before_sockets, with_sockets, socket_limit);
}

}  // namespace

int main() {
  try {
    run();
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench memory: {}\n", error.what());
    return 1;
  }
}
