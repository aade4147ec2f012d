/// The answer to an upgrade. Input: the version in the first line, the key in the rest.
#include "net/realtime/websocket/handshake.hpp"
#include "tests/fuzz/fuzzing.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto key = fuzz::text_of(data, size);
  const auto version = fuzz::take_until(key);
  const auto answer = takeover::net::realtime::answer_handshake(version, key);
  const auto accept = takeover::net::realtime::accept_value(key);
  fuzz::require(!accept || (key.size() == 24 && accept->size() == 28), "a key is 16 bytes");
  fuzz::require(answer.upgraded == (version == "13" && accept.has_value()),
                "only version 13 with a key is upgraded");
  const std::string_view head = answer.head;
  fuzz::require(head.starts_with(answer.upgraded ? "HTTP/1.1 101 " : "HTTP/1.1 4"),
                "the status says it");
  const auto end = head.find("\r\n\r\n");
  fuzz::require(end != std::string_view::npos, "the head ends");
  if (answer.upgraded) fuzz::require(end + 4 == head.size(), "frames follow the head at once");
  return 0;
}
