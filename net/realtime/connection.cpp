#include "net/realtime/connection.hpp"

#include "net/realtime/shard_hub.hpp"

namespace takeover::net::realtime {

connection::connection(shard_hub& hub, std::uint64_t number, std::size_t max_queued_bytes) noexcept
    : hub_(hub), number_(number), queue_(max_queued_bytes) {}

actors::listener connection::id() const noexcept { return {hub_.shard().index(), number_}; }

void connection::send(shared_frame what) {
  if (over_bound_) return;
  over_bound_ = !queue_.push(std::move(what));
  hub_.mark_dirty(*this);
}

std::size_t connection::drop_deltas(const domain::ulid& conversation, domain::epoch_t before) {
  if (!queue_.has_delta(conversation, before)) return 0;
  // The outcome of this write shows again at the flush.
  if (const int socket = over_bound_ ? -1 : writable_socket(); socket >= 0)
    while (write_to(socket) == send_queue::outcome::more) continue;
  return queue_.drop_deltas(conversation, before);
}

send_queue::outcome connection::write_to(int socket) {
  const auto flushed = queue_.flush(socket);
  hub_.count_written(flushed);
  return flushed.how;
}

}  // namespace takeover::net::realtime
