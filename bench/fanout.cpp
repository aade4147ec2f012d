/// What it costs the server to tell a conversation's subscribers of a message, beside the least
/// that writing to as many sockets can cost on the same machine in the same run.
#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/json/object.hpp>
#include <cstdio>
#include <exception>
#include <future>

#include "bench/support/bare_fanout.hpp"
#include "bench/support/measuring.hpp"
#include "bench/support/realtime_connection.hpp"

namespace {

using namespace takeover::bench;
using std::chrono::nanoseconds;
using steady = std::chrono::steady_clock;

constexpr std::size_t levels[] = {1, 10, 1'000, 5'000};
/// Server CPU for a delivered frame, as a multiple of the bare loop's, at so many subscribers.
constexpr double limit = 2;
constexpr std::size_t limited_level = 1'000;
/// Bytes of resident memory for a subscribed socket.
constexpr double socket_limit = 8'192;
/// The server and the bare loop take turns; the middle one of their runs counts.
constexpr std::size_t runs = 7;
constexpr std::size_t frames_of_a_run = 20'000, most_messages = 400, fewest_messages = 8;
/// Needed in this process for a subscriber, its bare counterpart and that one's other end.
constexpr std::size_t files_each = 3;
constexpr std::string_view sentence =
    "Thank you, that helps. One more thing: does the hand grinder come with the brush, or do I "
    "have to order it apart from it?";

double micros(nanoseconds value) { return static_cast<double>(value.count()) / 1'000; }

/// One conversation that the owner holds, and all who listen to it.
class audience {
 public:
  audience(boost::asio::io_context& context, const server_process& server, const shop& place)
      : context_(context),
        server_(server),
        place_(place),
        client_(server.port()),
        visitor_(place.new_visitor(client_)) {
    place_.claim(client_, visitor_.conversation);
  }

  void grow_to(std::size_t count) {
    while (sockets_.size() < count) {
      sockets_.push_back(std::make_unique<realtime_connection>(
          context_, server_.port(), place_, client_, place_.owner(),
          "private-conversation." + visitor_.conversation));
      sockets_.back()->listen([this](std::string_view payload) {
        if (payload.find("\"message.created\"") == std::string_view::npos) return;
        ++heard_;
        payload_bytes_ = payload.size();
      });
    }
  }

  struct told {
    nanoseconds cpu{};                    ///< of the server
    std::vector<nanoseconds> until_last;  ///< from the request to the last frame, for each message
  };

  /// The owner writes so many messages; each is waited for until all have heard it.
  told tell(std::size_t messages) {
    told result;
    const auto begin = server_.cpu_time();
    for (std::size_t n = 0; n < messages; ++n) {
      const auto wanted = heard_ + sockets_.size();
      const auto sent_at = steady::now();
      auto writing = std::async(std::launch::async, [this] { write(); });
      run_until(
          context_, [&] { return heard_ >= wanted; }, "a message");
      result.until_last.push_back(steady::now() - sent_at);
      writing.get();
    }
    result.cpu = server_.cpu_time() - begin;
    return result;
  }

  /// Of the last frame, its header included.
  [[nodiscard]] std::size_t frame_bytes() const noexcept {
    return payload_bytes_ + (payload_bytes_ < 126 ? 2 : 4);
  }

 private:
  void write() {
    client_.post("/api/conversations/" + visitor_.conversation + "/messages",
                 boost::json::object{{"client_id", fmt::format("fan.{:012}", ++written_)},
                                     {"body", sentence}},
                 place_.owner());
  }

  boost::asio::io_context& context_;
  const server_process& server_;
  const shop& place_;
  http_client client_;
  visitor visitor_;
  std::vector<std::unique_ptr<realtime_connection>> sockets_;
  std::uint64_t heard_ = 0;
  std::uint64_t written_ = 0;
  std::size_t payload_bytes_ = 0;
};

void print_row(std::size_t subscribers, audience& listening, bare_fanout& bare) {
  const auto messages = std::clamp(frames_of_a_run / subscribers, fewest_messages, most_messages);
  const auto frames = static_cast<double>(messages * subscribers);
  (void)listening.tell(fewest_messages);
  (void)bare.run(fewest_messages, listening.frame_bytes());
  std::vector<nanoseconds> cpu, bare_cpu, until_last;
  for (std::size_t run = 0; run < runs; ++run) {
    const auto told = listening.tell(messages);
    cpu.push_back(told.cpu);
    until_last.insert(until_last.end(), told.until_last.begin(), told.until_last.end());
    bare_cpu.push_back(bare.run(messages, listening.frame_bytes()));
  }
  const double each = micros(median(cpu)) / frames;
  const double bare_each = micros(median(bare_cpu)) / frames;
  fmt::print("{:>11} {:>11} {:>12} {:>13.2f} {:>10.2f} {:>10.2f} {:>7.2f} {:>7}\n", subscribers,
             messages, listening.frame_bytes(), micros(median(until_last)) / 1'000, each, bare_each,
             each / bare_each, subscribers == limited_level ? fmt::format("{:.1f}", limit) : "-");
}

void run() {
  if (raise_file_limit() < levels[std::size(levels) - 1] * files_each + 200)
    throw std::runtime_error("the system allows too few open files");
  server_process server(release_binary(), measured_settings());
  const shop place(server);
  boost::asio::io_context context{1};
  audience listening(context, server, place);
  bare_fanout bare(context);

  fmt::print(
      "Messages of a member in one conversation, each sent when all subscribers have heard the one "
      "before.\n"
      "CPU: user and system time of the server for a delivered frame, with its share of the "
      "message's storing.\n"
      "Bare: one send() of as many bytes to each of as many sockets, by one thread.\n\n");
  fmt::print("{:>11} {:>11} {:>12} {:>13} {:>10} {:>10} {:>7} {:>7}\n", "", "", "", "to the last,",
             "CPU", "bare CPU", "", "");
  fmt::print("{:>11} {:>11} {:>12} {:>13} {:>10} {:>10} {:>7} {:>7}\n", "subscribers", "messages",
             "frame, bytes", "ms", "us/frame", "us/write", "ratio", "limit");
  std::uint64_t memory_before = 0, memory_after = 0;
  for (const auto subscribers : levels) {
    memory_before = server.resident_bytes();
    listening.grow_to(subscribers);
    memory_after = server.resident_bytes();
    bare.grow_to(subscribers);
    print_row(subscribers, listening, bare);
  }
  const auto added =
      static_cast<double>(levels[std::size(levels) - 1] - levels[std::size(levels) - 2]);
  fmt::print(
      "\nResident memory of the server for an idle subscribed socket, the last {:.0f} of them: "
      "{:.0f} bytes (limit {:.0f})\n",
      added, static_cast<double>(memory_after - memory_before) / added, socket_limit);
}

}  // namespace

int main() {
  try {
    run();
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench fanout: {}\n", error.what());
    return 1;
  }
}
