#include "net/realtime/broadcaster.hpp"

#include <sys/socket.h>

#include "net/realtime/pusher/channel_name.hpp"
#include "net/realtime/pusher/pusher_socket.hpp"
#include "net/realtime/sse/stream_connection.hpp"
#include "net/realtime/websocket/handshake.hpp"
#include "net/wire/realtime/events.hpp"

namespace takeover::net::realtime {

using actors::listener_kind;

namespace {

constexpr std::chrono::seconds drain_timeout{2};

/// What a listener of this kind is sent for an event; null if nothing.
shared_frame frame_of(const actors::channel& channel, const actors::event& what, listener_kind to,
                      const wire::event_context& around) {
  const auto rendered = wire::render(channel, what, to, around);
  if (!rendered) return nullptr;
  std::optional<delta_mark> delta;
  if (const auto* piece = std::get_if<actors::answer_delta>(&what))
    delta = delta_mark{channel.id, piece->epoch};
  if (to != listener_kind::visitor_stream)
    return text_frame(wire::envelope(rendered->name, channel_name(channel), rendered->data), delta);
  const bool last = std::holds_alternative<actors::stream_done>(what);
  return event_chunk(rendered->name, rendered->data, delta,
                     last ? stream_end::here : stream_end::later);
}

class sharded_broadcaster final : public broadcaster {
 public:
  sharded_broadcaster(std::span<io_shard* const> shards, std::string key, std::string secret,
                      const limits& bounds, const domain::clock& clock, const broker_factory& with)
      : context_(std::make_shared<realtime_context>(
            realtime_context{signer{std::move(key), std::move(secret)}, bounds, clock})) {
    for (auto* shard : shards) {
      auto hub = std::make_shared<shard_hub>(*shard, context_);
      // The shard's clock keeps the hub alive as long as anything on the shard can come back to it.
      shard->post([hub, shard] {
        shard->every_tick([hub](shard_hub::steady_time now) { hub->tick(now); });
      });
      if (hubs_.size() <= shard->index()) hubs_.resize(shard->index() + 1);
      hubs_[shard->index()] = std::move(hub);
    }
    broker_ = with(hubs_);
    goes_beyond_ = broker_->reaches() == broker::scope::cluster;
  }

  ~sharded_broadcaster() override {
    // The shards are stopped, so nothing runs beside us; their contexts still stand, as the sockets
    // need.
    for (const auto& hub : hubs_)
      if (hub) hub->detach_all();
  }

  void attach(actors::conversations& conversations, actors::presence_service& presence) override {
    context_->conversations = &conversations;
    context_->presence = &presence;
  }

  void upgrade(io_shard& shard, boost::asio::ip::tcp::socket socket, http::accounts::holder account,
               const upgrade_request& request, std::string_view unread) override {
    auto answer = answer_handshake(request.websocket_version, request.websocket_key);
    if (!answer.upgraded) {
      // A first answer of this size always fits into an idle connection.
      (void)::send(socket.native_handle(), answer.head.data(), answer.head.size(),
                   MSG_NOSIGNAL | MSG_DONTWAIT);
      return;
    }
    auto& hub = *hubs_.at(shard.index());
    const auto client = std::make_shared<pusher_socket>(hub, std::move(socket), std::move(account));
    hub.add(client);
    hub.socket_opened();
    client->open(std::move(answer.head), request, unread);
  }

  std::unique_ptr<event_stream> open_stream(io_shard& shard, domain::conversation_id of,
                                            http::body_framing framing) override {
    return make_stream(*hubs_.at(shard.index()), {actors::channel_kind::conversation, of.value()},
                       framing);
  }

  void announce(const actors::channel& channel, const actors::event& what, const actors::reach& to,
                actors::flush_token passed, actors::listener except) override {
    if (to.none() && !goes_beyond_) return;
    auto message = std::make_shared<broadcast>();
    message->channel = channel;
    message->except = except;
    message->flush_token = std::move(passed);
    if (const auto* added = std::get_if<actors::entry_added>(&what))
      message->begins_epoch = added->begins_epoch;
    render_into(message->frames, channel, what, to);
    message->local_shards = to.shards[0] | to.shards[1] | to.shards[2];
    broker_->publish(std::move(message));
  }

