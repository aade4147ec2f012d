#include "net/realtime/shard_hub.hpp"

#include <algorithm>

namespace takeover::net::realtime {

namespace {
constexpr std::size_t read_buffer_bytes = 65'536;
/// For how many signature lifetimes an ended session is remembered: a call under way may have
/// signed for it a little later, and another process's clock may differ.
constexpr int remembered_lifetimes = 3;
}  // namespace

shard_hub::shard_hub(io_shard& shard, std::shared_ptr<realtime_context> shared)
    : shard_(shard), context_(std::move(shared)), read_buffer_(read_buffer_bytes) {}

void shard_hub::add(std::shared_ptr<connection> who) {
  const auto number = who->number();
  connections_.emplace(number, std::move(who));
}

void shard_hub::remove(connection& who) {
  channels_.unsubscribe_all(who);
  count_subscriptions();
  if (who.dirty_) {
    who.dirty_ = false;
    for (auto* list : {&dirty_, &flushing_})
      std::replace(list->begin(), list->end(), &who, static_cast<connection*>(nullptr));
  }
  connections_.erase(who.number());
}

void shard_hub::socket_closed() {
  const auto left = stats_.sockets.load(std::memory_order_relaxed) - 1;
  stats_.sockets.store(left, std::memory_order_relaxed);
  if (left == 0 && drained_) {
    drained_->set_value();
    drained_.reset();
  }
}

void shard_hub::mark_dirty(connection& who) {
  if (who.dirty_) return;
  who.dirty_ = true;
  dirty_.push_back(&who);
  if (dirty_.size() == 1) shard_.after_drain([this] { flush_dirty(); });
}

void shard_hub::flush_dirty() {
  // A flush may remove connections, and mark others dirty for one more pass.
  flushing_.swap(dirty_);
  for (std::size_t i = 0; i < flushing_.size(); ++i) {
    connection* const who = flushing_[i];
    if (who == nullptr) continue;
    who->dirty_ = false;
    who->flush();
  }
  flushing_.clear();
  if (dirty_.empty()) until_flushed_.clear();
}

void shard_hub::count_written(const send_queue::flushed& what) noexcept {
  bump(stats_.frames, what.frames);
  bump(stats_.bytes, what.bytes);
}

void shard_hub::deliver(const broadcast& message) {
  channel_subscribers* subscribers = channels_.find(message.channel);
  if (message.begins_epoch != 0) {
    if (subscribers == nullptr) subscribers = &channels_.at(message.channel, now_);
    begin_epoch(*subscribers, message.begins_epoch);
  }
  if (subscribers == nullptr) return;
  for (std::size_t kind = 0; kind < actors::listener_kinds; ++kind) {
    const auto& frame = message.frames[kind];
    if (!frame) continue;
    if (frame->delta && frame->delta->epoch < subscribers->epoch_floor) {
      bump(stats_.dropped_deltas, 1);
      continue;
    }
    for (connection* who : subscribers->by_kind[kind])
      if (who->id() != message.except) who->send(frame);
  }
  if (message.flush_token && !dirty_.empty()) until_flushed_.push_back(message.flush_token);
}

/// Removes older answers from every queue, and raises the floor so that no late delta gets in.
void shard_hub::begin_epoch(channel_subscribers& subscribers, domain::epoch_t epoch) {
  subscribers.epoch_floor = std::max(subscribers.epoch_floor, epoch);
  std::uint64_t dropped = 0;
  for (const auto& row : subscribers.by_kind)
    for (connection* who : row) dropped += who->drop_deltas(subscribers.channel.id, epoch);
  bump(stats_.dropped_deltas, dropped);
}

void shard_hub::subscribe_with_snapshot(connection& who, const actors::channel& channel,
                                        actors::listener_kind kind, const shared_frame& joined,
                                        const shared_frame& so_far) {
  channel_subscribers& subscribers = channels_.at(channel, now_);
  channels_.subscribe(who, subscribers, kind);
  count_subscriptions();
  if (joined) who.send(joined);
  if (so_far && (!so_far->delta || so_far->delta->epoch >= subscribers.epoch_floor))
    who.send(so_far);
}

void shard_hub::unsubscribe(connection& who, const actors::channel& channel) {
  channels_.unsubscribe(who, channel);
  count_subscriptions();
}

void shard_hub::admit(std::uint64_t number, const actors::channel& channel,
                      actors::listener_kind kind, const shared_frame& joined,
                      const shared_frame& so_far) {
  if (const auto who = find(number)) {
    who->admitted(channel, kind, joined, so_far);
  } else {
    // The connection closed while its join request was under way.
    notify_left({shard_.index(), number}, channel);
  }
}

void shard_hub::refuse(std::uint64_t number, const actors::channel& channel,
                       const domain::error& why) {
  if (const auto who = find(number)) who->refused(channel, why);
}

void shard_hub::tell(std::uint64_t number, const actors::channel& channel,
                     actors::listener_kind kind, const shared_frame& what) {
  if (const auto who = find(number)) {
    who->told(channel, what);
  } else if (kind == actors::listener_kind::visitor_stream) {
    notify_left({shard_.index(), number}, channel);
  }
}

void shard_hub::close(const actors::channel& channel, actors::announcer::ending how) {
  std::vector<std::shared_ptr<connection>> affected;
  if (how == actors::announcer::ending::rejoin) {
    // Also those that wait to be admitted by an actor that is gone.
    affected = everyone();
  } else if (const auto* subscribers = channels_.find(channel)) {
    for (const auto& row : subscribers->by_kind)
      for (connection* who : row) affected.push_back(who->shared_from_this());
  }
  for (const auto& who : affected) who->channel_ended(channel, how);
}

void shard_hub::end_session(const domain::session_id& session) {
  ended_.add(session, now_);
  for (const auto& who : everyone()) who->session_ended(session);
}

void shard_hub::drain(std::shared_ptr<std::promise<void>> done) {
  draining_ = true;
  if (stats_.sockets.load(std::memory_order_relaxed) == 0) return done->set_value();
  drained_ = std::move(done);
  for (const auto& who : everyone()) who->drain();
}

void shard_hub::tick(steady_time now) {
  now_ = now;
  if (now < next_sweep_) return;
  using std::chrono::milliseconds;
  next_sweep_ = now + std::clamp(milliseconds{context_->bounds.idle_timeout} / 8, milliseconds{100},
                                 milliseconds{1000});
  for (const auto& who : everyone()) who->sweep(now);
  channels_.sweep(now);
  ended_.forget_before(now - remembered_lifetimes * context_->bounds.signature_lifetime);
}

void shard_hub::detach_all() {
  for (const auto& who : everyone()) who->detach();
  connections_.clear();
  dirty_.clear();
  until_flushed_.clear();
}

void shard_hub::notify_left(const actors::listener& who, const actors::channel& channel) {
  if (channel.kind == actors::channel_kind::conversation) {
    // No bound refuses a leave; while the server stops nobody needs it.
    (void)context_->conversations->send(domain::conversation_id{channel.id},
                                        actors::leave_request{who});
  } else {
    context_->presence->leave(who, channel);
  }
}

std::shared_ptr<connection> shard_hub::find(std::uint64_t number) {
  const auto entry = connections_.find(number);
  return entry == connections_.end() ? nullptr : entry->second;
}

std::vector<std::shared_ptr<connection>> shard_hub::everyone() const {
  std::vector<std::shared_ptr<connection>> all;
  all.reserve(connections_.size());
  for (const auto& [number, who] : connections_) all.push_back(who);
  return all;
}

socket_stats shard_hub::stats() const noexcept {
  constexpr auto relaxed = std::memory_order_relaxed;
  return {stats_.sockets.load(relaxed),  stats_.subscriptions.load(relaxed),
          stats_.frames.load(relaxed),   stats_.bytes.load(relaxed),
          stats_.cut_slow.load(relaxed), stats_.dropped_deltas.load(relaxed)};
}

}  // namespace takeover::net::realtime
