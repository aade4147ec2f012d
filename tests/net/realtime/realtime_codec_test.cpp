#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <random>

#include "net/realtime/frame.hpp"
#include "net/realtime/websocket/handshake.hpp"
#include "net/realtime/websocket/utf8_check.hpp"
#include "net/realtime/websocket/websocket_reader.hpp"
#include "tests/net/realtime/client_frame.hpp"

using namespace takeover::net::realtime;
using namespace client;
using kind = incoming::kind;

namespace {

constexpr std::size_t limit = 16'384;

struct message {
  kind what;
  std::string payload;
  close_code code = 0;
  friend bool operator==(const message&, const message&) = default;
};
struct outcome {
  std::vector<message> messages;
  close_code failure = 0;
  friend bool operator==(const outcome&, const outcome&) = default;
};

/// Feeds `bytes` in the given pieces, the last one as often as needed.
outcome read_in_pieces(const std::string& bytes, const std::vector<std::size_t>& sizes,
                       std::size_t max_bytes = limit) {
  websocket_reader reader{max_bytes};
  outcome result;
  std::size_t at = 0;
  for (std::size_t i = 0; at < bytes.size(); ++i) {
    const auto size = std::min(bytes.size() - at, sizes[std::min(i, sizes.size() - 1)]);
    // A copy in a room of its own, so that a reader that looks at old bytes is caught by the
    // sanitizers.
    std::vector<char> piece{bytes.begin() + static_cast<std::ptrdiff_t>(at),
                            bytes.begin() + static_cast<std::ptrdiff_t>(at + size)};
    reader.feed(piece);
    while (const auto got = reader.next())
      result.messages.push_back({got->what, std::string{got->payload}, got->code});
    at += size;
  }
  if (reader.failed()) result.failure = reader.failed()->code;
  return result;
}

outcome read(const std::string& bytes, std::size_t max_bytes = limit) {
  return read_in_pieces(bytes, {bytes.size()}, max_bytes);
}

std::string close_payload(close_code code, std::string_view reason = {}) {
  std::string payload{static_cast<char>(code >> 8U), static_cast<char>(code & 0xFFU)};
  return payload.append(reason);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(realtime_codec)

BOOST_AUTO_TEST_CASE(the_example_of_the_standard_is_read) {
  const std::string bytes = "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58";
  const outcome wanted{{{kind::text, "Hello"}}};
  BOOST_TEST((read(bytes) == wanted));
}

BOOST_AUTO_TEST_CASE(messages_of_every_form_of_length_are_read) {
  for (const std::size_t size : {0, 1, 125, 126, 127, 4'096, 65'535, 65'536, 100'000}) {
    const outcome wanted{{{kind::text, std::string(size, 'x')}}};
    BOOST_TEST((read(masked(op_text, std::string(size, 'x')), 100'000) == wanted), size);
  }
}

BOOST_AUTO_TEST_CASE(fragments_are_joined_and_control_frames_may_come_between) {
  const auto bytes = masked(op_text, "Hal", fin::no) + masked(op_ping, "p") +
                     masked(op_continuation, "l\xC3", fin::no) + masked(op_pong, "") +
                     masked(op_continuation, "\xB6") + masked(op_binary, std::string("\0\xFF", 2));
  const outcome wanted{{{kind::ping, "p"},
                        {kind::pong, ""},
                        {kind::text, "Hall\xC3\xB6"},
                        {kind::binary, std::string("\0\xFF", 2)}}};
  BOOST_TEST((read(bytes) == wanted));
}

BOOST_AUTO_TEST_CASE(a_close_frame_ends_the_reading) {
  const outcome with_code{{{kind::text, "a"}, {kind::close, "bye", 1001}}};
  BOOST_TEST((read(masked(op_text, "a") + masked(op_close, close_payload(1001, "bye")) +
                   masked(op_text, "b")) == with_code));
  const outcome without{{{kind::close, "", 0}}};
  BOOST_TEST((read(masked(op_close, "")) == without));
}

BOOST_AUTO_TEST_CASE(close_codes_are_validated) {
  for (const int code :
       {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 3000, 3999, 4000, 4999})
    BOOST_TEST(read(masked(op_close, close_payload(static_cast<close_code>(code)))).failure == 0,
               code);
  for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65'535})
    BOOST_TEST(read(masked(op_close, close_payload(static_cast<close_code>(code)))).failure == 1002,
               code);
}

struct hostile {
  std::string why;
  std::string bytes;
  int code;
};
std::ostream& operator<<(std::ostream& to, const hostile& h) { return to << h.why; }

std::string raw(std::initializer_list<int> bytes) {
  std::string text;
  for (const int byte : bytes) text += static_cast<char>(byte);
  return text;
}

const std::vector<hostile> hostile_bytes{
    {"not masked", raw({0x81, 0x01, 'x'}), 1002},
    {"first reserved bit (no extension was agreed)", raw({0xC1, 0x80, 0, 0, 0, 0}), 1002},
    {"second reserved bit", raw({0xA1, 0x80}), 1002},
    {"third reserved bit", raw({0x91, 0x80}), 1002},
    {"reserved data opcode 3", raw({0x83, 0x80}), 1002},
    {"reserved data opcode 7", raw({0x87, 0x80}), 1002},
    {"reserved control opcode 11", raw({0x8B, 0x80}), 1002},
    {"reserved control opcode 15", raw({0x8F, 0x80}), 1002},
    {"fragmented ping", raw({0x09, 0x80}), 1002},
    {"ping of 126 bytes", raw({0x89, 0xFE, 0, 126}), 1002},
    {"close of 64 bits of length", raw({0x88, 0xFF}), 1002},
    {"continuation of nothing", raw({0x80, 0x80}), 1002},
    {"continuation after a whole message", masked(op_text, "a") + masked(op_continuation, "b"),
     1002},
    {"message inside a message", masked(op_text, "a", fin::no) + masked(op_text, "b"), 1002},
    {"16 bits for a length of 125", raw({0x81, 0xFE, 0, 125}), 1002},
    {"64 bits for a length of 65535", raw({0x81, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}), 1002},
    {"negative length", raw({0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0}), 1002},
    {"length of 2^63-1", raw({0x81, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}), 1009},
    {"one byte over the limit, by its head alone", raw({0x81, 0xFE, 0x40, 0x01}), 1009},
    {"fragments over the limit",
     masked(op_text, std::string(limit, 'x'), fin::no) + masked(op_continuation, "y"), 1009},
    {"close of one byte", masked(op_close, "\x03"), 1002},
    {"close reason that is not UTF-8", masked(op_close, close_payload(1000, "\xC3")), 1007},
    {"text that is not UTF-8", masked(op_text, "a\xFFz"), 1007},
    {"text that ends inside a character", masked(op_text, "\xE2\x82"), 1007},
    {"first fragment that is not UTF-8", masked(op_text, "\xC0", fin::no), 1007},
    {"character broken across fragments",
     masked(op_text, "\xE2\x82", fin::no) + masked(op_continuation, "x"), 1007},
    {"surrogate half", masked(op_text, "\xED\xA0\x80"), 1007},
};

BOOST_DATA_TEST_CASE(hostile_bytes_end_the_connection_with_the_right_code, hostile_bytes) {
  BOOST_TEST(read(sample.bytes).failure == sample.code);
  BOOST_TEST(read_in_pieces(sample.bytes, {1}).failure == sample.code);
}

BOOST_AUTO_TEST_CASE(nothing_is_read_after_a_violation) {
  const outcome wanted{{{kind::text, "a"}}, 1002};
  BOOST_TEST(
      (read(masked(op_text, "a") + raw({0x81, 0x01, 'x'}) + masked(op_text, "b")) == wanted));
}

BOOST_AUTO_TEST_CASE(stream_reads_the_same_however_it_is_split) {
  std::mt19937 random{20'261'122};  // NOLINT: the same cuts every time
  std::string bytes;
  outcome wanted;
  for (int i = 0; i < 60; ++i) {
    const auto text = "m" + std::to_string(i) + std::string(random() % 700, 'a') + "ä€👋";
    switch (random() % 4) {
      case 0:
        bytes += masked(op_text, text, fin::yes, static_cast<std::uint32_t>(random()));
        wanted.messages.push_back({kind::text, text});
        break;
      case 1: {
        const auto cut = random() % text.size();
        bytes +=
            masked(op_text, text.substr(0, cut), fin::no, static_cast<std::uint32_t>(random())) +
            masked(op_ping, "between") +
            masked(op_continuation, text.substr(cut), fin::yes,
                   static_cast<std::uint32_t>(random()));
        wanted.messages.push_back({kind::ping, "between"});
        wanted.messages.push_back({kind::text, text});
        break;
      }
      case 2:
        bytes += masked(op_pong, "");
        wanted.messages.push_back({kind::pong, ""});
        break;
      default: bytes += masked(op_binary, text); wanted.messages.push_back({kind::binary, text});
    }
  }
  BOOST_TEST((read(bytes) == wanted));
  BOOST_TEST((read_in_pieces(bytes, {1}) == wanted));
  for (int round = 0; round < 200; ++round) {
    std::vector<std::size_t> sizes(400);
    for (auto& size : sizes) size = 1 + random() % (round % 2 == 0 ? 7 : 300);
    BOOST_REQUIRE((read_in_pieces(bytes, sizes) == wanted));
  }
}

BOOST_AUTO_TEST_CASE(random_bytes_never_confuse_the_reader) {
  std::mt19937 random{7};  // NOLINT: the same bytes every time
  for (int round = 0; round < 3'000; ++round) {
    std::string bytes(1 + random() % 64, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(random());
    const auto whole = read(bytes);
    BOOST_REQUIRE((read_in_pieces(bytes, {1 + random() % 5}) == whole));
  }
}

BOOST_AUTO_TEST_CASE(an_idle_reader_keeps_nothing) {
  websocket_reader reader{limit};
  auto bytes = masked(op_text, std::string(10'000, 'x'), fin::no) + masked(op_continuation, "y");
  for (auto& byte : bytes) {
    reader.feed({&byte, 1});
    while (reader.next()) {
    }
  }
  BOOST_TEST(!reader.failed().has_value());
  BOOST_TEST(reader.kept_bytes() == 0U);
}

BOOST_AUTO_TEST_CASE(utf8_is_checked_across_every_split) {
  const std::string good =
      "aä€👋\xF4\x8F\xBF\xBF\xED\x9F\xBF\xEE\x80\x80 and some longer plain text";
  for (std::size_t cut = 0; cut <= good.size(); ++cut) {
    utf8_check check;
    BOOST_TEST(check.feed(good.substr(0, cut)));
    BOOST_TEST(check.feed(good.substr(cut)));
    BOOST_TEST(check.complete());
  }
  for (const std::string bad : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80",
                                "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5", "\xC3z"}) {
    utf8_check check;
    bool fine = true;
    for (const char byte : bad) fine = fine && check.feed({&byte, 1});
    BOOST_TEST(!fine);
  }
}

BOOST_AUTO_TEST_CASE(frames_are_written_unmasked_with_the_shortest_length) {
  BOOST_TEST(text_frame("Hello")->bytes == "\x81\x05Hello");
  BOOST_TEST(text_frame(std::string(126, 'x'))->bytes.substr(0, 4) == raw({0x81, 126, 0, 126}));
  BOOST_TEST(text_frame(std::string(65'535, 'x'))->bytes.substr(0, 4) ==
             raw({0x81, 126, 0xFF, 0xFF}));
  BOOST_TEST(text_frame(std::string(65'536, 'x'))->bytes.substr(0, 10) ==
             raw({0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0}));
  BOOST_TEST(pong_frame("p")->bytes == "\x8A\x01p");
  BOOST_TEST(ping_frame()->bytes == raw({0x89, 0}));
  BOOST_TEST(close_frame(4009, "no")->bytes == raw({0x88, 4, 0x0F, 0xA9, 'n', 'o'}));
  BOOST_TEST(close_frame(no_close_code, "")->bytes == raw({0x88, 0}));
  BOOST_TEST(close_frame(1000, std::string(500, 'x'))->bytes.size() == 2U + 125U);
}

BOOST_AUTO_TEST_CASE(an_event_is_one_chunk_and_the_last_one_ends_the_body) {
  BOOST_TEST(event_chunk("delta", "{}")->bytes == "17\r\nevent: delta\ndata: {}\n\n\r\n");
  BOOST_TEST(event_chunk("done", "{}", {}, stream_end::here)->bytes ==
             "16\r\nevent: done\ndata: {}\n\n\r\n0\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(the_handshake_of_the_standard_is_answered) {
  const auto answer = answer_handshake("13", "dGhlIHNhbXBsZSBub25jZQ==");
  BOOST_TEST(answer.upgraded);
  BOOST_TEST(answer.head.starts_with("HTTP/1.1 101 "));
  BOOST_TEST(answer.head.find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") !=
             std::string::npos);
  BOOST_TEST(answer.head.ends_with("\r\n\r\n"));
}

BOOST_AUTO_TEST_CASE(invalid_handshake_is_refused) {
  BOOST_TEST(answer_handshake("8", "dGhlIHNhbXBsZSBub25jZQ==").head.starts_with("HTTP/1.1 426 "));
  BOOST_TEST(
      answer_handshake("", "dGhlIHNhbXBsZSBub25jZQ==").head.find("Sec-WebSocket-Version: 13\r\n") !=
      std::string::npos);
  for (const std::string_view key :
       {"", "short", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ===",
        "dGhlIHNhbXBsZSBub25j Q==", "dGhlIHNhbXBsZSBub25jZQxx"}) {
    const auto answer = answer_handshake("13", key);
    BOOST_TEST(!answer.upgraded);
    BOOST_TEST(answer.head.starts_with("HTTP/1.1 400 "));
  }
}

BOOST_AUTO_TEST_SUITE_END()