  void admit(const actors::listener& who, const actors::channel& channel, listener_kind kind,
             const actors::admission& from) override {
    shared_frame joined;
    if (kind != listener_kind::visitor_stream)
      joined = text_frame(wire::subscription_succeeded(channel, channel_name(channel), from));
    shared_frame so_far;
    if (from.so_far) so_far = frame_of(channel, *from.so_far, kind, {});
    on_hub_of(who, [number = who.number, channel, kind, joined = std::move(joined),
                    so_far = std::move(so_far)](shard_hub& hub) {
      hub.admit(number, channel, kind, joined, so_far);
    });
  }

  void refuse(const actors::listener& who, const actors::channel& channel,
              const domain::error& why) override {
    on_hub_of(who, [number = who.number, channel, why](shard_hub& hub) {
      hub.refuse(number, channel, why);
    });
  }

  void tell(const actors::listener& who, const actors::channel& channel, listener_kind kind,
            const actors::event& what) override {
    auto frame = frame_of(channel, what, kind, {});
    if (!frame) return;
    on_hub_of(who, [number = who.number, channel, kind, frame = std::move(frame)](shard_hub& hub) {
      hub.tell(number, channel, kind, frame);
    });
  }

  void close(const actors::channel& channel, ending how) override { broker_->close(channel, how); }

  void end_session(domain::session_id session) override { broker_->end_session(session); }

  [[nodiscard]] socket_stats stats() const override {
    socket_stats sum;
    for (const auto& hub : hubs_) {
      if (!hub) continue;
      const auto part = hub->stats();
      sum.sockets += part.sockets;
      sum.subscriptions += part.subscriptions;
      sum.frames += part.frames;
      sum.bytes += part.bytes;
      sum.cut_slow += part.cut_slow;
      sum.dropped_deltas += part.dropped_deltas;
    }
    return sum;
  }

  void drain() override {
    std::vector<std::future<void>> drained;
    for (const auto& hub : hubs_) {
      if (!hub) continue;
      auto done = std::make_shared<std::promise<void>>();
      if (!hub->shard().on_this_thread()) drained.push_back(done->get_future());
      hub->shard().post([hub, done = std::move(done)] { hub->drain(done); });
    }
    // A shard that has stopped already breaks its promise, which ends the wait as well.
    const auto deadline = std::chrono::steady_clock::now() + drain_timeout;
    for (auto& shard : drained) shard.wait_until(deadline);
  }

  [[nodiscard]] std::string sign(std::string_view socket_id, std::string_view channel,
                                 std::string_view channel_data) const override {
    return context_->signing.sign(socket_id, channel, channel_data);
  }

 private:
  void render_into(std::array<shared_frame, actors::listener_kinds>& frames,
                   const actors::channel& channel, const actors::event& what,
                   const actors::reach& to) const {
    const auto around = surroundings_of(what);
    for (std::size_t i = 0; i < frames.size(); ++i) {
      if (to.shards[i] == 0 && !goes_beyond_) continue;
      const auto kind = static_cast<listener_kind>(i);
      const auto& for_members = frames[static_cast<std::size_t>(listener_kind::member)];
      const bool same =
          kind == listener_kind::visitor && for_members && wire::renders_same_for_all(what);
      frames[i] = same ? for_members : frame_of(channel, what, kind, around);
    }
  }

  [[nodiscard]] wire::event_context surroundings_of(const actors::event& what) const {
    const auto* changed = std::get_if<actors::lead_changed>(&what);
    if (changed == nullptr || !changed->lead.record.conversation) return {};
    return {context_->presence->table().visitor_of(*changed->lead.record.conversation)};
  }

  template <class Task>
  void on_hub_of(const actors::listener& who, Task task) {
    if (who.shard >= hubs_.size() || !hubs_[who.shard]) return;
    hubs_[who.shard]->shard().post(
        [hub = hubs_[who.shard].get(), task = std::move(task)] { task(*hub); });
  }

  std::shared_ptr<realtime_context> context_;
  local_hubs hubs_;
  std::unique_ptr<broker> broker_;
  bool goes_beyond_ = false;  ///< other processes may have listeners that we do not know of
};

}  // namespace

std::unique_ptr<broadcaster> broadcaster::make(std::span<io_shard* const> shards, std::string key,
                                               std::string secret, const limits& bounds,
                                               const domain::clock& clock,
                                               const broker_factory& with) {
  return std::make_unique<sharded_broadcaster>(shards, std::move(key), std::move(secret), bounds,
                                               clock, with);
}

}  // namespace takeover::net::realtime
