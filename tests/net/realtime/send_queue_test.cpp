#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "net/realtime/send_queue.hpp"
#include "tests/net/wire/wire_samples.hpp"

using namespace takeover;
using namespace takeover::net::realtime;
using outcome = send_queue::outcome;

namespace {

/// Two ends of a connection; what is written here stays in small kernel buffers until the test
/// reads it.
struct connected_pair {
  connected_pair() {
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    const int small = 1;  // the kernel makes it its minimum
    ::setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
  }
  ~connected_pair() {
    for (const int end : ends)
      if (end >= 0) ::close(end);
  }
  connected_pair(const connected_pair&) = delete;
  connected_pair& operator=(const connected_pair&) = delete;

  [[nodiscard]] int server() const { return ends[0]; }
  void hang_up() {
    ::close(ends[1]);
    ends[1] = -1;
  }
  /// Everything that can be read now.
  [[nodiscard]] std::string read() const {
    std::string text;
    char room[4096];
    for (;;) {
      const auto count = ::recv(ends[1], room, sizeof room, MSG_DONTWAIT);
      if (count <= 0) return text;
      text.append(room, static_cast<std::size_t>(count));
    }
  }

  int ends[2] = {-1, -1};
};

shared_frame filled(char with, std::size_t size) { return plain_frame(std::string(size, with)); }

shared_frame delta(char with, std::size_t size, domain::epoch_t epoch,
                   domain::conversation_id of = samples::conversation) {
  return std::make_shared<const frame>(
      frame{std::string(size, with), delta_mark{of.value(), epoch}});
}

/// Flushes and reads until all has arrived.
std::string drain(send_queue& from, const connected_pair& pair) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) {
    const auto how = from.flush(pair.server()).how;
    text += pair.read();
    if (how == outcome::empty) return text;
    BOOST_REQUIRE((how != outcome::broken));
  }
  BOOST_FAIL("the queue does not get empty");
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(send_queues)

BOOST_AUTO_TEST_CASE(queued_frames_are_written_in_order_by_one_call) {
  const connected_pair pair;
  send_queue queue{1'000};
  for (const char c : {'a', 'b', 'c'}) BOOST_REQUIRE(queue.push(filled(c, 2)));
  const auto done = queue.flush(pair.server());
  BOOST_TEST((done.how == outcome::empty));
  BOOST_TEST(done.frames == 3U);
  BOOST_TEST(done.bytes == 6U);
  BOOST_TEST(pair.read() == "aabbcc");
  BOOST_TEST(queue.empty());
  BOOST_TEST(queue.bytes() == 0U);
}

BOOST_AUTO_TEST_CASE(frames_beyond_one_call_are_written_by_several) {
  const connected_pair pair;
  send_queue queue{10'000};
  std::string wanted;
  for (int i = 0; i < 2'500; ++i) {
    const char c = static_cast<char>('a' + i % 26);
    wanted += c;
    BOOST_REQUIRE(queue.push(filled(c, 1)));
  }
  BOOST_TEST((queue.flush(pair.server()).how != outcome::empty));
  BOOST_TEST(pair.read() + drain(queue, pair) == wanted);
}

BOOST_AUTO_TEST_CASE(bound_counts_unsent_bytes_only) {
  const connected_pair pair;
  send_queue queue{10};
  BOOST_TEST(queue.push(filled('a', 6)));
  BOOST_TEST(!queue.push(filled('b', 5)));
  BOOST_TEST(queue.push(filled('c', 4)));
  BOOST_TEST(queue.bytes() == 10U);
  BOOST_TEST((queue.flush(pair.server()).how == outcome::empty));
  BOOST_TEST(queue.push(filled('d', 10)));
  BOOST_TEST(drain(queue, pair) == "aaaaaaccccdddddddddd");
}

BOOST_AUTO_TEST_CASE(full_window_blocks_and_the_rest_follows_later) {
  const connected_pair pair;
  send_queue queue{1'000'000};
  BOOST_REQUIRE(queue.push(filled('a', 100'000)));
  BOOST_REQUIRE(queue.push(filled('b', 100'000)));
  send_queue::flushed done;
  do {
    done = queue.flush(pair.server());
  } while (done.how == outcome::more);
  BOOST_TEST((done.how == outcome::blocked));
  BOOST_TEST(!queue.empty());
  BOOST_TEST(drain(queue, pair) == std::string(100'000, 'a') + std::string(100'000, 'b'));
}

BOOST_AUTO_TEST_CASE(lost_peer_is_reported_without_a_signal) {
  connected_pair pair;
  send_queue queue{100};
  BOOST_REQUIRE(queue.push(filled('a', 1)));
  pair.hang_up();
  BOOST_TEST((queue.flush(pair.server()).how == outcome::broken));
}

BOOST_AUTO_TEST_CASE(only_older_deltas_of_the_conversation_are_dropped) {
  const connected_pair pair;
  send_queue queue{1'000};
  const auto other = samples::make_id<domain::conversation_id>("C0V1");
  BOOST_REQUIRE(queue.push(delta('a', 1, 1)));
  BOOST_REQUIRE(queue.push(filled('b', 1)));
  BOOST_REQUIRE(queue.push(delta('c', 1, 2)));
  BOOST_REQUIRE(queue.push(delta('d', 1, 1, other)));
  BOOST_REQUIRE(queue.push(delta('e', 1, 3)));
  BOOST_TEST(queue.drop_deltas(samples::conversation.value(), 3) == 2U);
  BOOST_TEST(queue.bytes() == 3U);
  BOOST_REQUIRE(queue.push(filled('f', 1)));
  BOOST_TEST(drain(queue, pair) == "bdef");
}

BOOST_AUTO_TEST_CASE(partly_written_delta_is_finished_before_the_claim) {
  const connected_pair pair;
  send_queue queue{10'000'000};
  constexpr std::size_t size = 300'000;
  for (const char c : {'a', 'b', 'c'}) BOOST_REQUIRE(queue.push(delta(c, size, 1)));
  std::string written;
  // Until a part of some delta is out: the kernel's buffer holds less than one.
  BOOST_TEST((queue.flush(pair.server()).how == outcome::blocked));
  BOOST_TEST(queue.size() == 3U);
  BOOST_TEST(queue.bytes() < 3 * size);
  BOOST_TEST(queue.drop_deltas(samples::conversation.value(), 2) == 2U);
  BOOST_TEST(queue.size() == 1U);
  BOOST_REQUIRE(queue.push(filled('!', 1)));
  BOOST_TEST((drain(queue, pair) == std::string(size, 'a') + "!"));
}

BOOST_AUTO_TEST_CASE(unwritten_delta_is_dropped_even_at_the_front) {
  const connected_pair pair;
  send_queue queue{1'000};
  BOOST_REQUIRE(queue.push(filled('x', 3)));
  BOOST_TEST((queue.flush(pair.server()).how == outcome::empty));
  BOOST_REQUIRE(queue.push(delta('a', 3, 1)));
  BOOST_TEST(queue.drop_deltas(samples::conversation.value(), 2) == 1U);
  BOOST_TEST(queue.empty());
  BOOST_TEST(pair.read() == "xxx");
}

BOOST_AUTO_TEST_CASE(head_of_a_response_is_written_before_corked_frames) {
  const connected_pair pair;
  send_queue queue{10};
  BOOST_REQUIRE(queue.push(filled('a', 10)));
  queue.push_first(filled('h', 5));
  BOOST_TEST(drain(queue, pair) == "hhhhhaaaaaaaaaa");
}

BOOST_AUTO_TEST_SUITE_END()
