/// Frames of a WebSocket client: read the same however they are cut; text arrives exactly if it is
/// UTF-8. The input is taken as raw bytes, as fragments of one text, and as a close frame's
/// payload.
#include <string>
#include <vector>

#include "domain/text/utf8.hpp"
#include "net/realtime/websocket/websocket_reader.hpp"
#include "tests/fuzz/fuzzing.hpp"
#include "tests/net/realtime/client_frame.hpp"

namespace {

using namespace takeover;
using net::realtime::incoming;

constexpr std::size_t message_limit = 1'000;

struct reading {
  std::vector<std::string> heard;  ///< kind, code and payload
  int failed_with = 0;             ///< a close code; 0: nothing failed
  friend bool operator==(const reading&, const reading&) = default;
};

std::string show(const incoming& message) {
  if (message.what == incoming::kind::text)
    fuzz::require(domain::is_utf8(message.payload), "a text is UTF-8");
  if (message.what == incoming::kind::close) {
    fuzz::require(domain::is_utf8(message.payload), "a reason is UTF-8");
    fuzz::require(
        message.code == net::realtime::no_close_code || net::realtime::may_be_sent(message.code),
        "a close code is one that may be sent");
  } else if (message.what != incoming::kind::text && message.what != incoming::kind::binary) {
    fuzz::require(message.payload.size() <= 125, "a control frame is short");
  }
  fuzz::require(message.payload.size() <= message_limit, "a message is within its limit");
  return std::to_string(static_cast<int>(message.what)) + " " + std::to_string(message.code) + " " +
         std::string{message.payload};
}

reading read(std::string_view bytes, fuzz::arrival how) {
  reading all;
  net::realtime::websocket_reader reader{message_limit};
  fuzz::arrive(bytes, how, [&](std::string_view piece) {
    std::string copy{piece};  // unmasked in place
    reader.feed(copy);
    while (const auto message = reader.next()) all.heard.push_back(show(*message));
  });
  if (reader.failed()) all.failed_with = reader.failed()->code;
  return all;
}

/// The text between bars is a fragment each, with a ping before all but the first.
void check_fragments(std::string_view text) {
  std::string frames;
  std::string message;
  reading expected;
  const auto ping = "3 0 " + std::string{text.substr(0, 20)};
  for (bool first = true; first || !text.empty(); first = false) {
    const auto fragment = fuzz::take_until(text, '|');
    message += fragment;
    if (message.size() > message_limit) return;
    if (!first) frames += client::masked(client::op_ping, ping.substr(4));
    if (!first) expected.heard.push_back(ping);
    frames += client::masked(first ? client::op_text : client::op_continuation, fragment,
                             text.empty() ? client::fin::yes : client::fin::no);
  }
  expected.heard.push_back("0 0 " + message);
  for (const auto how : {fuzz::arrival::whole, fuzz::arrival::single, fuzz::arrival::pieces}) {
    const auto all = read(frames, how);
    fuzz::require((all.failed_with == 0) == domain::is_utf8(message),
                  "a message is refused exactly if it is not UTF-8");
    fuzz::require(all.failed_with == 0 || all.failed_with == 1007, "the code for it is 1007");
    if (all.failed_with == 0) fuzz::require(all == expected, "fragments make up the message");
  }
}

void check_close(std::string_view payload) {
  payload = payload.substr(0, 125);
  const auto all =
      read(client::masked(client::op_close, payload) + client::masked(client::op_text, "not heard"),
           fuzz::arrival::whole);
  fuzz::require(all.heard.size() == (all.failed_with == 0 ? 1 : 0),
                "nothing follows a close frame");
  if (payload.size() > 2 && all.failed_with != 1002)
    fuzz::require((all.failed_with == 0) == domain::is_utf8(payload.substr(2)),
                  "a reason is refused exactly if it is not UTF-8");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::text_of(data, size);
  const auto whole = read(bytes, fuzz::arrival::whole);
  fuzz::require(read(bytes, fuzz::arrival::single) == whole, "byte by byte it reads the same");
  fuzz::require(read(bytes, fuzz::arrival::pieces) == whole, "in pieces it reads the same");
  check_fragments(bytes);
  check_close(bytes);
  return 0;
}
