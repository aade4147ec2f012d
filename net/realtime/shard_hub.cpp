#include "net/realtime/shard_hub.hpp"

#include <algorithm>

namespace takeover::net::realtime {

namespace {
constexpr std::size_t read_buffer_bytes = 65'536;
/// How many times the life of a signature an ended session is remembered: it may have been signed a
/// little later, by a call that was under way, and by a clock that goes differently.
constexpr int signature_lives = 3;
}  // namespace

outlet::outlet(hub& home, std::uint64_t number, std::size_t max_queued_bytes) noexcept
    : home_(home), number_(number), outbox_(max_queued_bytes) {}

actors::listener outlet::id() const noexcept { return {home_.shard().index(), number_}; }

void outlet::send(shared_frame what) {
  if (over_bound_) return;
  over_bound_ = !outbox_.push(std::move(what));
  home_.mark_dirty(*this);
}

std::size_t outlet::drop_deltas(const domain::ulid& conversation, domain::epoch_t before) {
  if (!outbox_.has_delta(conversation, before)) return 0;
  // What comes of the writing shows again at the flush.
  if (const int socket = over_bound_ ? -1 : writable_socket(); socket >= 0)
    while (write_to(socket) == outbox::outcome::more) continue;
  return outbox_.drop_deltas(conversation, before);
}

outbox::outcome outlet::write_to(int socket) {
  const auto done = outbox_.flush(socket);
  home_.count_written(done);
  return done.how;
}

hub::hub(io_shard& shard, std::shared_ptr<common> shared)
    : shard_(shard), common_(std::move(shared)), read_buffer_(read_buffer_bytes) {}

void hub::add(std::shared_ptr<outlet> connection) {
  const auto number = connection->number();
  outlets_.emplace(number, std::move(connection));
}

void hub::remove(outlet& connection) {
  groups_.leave_all(connection);
  publish_seats();
  if (connection.dirty_) {
    connection.dirty_ = false;
    for (auto* list : {&dirty_, &flushing_})
      std::replace(list->begin(), list->end(), &connection, static_cast<outlet*>(nullptr));
  }
  outlets_.erase(connection.number());
}

void hub::socket_closed() {
  const auto left = stats_.sockets.load(std::memory_order_relaxed) - 1;
  stats_.sockets.store(left, std::memory_order_relaxed);
  if (left == 0 && drained_) {
    drained_->set_value();
    drained_.reset();
  }
}

void hub::mark_dirty(outlet& connection) {
  if (connection.dirty_) return;
  connection.dirty_ = true;
  dirty_.push_back(&connection);
  if (dirty_.size() == 1) shard_.after_drain([this] { flush_dirty(); });
}

void hub::flush_dirty() {
  // A flush may remove connections, and mark others dirty for one more pass.
  flushing_.swap(dirty_);
  for (std::size_t i = 0; i < flushing_.size(); ++i) {
    outlet* const connection = flushing_[i];
    if (connection == nullptr) continue;
    connection->dirty_ = false;
    connection->flush();
  }
  flushing_.clear();
  if (dirty_.empty()) until_flushed_.clear();
}

void hub::count_written(const outbox::flushed& what) noexcept {
  bump(stats_.frames, what.frames);
  bump(stats_.bytes, what.bytes);
}

void hub::deliver(const delivery& what) {
  group* listening = groups_.find(what.where);
  if (what.begins_epoch != 0) {
    if (listening == nullptr) listening = &groups_.at(what.where, now_);
    begin_epoch(*listening, what.begins_epoch);
  }
  if (listening == nullptr) return;
  for (std::size_t kind = 0; kind < actors::listener_kinds; ++kind) {
    const auto& frame = what.frames[kind];
    if (!frame) continue;
    if (frame->delta && frame->delta->epoch < listening->floor) {
      bump(stats_.dropped_deltas, 1);
      continue;
    }
    for (outlet* connection : listening->listeners[kind])
      if (connection->id() != what.except) connection->send(frame);
  }
  if (what.passed && !dirty_.empty()) until_flushed_.push_back(what.passed);
}

/// Takes the older answers out of every queue, and lets none in any more.
void hub::begin_epoch(group& where, domain::epoch_t epoch) {
  where.floor = std::max(where.floor, epoch);
  std::uint64_t dropped = 0;
  for (const auto& row : where.listeners)
    for (outlet* connection : row) dropped += connection->drop_deltas(where.where.id, epoch);
  bump(stats_.dropped_deltas, dropped);
}

void hub::seat_and_greet(outlet& who, const actors::channel& where, actors::listener_kind kind,
                         const shared_frame& joined, const shared_frame& so_far) {
  group& place = groups_.at(where, now_);
  groups_.sit(who, place, kind);
  publish_seats();
  if (joined) who.send(joined);
  if (so_far && (!so_far->delta || so_far->delta->epoch >= place.floor)) who.send(so_far);
}

void hub::leave_group(outlet& who, const actors::channel& where) {
  groups_.leave(who, where);
  publish_seats();
}

void hub::admit(std::uint64_t who, const actors::channel& where, actors::listener_kind kind,
                const shared_frame& joined, const shared_frame& so_far) {
  if (const auto connection = find(who)) {
    connection->admitted(where, kind, joined, so_far);
  } else {
    // The connection went while the question was on its way.
    say_leave({shard_.index(), who}, where);
  }
}

void hub::refuse(std::uint64_t who, const actors::channel& where, const domain::error& why) {
  if (const auto connection = find(who)) connection->refused(where, why);
}

void hub::tell(std::uint64_t who, const actors::channel& where, actors::listener_kind kind,
               const shared_frame& what) {
  if (const auto connection = find(who)) {
    connection->told(where, what);
  } else if (kind == actors::listener_kind::visitor_stream) {
    say_leave({shard_.index(), who}, where);
  }
}

void hub::close(const actors::channel& where, actors::announcer::ending how) {
  std::vector<std::shared_ptr<outlet>> concerned;
  if (how == actors::announcer::ending::rejoin) {
    // Also those that wait to be admitted by an actor that is gone.
    concerned = everyone();
  } else if (const auto* listening = groups_.find(where)) {
    for (const auto& row : listening->listeners)
      for (outlet* connection : row) concerned.push_back(connection->shared_from_this());
  }
  for (const auto& connection : concerned) connection->channel_ended(where, how);
}

void hub::end_session(const domain::session_id& session) {
  ended_.add(session, now_);
  for (const auto& connection : everyone()) connection->session_ended(session);
}

void hub::drain(std::shared_ptr<std::promise<void>> done) {
  draining_ = true;
  if (stats_.sockets.load(std::memory_order_relaxed) == 0) return done->set_value();
  drained_ = std::move(done);
  for (const auto& connection : everyone()) connection->drain();
}

void hub::tick(steady_time now) {
  now_ = now;
  if (now < next_sweep_) return;
  using std::chrono::milliseconds;
  next_sweep_ = now + std::clamp(milliseconds{common_->bounds.silence} / 8, milliseconds{100},
                                 milliseconds{1000});
  for (const auto& connection : everyone()) connection->sweep(now);
  groups_.sweep(now);
  ended_.forget_before(now - signature_lives * common_->bounds.signature);
}

void hub::abandon_all() {
  for (const auto& connection : everyone()) connection->abandon();
  outlets_.clear();
  dirty_.clear();
  until_flushed_.clear();
}

void hub::say_leave(const actors::listener& who, const actors::channel& where) {
  if (where.kind == actors::channel_kind::conversation) {
    // Never refused for a bound; while the server stops nobody needs it.
    (void)common_->talk->send(domain::conversation_id{where.id}, actors::leave_request{who});
  } else {
    common_->people->leave(who, where);
  }
}

std::shared_ptr<outlet> hub::find(std::uint64_t number) {
  const auto found = outlets_.find(number);
  return found == outlets_.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<outlet>> hub::everyone() const {
  std::vector<std::shared_ptr<outlet>> all;
  all.reserve(outlets_.size());
  for (const auto& [number, connection] : outlets_) all.push_back(connection);
  return all;
}

socket_stats hub::stats() const noexcept {
  constexpr auto relaxed = std::memory_order_relaxed;
  return {stats_.sockets.load(relaxed),  stats_.subscriptions.load(relaxed),
          stats_.frames.load(relaxed),   stats_.bytes.load(relaxed),
          stats_.cut_slow.load(relaxed), stats_.dropped_deltas.load(relaxed)};
}

}  // namespace takeover::net::realtime
