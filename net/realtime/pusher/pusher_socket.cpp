#include "net/realtime/pusher/pusher_socket.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <stdexcept>

#include "net/realtime/pusher/channel_name.hpp"

namespace takeover::net::realtime {

using domain::errc;
using domain::fail;

namespace {

constexpr std::size_t max_channel_name = 164;
constexpr std::chrono::seconds join_timeout{10};
/// Join requests for one channel that may be under way.
constexpr std::uint16_t max_unanswered = 16;

/// Source: Pusher's channel naming conventions.
bool is_channel_name(std::string_view name) {
  if (name.empty() || name.size() > max_channel_name) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"_-=@,.;"}.find(c) != std::string_view::npos;
  });
}

/// `<number>.<random>`: never used twice, and unguessable, since signatures are bound to it.
std::string make_socket_id(const actors::listener& id) {
  std::uint64_t random = 0;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(&random), sizeof random) != 1)
    throw std::runtime_error("OpenSSL has no random bytes");
  constexpr std::uint64_t max_shards = 64;
  return std::to_string(id.number * max_shards + id.shard) + '.' + std::to_string(random >> 8U);
}

/// Clients of the Pusher protocol come back after a second. After 4200 they would come back at
/// once, be refused, and then wait for 15 seconds. Source: RFC 6455's registry of close codes;
/// pusher-js, connection_manager and sequential_strategy.
constexpr close_code service_restart = 1012;

bool same_text(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool same_person(const wire::identity& a, const wire::identity& b) {
  if (const auto* member = std::get_if<domain::member>(&a)) {
    const auto* other = std::get_if<domain::member>(&b);
    return other != nullptr && member->user == other->user && member->session == other->session &&
           member->workspace == other->workspace;
  }
  const auto* other = std::get_if<wire::named_visitor>(&b);
  return other != nullptr && std::get<wire::named_visitor>(a).who.visitor == other->who.visitor;
}

}  // namespace

pusher_socket::pusher_socket(shard_hub& hub, boost::asio::ip::tcp::socket socket,
                             http::accounts::holder client)
    : websocket(hub, std::move(socket), std::move(client)),
      socket_id_(make_socket_id(id())),
      subscribed_at_(hub.now()) {
  queue().set_bound(hub.shared().bounds.max_queued_bytes_of_strangers);
}

void pusher_socket::open(std::string head, const upgrade_request& request,
                         std::string_view unread) {
  if (!same_text(request.key, hub().shared().signing.key())) {
    greeting_ = 4001;
  } else if (request.protocol.empty()) {
    greeting_ = 4008;
  } else if (request.protocol != "7") {
    greeting_ = 4007;
  } else if (hub().draining()) {
    greeting_ = service_restart;
  } else if (request.is_over_capacity) {
    greeting_ = 4100;
  }
  start(std::move(head), unread);
}

void pusher_socket::greet() {
  switch (greeting_) {
    case 4001: return reject(4001, "Application does not exist");
    case 4007: return reject(4007, "Unsupported protocol version");
    case 4008: return reject(4008, "No protocol version supplied");
    case 4100: return reject(4100, "Over capacity");
    case service_restart: return drain();
    default:
      send(text_frame(
          wire::connection_established(socket_id_, hub().shared().bounds.activity_timeout)));
  }
}

void pusher_socket::on_message(std::string_view text) {
  const auto message = wire::read_client_message(text);
  if (!message) return send_error(4200, "Invalid message format");
  std::visit([this](const auto& event) { handle(event); }, *message);
}

void pusher_socket::handle(const wire::ping&) {
  static const auto pong = text_frame(R"({"event":"pusher:pong"})");
  send(pong);
}

void pusher_socket::handle(const wire::subscribe& request) {
  if (!is_channel_name(request.channel)) return send_refusal(request.channel, failure::bad_name);
  const auto channel = parse_channel(request.channel);
  if (!channel) return send_refusal(request.channel, failure::unauthorized);
  auto* known = find(*channel);
  if (known == nullptr && channels_.size() >= hub().shared().bounds.max_channels)
    return send_refusal(request.channel, failure::limit);
  if (!check(request, *channel)) return send_refusal(request.channel, failure::unauthorized);

  if (known == nullptr) known = &channels_.emplace_back(channel_state{*channel});
  if (known->unanswered > 0 && known->subscribed) return;  // the answer is under way
  if (known->unanswered >= max_unanswered) return send_refusal(request.channel, failure::limit);
  known->subscribed = true;
  known->requested_at = hub().now();
  ++known->unanswered;
  if (const auto sent = request_join(*channel); !sent) refused(*channel, sent.error());
}

