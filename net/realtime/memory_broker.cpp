#include "net/realtime/memory_broker.hpp"

#include <bit>

#include "net/realtime/shard_hub.hpp"

namespace takeover::net::realtime {

memory_broker::memory_broker(local_hubs hubs) : broker(scope::process), hubs_(std::move(hubs)) {}

memory_broker::~memory_broker() = default;

void memory_broker::publish(shared_broadcast message) {
  for (auto left = message->local_shards; left != 0; left &= left - 1) {
    const auto index = static_cast<std::size_t>(std::countr_zero(left));
    if (index >= hubs_.size() || !hubs_[index]) continue;
    hubs_[index]->shard().post([hub = hubs_[index].get(), message] { hub->deliver(*message); });
  }
}

void memory_broker::close(const actors::channel& channel, actors::announcer::ending how) {
  for (const auto& hub : hubs_)
    if (hub) hub->shard().post([to = hub.get(), channel, how] { to->close(channel, how); });
}

void memory_broker::end_session(domain::session_id session) {
  for (const auto& hub : hubs_)
    if (hub) hub->shard().post([to = hub.get(), session] { to->end_session(session); });
}

std::unique_ptr<broker> make_memory_broker(const local_hubs& hubs) {
  return std::make_unique<memory_broker>(hubs);
}

}  // namespace takeover::net::realtime
