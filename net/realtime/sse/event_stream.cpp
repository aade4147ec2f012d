#include "net/realtime/sse/event_stream.hpp"

#include <sys/socket.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

namespace takeover::net::realtime {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {

/// The handle that the HTTP side holds: its end is the stream's end.
class owned_stream final : public event_stream {
 public:
  explicit owned_stream(std::shared_ptr<stream_outlet> outlet) : outlet_(std::move(outlet)) {}
  ~owned_stream() override { outlet_->let_go(); }
  owned_stream(const owned_stream&) = delete;
  owned_stream& operator=(const owned_stream&) = delete;

  [[nodiscard]] actors::listener id() const override { return outlet_->id(); }
  asio::awaitable<bool> run(tcp::socket& socket, std::string_view extra_headers) override {
    return outlet_->run(socket, extra_headers);
  }

 private:
  std::shared_ptr<stream_outlet> outlet_;
};

/// Lends the socket for as long as the coroutine lives, however it ends.
class loan {
 public:
  loan(tcp::socket*& place, tcp::socket& socket) : place_(place) { place_ = &socket; }
  ~loan() { place_ = nullptr; }
  loan(const loan&) = delete;
  loan& operator=(const loan&) = delete;

 private:
  tcp::socket*& place_;
};

}  // namespace

stream_outlet::stream_outlet(hub& home, const actors::channel& hears, stream_body how)
    : outlet(home, home.next_number(), home.shared().bounds.max_queued_bytes),
      wake_(home.shard().context(), asio::steady_timer::time_point::max()),
      hears_(hears),
      body_(how) {}

asio::awaitable<bool> stream_outlet::run(tcp::socket& socket, std::string_view extra_headers) {
  const auto me = self();
  const loan lent{socket_, socket};
  std::string head =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: "
      "no-store\r\nX-Accel-Buffering: no\r\n";
  head.append(body_ == stream_body::chunked ? "Transfer-Encoding: chunked\r\n"
                                            : "Connection: close\r\n");
  head.append(extra_headers).append("\r\n");
  queue().push_first(plain_frame(std::move(head)));
  watch_peer();
  flush();
  while (stage_ == stage::live || stage_ == stage::last) {
    boost::system::error_code woken;
    co_await wake_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
  // Takes the waits off the socket, so that the next request can be read from it.
  boost::system::error_code ignored;
  socket.cancel(ignored);
  co_return stage_ == stage::done&& body_ == stream_body::chunked;
}

void stream_outlet::let_go() {
  if (stage_ == stage::live) home().say_leave(id(), hears_);
  stage_ = stage::broken;
  home().remove(*this);
}

/// A visitor who goes away is noticed at once: nothing but the end of the stream is expected to be
/// readable.
void stream_outlet::watch_peer() {
  socket_->async_wait(tcp::socket::wait_read, [me = self()](boost::system::error_code ec) {
    if (me->socket_ == nullptr || me->stage_ == stage::done || me->stage_ == stage::broken) return;
    if (ec) return me->end_as(stage::broken);
    char first = 0;
    const auto count = ::recv(me->socket_->native_handle(), &first, 1, MSG_PEEK | MSG_DONTWAIT);
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR))
      return me->end_as(stage::broken);
    if (count < 0) return me->watch_peer();
    // The next request is there already; it stays for whoever reads the connection after us.
  });
}

void stream_outlet::wait_writable() {
  blocked_since_ = home().now();
  socket_->async_wait(tcp::socket::wait_write, [me = self()](boost::system::error_code ec) {
    me->blocked_since_.reset();
    if (me->socket_ == nullptr || me->stage_ == stage::done || me->stage_ == stage::broken) return;
    if (ec) return me->end_as(stage::broken);
    me->home().mark_dirty(*me);
  });
}

void stream_outlet::send(shared_frame what) {
  if (body_ == stream_body::until_close) what = without_chunk(*what);
  outlet::send(std::move(what));
}

/// Who takes nothing at all would hold the answer, and the connection, for as long as they like.
void stream_outlet::sweep(steady_time now) {
  if (!blocked_since_ || now - *blocked_since_ < home().shared().bounds.stalled) return;
  home().count_cut();
  end_as(stage::broken);
}

void stream_outlet::flush() {
  if (over_bound()) {
    home().count_cut();
    return end_as(stage::broken);
  }
  if (socket_ == nullptr || blocked_since_ || stage_ == stage::done || stage_ == stage::broken)
    return;
  switch (write_to(socket_->native_handle())) {
    case outbox::outcome::broken: return end_as(stage::broken);
    case outbox::outcome::blocked: return wait_writable();
    case outbox::outcome::more: return home().mark_dirty(*this);
    case outbox::outcome::empty: break;
  }
  if (stage_ == stage::last) end_as(stage::done);
}

int stream_outlet::writable_socket() noexcept {
  const bool may_write =
      socket_ != nullptr && !blocked_since_ && (stage_ == stage::live || stage_ == stage::last);
  return may_write ? socket_->native_handle() : -1;
}

void stream_outlet::admitted(const actors::channel& where, actors::listener_kind kind,
                             const shared_frame&, const shared_frame& so_far) {
  if (stage_ != stage::live) return;
  home().seat_and_greet(*this, where, kind, nullptr, so_far);
}

void stream_outlet::refused(const actors::channel&, const domain::error&) { end_as(stage::broken); }

void stream_outlet::told(const actors::channel& where, const shared_frame& what) {
  if (stage_ != stage::live) return;
  send(what);
  if (!what->ends_stream) return;
  stage_ = stage::last;
  home().leave_group(*this, where);
}

void stream_outlet::channel_ended(const actors::channel& where, actors::announcer::ending) {
  if (where == hears_ && stage_ == stage::live) end_as(stage::broken);
}

void stream_outlet::end_as(stage how) {
  if (stage_ == stage::done || stage_ == stage::broken) return;
  if (how == stage::broken && stage_ == stage::live) home().say_leave(id(), hears_);
  stage_ = how;
  home().leave_group(*this, hears_);
  queue().clear();
  wake_.cancel();
}

void stream_outlet::abandon() {
  stage_ = stage::broken;
  queue().clear();
  wake_.cancel();
}

std::unique_ptr<event_stream> make_stream(hub& home, const actors::channel& hears,
                                          stream_body how) {
  auto outlet = std::make_shared<stream_outlet>(home, hears, how);
  home.add(outlet);
  return std::make_unique<owned_stream>(std::move(outlet));
}

}  // namespace takeover::net::realtime