/// Whether the subscription is signed for this socket's identity, and that may hear the channel.
domain::result<void> pusher_socket::check(const wire::subscribe& request,
                                          const actors::channel& channel) {
  const auto denied = fail(errc::forbidden);
  // Without channel_data a signature says nothing about who it was made for.
  if (request.channel_data.empty()) return denied;
  if (!hub().shared().signing.accepts(request.auth, socket_id_, request.channel,
                                      request.channel_data))
    return denied;
  auto from = wire::read_channel_data(request.channel_data);
  if (!from || !is_current(*from) || !may_hear(channel, from->who)) return denied;
  return take_identity(*std::move(from));
}

bool pusher_socket::is_current(const wire::signed_identity& what) const {
  const auto now = hub().shared().clock.now();
  const auto lifetime = hub().shared().bounds.signature_lifetime;
  // Another process, whose clock is a little ahead, may have signed it.
  if (now - what.issued_at > lifetime || what.issued_at - now > lifetime) return false;
  if (what.expires_at && now >= *what.expires_at) return false;
  const auto* member = std::get_if<domain::member>(&what.who);
  return member == nullptr || !hub().has_ended(member->session);
}

bool pusher_socket::may_hear(const actors::channel& channel, const wire::identity& as) const {
  if (const auto* visitor = std::get_if<wire::named_visitor>(&as))
    return channel.kind == actors::channel_kind::conversation &&
           channel.id == visitor->who.conversation.value();
  const bool of_workspace = channel.kind == actors::channel_kind::workspace ||
                            channel.kind == actors::channel_kind::workspace_presence;
  return !of_workspace || channel.id == std::get<domain::member>(as).workspace.value();
}

/// The first signed subscription fixes the socket's identity; all later ones must agree.
domain::result<void> pusher_socket::take_identity(wire::signed_identity from) {
  auto& who = from.who;
  const auto* member = std::get_if<domain::member>(&who);
  if (who_ && !same_person(*who_, who)) return fail(errc::forbidden);
  expires_at_ = from.expires_at;
  if (who_) {
    if (member == nullptr)
      who_ = std::make_unique<const wire::identity>(
          std::move(who));  // perhaps of a newer conversation
    return {};
  }
  if (member != nullptr) hub().shared().presence->connected(id(), *member);
  who_ = std::make_unique<const wire::identity>(std::move(who));
  return {};
}

domain::result<void> pusher_socket::request_join(const actors::channel& channel) {
  const auto& shared = hub().shared();
  const auto* member = std::get_if<domain::member>(who_.get());
  if (channel.kind != actors::channel_kind::conversation) {
    shared.presence->join(id(), channel, *member);
    return {};
  }
  actors::join_request join;
  join.who = id();
  if (member != nullptr) {
    join.workspace = member->workspace;
    join.person = {member->user, member->name};
  } else {
    const auto& visitor = std::get<wire::named_visitor>(*who_);
    join.kind = actors::listener_kind::visitor;
    join.workspace = visitor.who.workspace;
    join.person.name = visitor.name;
    join.visitor = visitor.who.visitor;
  }
  return shared.conversations->send(domain::conversation_id{channel.id}, std::move(join));
}

void pusher_socket::handle(const wire::unsubscribe& request) {
  const auto channel = parse_channel(request.channel);
  auto* known = channel ? find(*channel) : nullptr;
  if (known == nullptr || !known->subscribed) return;
  hub().unsubscribe(*this, *channel);
  hub().notify_left(id(), *channel);
  known->admitted = false;
  known->subscribed = false;
  if (known->unanswered == 0) forget(*channel);
}

void pusher_socket::handle(const wire::client_event& event) {
  if (!within_rate()) return;
  const auto channel = parse_channel(event.channel);
  const auto* known = channel ? find(*channel) : nullptr;
  if (known == nullptr || !known->admitted)
    return send_error(4009, "The client is not a member of the specified channel.");
  if (event.name != "client-typing" || channel->kind != actors::channel_kind::conversation)
    return send_error(4301, "The only client event is client-typing, on a conversation's channel.");
  // Typing is best effort: a busy conversation drops it.
  (void)hub().shared().conversations->send(domain::conversation_id{channel->id},
                                           actors::typing_request{id()});
}

bool pusher_socket::within_rate() {
  const auto now = hub().now();
  if (now - rate_window_ >= std::chrono::seconds{1}) {
    rate_window_ = now;
    events_in_window_ = 0;
  }
  const auto allowed = hub().shared().bounds.client_events_per_second;
  if (events_in_window_ > allowed) return false;
  if (++events_in_window_ <= allowed) return true;
  send_error(4301, "Too many client events.");
  return false;
}

