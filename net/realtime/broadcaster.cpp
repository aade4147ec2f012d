#include "net/realtime/broadcaster.hpp"

#include <sys/socket.h>

#include "net/realtime/pusher/pusher_socket.hpp"
#include "net/realtime/sse/event_stream.hpp"
#include "net/realtime/websocket/handshake.hpp"
#include "net/wire/events.hpp"

namespace takeover::net::realtime {

using actors::listener_kind;

namespace {

constexpr std::chrono::seconds drain_patience{2};

/// What a listener of this kind is sent for an event; null: nothing.
shared_frame frame_of(const actors::channel& where, const actors::event& what, listener_kind to,
                      const wire::event_context& around) {
  const auto told = wire::render(where, what, to, around);
  if (!told) return nullptr;
  std::optional<delta_mark> delta;
  if (const auto* piece = std::get_if<actors::answer_delta>(&what))
    delta = delta_mark{where.id, piece->epoch};
  if (to != listener_kind::visitor_stream)
    return text_frame(wire::envelope(told->name, channel_name(where), told->data), delta);
  const bool last = std::holds_alternative<actors::stream_done>(what);
  return event_chunk(told->name, told->data, delta, last ? stream_end::here : stream_end::later);
}

class shard_gateway final : public gateway {
 public:
  shard_gateway(std::span<io_shard* const> shards, std::string key, std::string secret,
                const limits& bounds, const domain::clock& clock)
      : common_(std::make_shared<common>(
            common{signer{std::move(key), std::move(secret)}, bounds, clock})) {
    for (auto* shard : shards) {
      auto made = std::make_shared<hub>(*shard, common_);
      // The shard's clock keeps the hub alive as long as anything on the shard can come back to it.
      shard->post(
          [made, shard] { shard->every_tick([made](hub::steady_time now) { made->tick(now); }); });
      if (hubs_.size() <= shard->index()) hubs_.resize(shard->index() + 1);
      hubs_[shard->index()] = std::move(made);
    }
  }

  ~shard_gateway() override {
    // The shards are stopped, so nothing runs beside us; their contexts still stand, as the sockets
    // need.
    for (const auto& hub : hubs_)
      if (hub) hub->abandon_all();
  }

  void attach(actors::conversations& talk, actors::people_online& people) override {
    common_->talk = &talk;
    common_->people = &people;
  }

  void adopt(io_shard& shard, boost::asio::ip::tcp::socket socket, const upgrade& request,
             std::string_view unread) override {
    auto answer = answer_handshake(request.websocket_version, request.websocket_key);
    if (!answer.upgraded) {
      // A first answer of this size always fits into an idle connection.
      (void)::send(socket.native_handle(), answer.head.data(), answer.head.size(),
                   MSG_NOSIGNAL | MSG_DONTWAIT);
      return;
    }
    auto& home = *hubs_.at(shard.index());
    const auto made = std::make_shared<pusher_socket>(home, std::move(socket));
    home.add(made);
    home.socket_opened();
    made->open(std::move(answer.head), request, unread);
  }

  std::unique_ptr<event_stream> open_stream(io_shard& shard, domain::conversation_id of,
                                            stream_body how) override {
    return make_stream(*hubs_.at(shard.index()), {actors::channel_kind::conversation, of.value()},
                       how);
  }

  void announce(const actors::channel& where, const actors::event& what, const actors::reach& to,
                actors::fence passed, actors::listener except) override {
    if (to.none()) return;
    const auto news = std::make_shared<delivery>();
    news->where = where;
    news->except = except;
    news->passed = std::move(passed);
    if (const auto* added = std::get_if<actors::entry_added>(&what))
      news->begins_epoch = added->begins_epoch;
    render_into(news->frames, where, what, to);
    const auto mask = to.shards[0] | to.shards[1] | to.shards[2];
    for (std::size_t i = 0; i < hubs_.size(); ++i) {
      if ((mask >> i & 1U) == 0 || !hubs_[i]) continue;
      hubs_[i]->shard().post([hub = hubs_[i].get(), news] { hub->deliver(*news); });
    }
  }

