/// Bytes for a socket, framed once and shared by all connections that send them. Owns the framing;
/// knows no socket and no queue.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "domain/conversations/timeline.hpp"
#include "net/realtime/websocket/websocket_reader.hpp"

namespace takeover::net::realtime {

/// Marks a fragment of an answer. The epoch is its fencing token: it is void once the conversation
/// has a newer one.
struct delta_mark {
  domain::ulid conversation;
  domain::epoch_t epoch = 0;
};

struct frame {
  std::string bytes;
  std::optional<delta_mark> delta{};
  bool ends_stream = false;  ///< the last one of its event stream
};
using shared_frame = std::shared_ptr<const frame>;

[[nodiscard]] shared_frame plain_frame(std::string bytes);
/// One unmasked WebSocket text frame. Source: RFC 6455, section 5.2.
[[nodiscard]] shared_frame text_frame(std::string_view payload,
                                      const std::optional<delta_mark>& delta = {});
[[nodiscard]] shared_frame ping_frame();
/// `payload`: at most 125 bytes.
[[nodiscard]] shared_frame pong_frame(std::string_view payload);
/// `no_close_code`: a close frame without a code. The reason is cut to 123 bytes.
[[nodiscard]] shared_frame close_frame(close_code code, std::string_view reason);
enum class stream_end { later, here };
/// One server-sent event as one chunk of a chunked HTTP body, with the body's end if it is the
/// last. `data` must be one line.
[[nodiscard]] shared_frame event_chunk(std::string_view event, std::string_view data,
                                       const std::optional<delta_mark>& delta = {},
                                       stream_end end = stream_end::later);
/// The same event for a body that is not chunked. `chunk`: made by `event_chunk`.
[[nodiscard]] shared_frame without_chunk(const frame& chunk);

}  // namespace takeover::net::realtime