void pusher_socket::admitted(const actors::channel& channel, actors::listener_kind kind,
                             const shared_frame& joined, const shared_frame& so_far) {
  auto* known = find(channel);
  if (known == nullptr || !is_open()) return hub().notify_left(id(), channel);
  if (known->unanswered > 0) --known->unanswered;
  if (known->unanswered > 0) return;  // left and asked again: a later answer is under way
  if (!known->subscribed) return forget(channel);
  known->admitted = true;
  queue().set_bound(hub().shared().bounds.max_queued_bytes);
  hub().subscribe_with_snapshot(*this, channel, kind, joined, so_far);
}

void pusher_socket::refused(const actors::channel& channel, const domain::error& why) {
  auto* known = find(channel);
  if (known == nullptr) return;
  if (known->unanswered > 0) --known->unanswered;
  if (known->unanswered > 0) return;
  const bool was_subscribed = known->subscribed;
  hub().unsubscribe(*this, channel);
  forget(channel);
  if (!was_subscribed) return;
  const bool busy = why.code == errc::overloaded || why.code == errc::unavailable;
  send_refusal(channel_name(channel), busy ? failure::busy : failure::unauthorized);
}

void pusher_socket::told(const actors::channel&, const shared_frame& what) {
  if (is_open()) send(what);
}

void pusher_socket::channel_ended(const actors::channel& channel, actors::announcer::ending how) {
  if (find(channel) == nullptr) return;
  hub().unsubscribe(*this, channel);
  forget(channel);
  if (how == actors::announcer::ending::rejoin) reject(4200, "Please reconnect");
}

void pusher_socket::session_ended(const domain::session_id& session) {
  if (!who_ || !is_open()) return;
  const auto* member = std::get_if<domain::member>(who_.get());
  if (member != nullptr && member->session == session) reject(4009, "The session has ended");
}

void pusher_socket::drain() {
  if (is_open()) close(service_restart, "The server restarts");
}

void pusher_socket::ping(ping_kind how) {
  static const auto by_message = text_frame(R"({"event":"pusher:ping","data":"{}"})");
  static const auto native = ping_frame();
  send(how == ping_kind::native ? native : by_message);
}

void pusher_socket::on_idle_timeout() { reject(4201, "Pong reply not received in time"); }

void pusher_socket::sweep(steady_time now) {
  websocket::sweep(now);
  if (!is_open()) return;
  if (expires_at_ && hub().shared().clock.now() >= *expires_at_)
    return reject(4009, "The session has ended");
  const auto is_admitted = [](const channel_state& s) { return s.admitted; };
  if (std::any_of(channels_.begin(), channels_.end(), is_admitted))
    subscribed_at_ = now;
  else if (now - subscribed_at_ >= hub().shared().bounds.subscription_timeout)
    return reject(4202, "Closed after inactivity: there is no subscription");
  const auto late = [&](const channel_state& s) {
    return s.unanswered > 0 && now - s.requested_at > join_timeout;
  };
  if (std::any_of(channels_.begin(), channels_.end(), late))
    reject(4200, "A subscription was not answered, please reconnect");
}

void pusher_socket::on_end() {
  for (const auto& s : channels_)
    if (s.subscribed) hub().notify_left(id(), s.channel);
  for (const auto& s : channels_) hub().unsubscribe(*this, s.channel);
  channels_ = {};
  if (who_ && std::holds_alternative<domain::member>(*who_))
    hub().shared().presence->disconnected(id());
  who_.reset();
}

void pusher_socket::send_error(int code, std::string_view message) {
  send(text_frame(wire::pusher_error(code, message)));
}

/// The refusal in two forms: older clients expect the first, Echo's `.error()` the second.
void pusher_socket::send_refusal(std::string_view channel, failure why) {
  const auto say = [&](int code, std::string_view type, std::string_view message, int status) {
    send_error(code, message);
    send(text_frame(wire::subscription_error(channel, type, message, status)));
  };
  switch (why) {
    case failure::unauthorized: return say(4009, "AuthError", "Connection is unauthorized", 401);
    case failure::bad_name: return say(4009, "AuthError", "The channel's name is not valid", 401);
    case failure::limit:
      return say(4100, "LimitReached", "Too many channels on one connection", 4100);
    case failure::busy: return say(4100, "Unavailable", "The channel cannot be joined now", 503);
  }
}

void pusher_socket::reject(int code, std::string_view message) {
  if (!is_open()) return;
  send_error(code, message);
  close(static_cast<close_code>(code), message);
}

pusher_socket::channel_state* pusher_socket::find(const actors::channel& channel) {
  const auto entry = std::find_if(channels_.begin(), channels_.end(),
                                  [&](const channel_state& s) { return s.channel == channel; });
  return entry == channels_.end() ? nullptr : &*entry;
}

void pusher_socket::forget(const actors::channel& channel) {
  std::erase_if(channels_, [&](const channel_state& s) { return s.channel == channel; });
}

}  // namespace takeover::net::realtime