  void admit(const actors::listener& who, const actors::channel& where, listener_kind kind,
             const actors::admission& from) override {
    shared_frame joined;
    if (kind != listener_kind::visitor_stream)
      joined = text_frame(wire::subscription_succeeded(where, channel_name(where), from));
    shared_frame so_far;
    if (from.so_far) so_far = frame_of(where, *from.so_far, kind, {});
    on_hub_of(who, [who, where, kind, joined = std::move(joined), so_far = std::move(so_far)](
                       hub& home) { home.admit(who.number, where, kind, joined, so_far); });
  }

  void refuse(const actors::listener& who, const actors::channel& where,
              const domain::error& why) override {
    on_hub_of(who, [who, where, why](hub& home) { home.refuse(who.number, where, why); });
  }

  void tell(const actors::listener& who, const actors::channel& where, listener_kind kind,
            const actors::event& what) override {
    auto frame = frame_of(where, what, kind, {});
    if (!frame) return;
    on_hub_of(who, [who, where, kind, frame = std::move(frame)](hub& home) {
      home.tell(who.number, where, kind, frame);
    });
  }

  void close(const actors::channel& where, ending how) override {
    for_every_hub([where, how](hub& home) { home.close(where, how); });
  }

  void end_session(domain::session_id session) override {
    for_every_hub([session](hub& home) { home.end_session(session); });
  }

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
    std::vector<std::future<void>> empty;
    for (const auto& hub : hubs_) {
      if (!hub) continue;
      auto done = std::make_shared<std::promise<void>>();
      if (!hub->shard().on_this_thread()) empty.push_back(done->get_future());
      hub->shard().post([hub, done = std::move(done)] { hub->drain(done); });
    }
    // A shard that is stopped already breaks its promise, which ends the wait as well.
    const auto deadline = std::chrono::steady_clock::now() + drain_patience;
    for (auto& one : empty) one.wait_until(deadline);
  }

  [[nodiscard]] std::string sign(std::string_view socket_id, std::string_view channel,
                                 std::string_view channel_data) const override {
    return common_->signing.sign(socket_id, channel, channel_data);
  }

 private:
  void render_into(std::array<shared_frame, actors::listener_kinds>& frames,
                   const actors::channel& where, const actors::event& what,
                   const actors::reach& to) const {
    const auto around = surroundings_of(what);
    for (std::size_t i = 0; i < frames.size(); ++i) {
      if (to.shards[i] == 0) continue;
      const auto kind = static_cast<listener_kind>(i);
      const auto& for_members = frames[static_cast<std::size_t>(listener_kind::member)];
      const bool same = kind == listener_kind::visitor && for_members && wire::renders_same_for_all(what);
      frames[i] = same ? for_members : frame_of(where, what, kind, around);
    }
  }

  [[nodiscard]] wire::event_context surroundings_of(const actors::event& what) const {
    const auto* changed = std::get_if<actors::lead_changed>(&what);
    if (changed == nullptr || !changed->lead.record.conversation) return {};
    const bool online = common_->people->is_visitor_online(*changed->lead.record.conversation);
    return {online ? domain::presence::connected : domain::presence::away};
  }

  template <class Task>
  void on_hub_of(const actors::listener& who, Task task) {
    if (who.shard >= hubs_.size() || !hubs_[who.shard]) return;
    hubs_[who.shard]->shard().post(
        [hub = hubs_[who.shard].get(), task = std::move(task)] { task(*hub); });
  }

  template <class Task>
  void for_every_hub(const Task& task) {
    for (const auto& hub : hubs_)
      if (hub) hub->shard().post([target = hub.get(), task] { task(*target); });
  }

  std::shared_ptr<common> common_;
  std::vector<std::shared_ptr<hub>> hubs_;  ///< by the shard's index; null: no such shard
};

}  // namespace

std::unique_ptr<gateway> gateway::make(std::span<io_shard* const> shards, std::string key,
                                       std::string secret, const limits& bounds,
                                       const domain::clock& clock) {
  return std::make_unique<shard_gateway>(shards, std::move(key), std::move(secret), bounds, clock);
}

}  // namespace takeover::net::realtime
