#include "net/realtime/pusher/pusher_socket.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <stdexcept>

namespace takeover::net::realtime {

using domain::errc;
using domain::fail;

namespace {

constexpr std::size_t max_channel_name = 164;
constexpr std::chrono::seconds join_patience{10};
/// Questions about one channel that may be on their way.
constexpr std::uint16_t max_waiting = 16;

/// Source: Pusher's channel naming conventions.
bool is_channel_name(std::string_view name) {
  if (name.empty() || name.size() > max_channel_name) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"_-=@,.;"}.find(c) != std::string_view::npos;
  });
}

/// `<number>.<random>`: never used twice, and not to be guessed, since signatures are made for it.
std::string make_socket_id(const actors::listener& id) {
  std::uint64_t random = 0;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(&random), sizeof random) != 1)
    throw std::runtime_error("OpenSSL has no random bytes");
  constexpr std::uint64_t max_shards = 64;
  return std::to_string(id.number * max_shards + id.shard) + '.' + std::to_string(random >> 8U);
}

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
  return other != nullptr &&
         std::get<wire::named_visitor>(a).who.visitor == other->who.visitor;
}

}  // namespace

pusher_socket::pusher_socket(hub& home, boost::asio::ip::tcp::socket socket)
    : websocket(home, std::move(socket)), socket_id_(make_socket_id(id())) {}

void pusher_socket::open(std::string head, const upgrade& request, std::string_view unread) {
  if (!same_text(request.key, home().shared().signing.key())) {
    greeting_ = 4001;
  } else if (request.protocol.empty()) {
    greeting_ = 4008;
  } else if (request.protocol != "7") {
    greeting_ = 4007;
  } else if (home().draining()) {
    greeting_ = 4200;
  }
  start(std::move(head), unread);
}

void pusher_socket::greet() {
  switch (greeting_) {
    case 4001: return reject(4001, "Application does not exist");
    case 4007: return reject(4007, "Unsupported protocol version");
    case 4008: return reject(4008, "No protocol version supplied");
    case 4200: return reject(4200, "The server is going away");
    default:
      send(text_frame(
          wire::connection_established(socket_id_, home().shared().bounds.activity_timeout)));
  }
}

void pusher_socket::on_message(std::string_view text) {
  const auto message = wire::read_client_message(text);
  if (!message) return say_error(4200, "Invalid message format");
  std::visit([this](const auto& asked) { handle(asked); }, *message);
}

void pusher_socket::handle(const wire::ping&) {
  static const auto pong = text_frame(R"({"event":"pusher:pong"})");
  send(pong);
}

void pusher_socket::handle(const wire::subscribe& asked) {
  if (!is_channel_name(asked.channel)) return say_refused(asked.channel, failure::bad_name);
  const auto where = parse_channel(asked.channel);
  if (!where) return say_refused(asked.channel, failure::unauthorized);
  auto* known = find(*where);
  if (known == nullptr && subscriptions_.size() >= home().shared().bounds.max_channels)
    return say_refused(asked.channel, failure::limit);
  if (!check(asked, *where)) return say_refused(asked.channel, failure::unauthorized);

  if (known == nullptr) known = &subscriptions_.emplace_back(subscription{*where});
  if (known->waiting > 0 && known->wanted) return;  // the answer is on its way
  if (known->waiting >= max_waiting) return say_refused(asked.channel, failure::limit);
  known->wanted = true;
  known->asked_at = home().now();
  ++known->waiting;
  if (const auto sent = ask_to_join(*where); !sent) refused(*where, sent.error());
}

/// Whether the subscription is signed, for somebody this socket can be, who may hear the channel.
domain::result<void> pusher_socket::check(const wire::subscribe& asked,
                                          const actors::channel& where) {
  const auto denied = fail(errc::forbidden);
  // Without channel_data a signature says nothing about who it was made for.
  if (asked.channel_data.empty()) return denied;
  if (!home().shared().signing.accepts(asked.auth, socket_id_, asked.channel, asked.channel_data))
    return denied;
  auto from = wire::read_channel_data(asked.channel_data);
  if (!from || !counts(*from) || !may_hear(where, from->who)) return denied;
  return take_identity(*std::move(from));
}

bool pusher_socket::counts(const wire::signed_identity& what) const {
  const auto now = home().shared().clock.now();
  const auto life = home().shared().bounds.signature;
  // Another process may have signed, whose clock is a little ahead.
  if (now - what.issued_at > life || what.issued_at - now > life) return false;
  if (what.expires_at && now >= *what.expires_at) return false;
  const auto* member = std::get_if<domain::member>(&what.who);
  return member == nullptr || !home().has_ended(member->session);
}

bool pusher_socket::may_hear(const actors::channel& where, const wire::identity& as) const {
  if (const auto* visitor = std::get_if<wire::named_visitor>(&as))
    return where.kind == actors::channel_kind::conversation &&
           where.id == visitor->who.conversation.value();
  const bool of_workspace = where.kind == actors::channel_kind::workspace ||
                            where.kind == actors::channel_kind::workspace_presence;
  return !of_workspace || where.id == std::get<domain::member>(as).workspace.value();
}

/// The first signed subscription says who the socket is; all later ones must agree.
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
  if (member != nullptr) home().shared().people->connected(id(), *member);
  who_ = std::make_unique<const wire::identity>(std::move(who));
  return {};
}

