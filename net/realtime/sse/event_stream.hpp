/// The event stream of one visitor message as the API sees it: a listener of its conversation that
/// writes an HTTP body. Owns no socket.
#pragma once

#include "actors/events.hpp"
#include "net/http/body_writer.hpp"

namespace takeover::net::realtime {

/// Corked until `write`. The body ends with `stream_done`; it fails when the peer is gone or reads
/// too slowly.
class event_stream : public http::body_writer {
 public:
  [[nodiscard]] virtual actors::listener id() const = 0;
};

}  // namespace takeover::net::realtime