domain::result<void> pusher_socket::ask_to_join(const actors::channel& where) {
  const auto& shared = home().shared();
  const auto* member = std::get_if<domain::member>(who_.get());
  if (where.kind != actors::channel_kind::conversation) {
    shared.people->join(id(), where, *member);
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
  return shared.talk->send(domain::conversation_id{where.id}, std::move(join));
}

void pusher_socket::handle(const wire::unsubscribe& asked) {
  const auto where = parse_channel(asked.channel);
  auto* known = where ? find(*where) : nullptr;
  if (known == nullptr || !known->wanted) return;
  home().leave_group(*this, *where);
  home().say_leave(id(), *where);
  known->admitted = false;
  known->wanted = false;
  if (known->waiting == 0) forget(*where);
}

void pusher_socket::handle(const wire::client_event& asked) {
  if (!within_rate()) return;
  const auto where = parse_channel(asked.channel);
  const auto* known = where ? find(*where) : nullptr;
  if (known == nullptr || !known->admitted)
    return say_error(4009, "The client is not a member of the specified channel.");
  if (asked.name != "client-typing" || where->kind != actors::channel_kind::conversation)
    return say_error(4301, "The only client event is client-typing, on a conversation's channel.");
  // A whisper that finds the conversation busy is not worth a word.
  (void)home().shared().talk->send(domain::conversation_id{where->id},
                                   actors::typing_request{id()});
}

bool pusher_socket::within_rate() {
  const auto now = home().now();
  if (now - rate_window_ >= std::chrono::seconds{1}) {
    rate_window_ = now;
    events_in_window_ = 0;
  }
  const auto allowed = home().shared().bounds.client_events_per_second;
  if (events_in_window_ > allowed) return false;
  if (++events_in_window_ <= allowed) return true;
  say_error(4301, "Too many client events.");
  return false;
}

void pusher_socket::admitted(const actors::channel& where, actors::listener_kind kind,
                             const shared_frame& joined, const shared_frame& so_far) {
  auto* known = find(where);
  if (known == nullptr || !is_open()) return home().say_leave(id(), where);
  if (known->waiting > 0) --known->waiting;
  if (known->waiting > 0)
    return;  // left and asked again meanwhile: the answer to that is on its way
  if (!known->wanted) return forget(where);
  known->admitted = true;
  home().seat_and_greet(*this, where, kind, joined, so_far);
}

void pusher_socket::refused(const actors::channel& where, const domain::error& why) {
  auto* known = find(where);
  if (known == nullptr) return;
  if (known->waiting > 0) --known->waiting;
  if (known->waiting > 0) return;
  const bool wanted = known->wanted;
  home().leave_group(*this, where);
  forget(where);
  if (!wanted) return;
  const bool busy = why.code == errc::overloaded || why.code == errc::unavailable;
  say_refused(channel_name(where), busy ? failure::busy : failure::unauthorized);
}

void pusher_socket::told(const actors::channel&, const shared_frame& what) {
  if (is_open()) send(what);
}

void pusher_socket::channel_ended(const actors::channel& where, actors::announcer::ending how) {
  if (find(where) == nullptr) return;
  home().leave_group(*this, where);
  forget(where);
  if (how == actors::announcer::ending::rejoin) reject(4200, "Please reconnect");
}

void pusher_socket::session_ended(const domain::session_id& session) {
  if (!who_ || !is_open()) return;
  const auto* member = std::get_if<domain::member>(who_.get());
  if (member != nullptr && member->session == session) reject(4009, "The session has ended");
}

void pusher_socket::drain() { reject(4200, "The server is going away"); }

void pusher_socket::ask_for_life(ping_kind how) {
  static const auto by_message = text_frame(R"({"event":"pusher:ping","data":"{}"})");
  static const auto native = ping_frame();
  send(how == ping_kind::native ? native : by_message);
}

void pusher_socket::on_silence() { reject(4201, "Pong reply not received in time"); }

void pusher_socket::sweep(steady_time now) {
  websocket::sweep(now);
  if (!is_open()) return;
  if (expires_at_ && home().shared().clock.now() >= *expires_at_)
    return reject(4009, "The session has ended");
  const auto late = [&](const subscription& s) {
    return s.waiting > 0 && now - s.asked_at > join_patience;
  };
  if (std::any_of(subscriptions_.begin(), subscriptions_.end(), late))
    reject(4200, "A subscription was not answered, please reconnect");
}

void pusher_socket::on_end() {
  for (const auto& s : subscriptions_)
    if (s.wanted) home().say_leave(id(), s.where);
  for (const auto& s : subscriptions_) home().leave_group(*this, s.where);
  subscriptions_ = {};
  if (who_ && std::holds_alternative<domain::member>(*who_))
    home().shared().people->disconnected(id());
  who_.reset();
}

void pusher_socket::say_error(int code, std::string_view message) {
  send(text_frame(wire::pusher_error(code, message)));
}

/// Two forms of the same refusal: older clients wait for the one, Echo's `.error()` for the other.
void pusher_socket::say_refused(std::string_view channel, failure why) {
  const auto say = [&](int code, std::string_view type, std::string_view message, int status) {
    say_error(code, message);
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
  say_error(code, message);
  close(static_cast<close_code>(code), message);
}

pusher_socket::subscription* pusher_socket::find(const actors::channel& where) {
  const auto found = std::find_if(subscriptions_.begin(), subscriptions_.end(),
                                  [&](const subscription& s) { return s.where == where; });
  return found == subscriptions_.end() ? nullptr : &*found;
}

void pusher_socket::forget(const actors::channel& where) {
  std::erase_if(subscriptions_, [&](const subscription& s) { return s.where == where; });
}

}  // namespace takeover::net::realtime
