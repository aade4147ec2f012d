#include "net/realtime/sse/stream_connection.hpp"

#include <sys/socket.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

namespace takeover::net::realtime {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {

class owned_stream final : public event_stream {
 public:
  explicit owned_stream(std::shared_ptr<stream_connection> connection)
      : connection_(std::move(connection)) {}
  ~owned_stream() override { connection_->release(); }
  owned_stream(const owned_stream&) = delete;
  owned_stream& operator=(const owned_stream&) = delete;

  [[nodiscard]] actors::listener id() const override { return connection_->id(); }
  asio::awaitable<bool> write(tcp::socket& socket, std::string_view extra_headers) override {
    return connection_->write(socket, extra_headers);
  }

 private:
  std::shared_ptr<stream_connection> connection_;
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

stream_connection::stream_connection(shard_hub& hub, const actors::channel& channel,
                                     http::body_framing framing)
    : connection(hub, hub.next_number(), hub.shared().bounds.max_queued_bytes),
      wake_(hub.shard().context(), asio::steady_timer::time_point::max()),
      channel_(channel),
      framing_(framing) {}

asio::awaitable<bool> stream_connection::write(tcp::socket& socket,
                                               std::string_view extra_headers) {
  const auto me = self();
  const loan lent{socket_, socket};
  std::string head =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: "
      "no-store\r\nX-Accel-Buffering: no\r\n";
  head.append(framing_ == http::body_framing::chunked ? "Transfer-Encoding: chunked\r\n"
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
  co_return stage_ == stage::done&& framing_ == http::body_framing::chunked;
}

void stream_connection::release() {
  if (stage_ == stage::live) hub().notify_left(id(), channel_);
  stage_ = stage::broken;
  hub().remove(*this);
}

/// Notices at once that the visitor is gone: nothing but the end of the stream is expected to
/// become readable.
void stream_connection::watch_peer() {
  socket_->async_wait(tcp::socket::wait_read, [me = self()](boost::system::error_code ec) {
    if (me->socket_ == nullptr || me->stage_ == stage::done || me->stage_ == stage::broken) return;
    if (ec) return me->end_as(stage::broken);
    char first = 0;
    const auto count = ::recv(me->socket_->native_handle(), &first, 1, MSG_PEEK | MSG_DONTWAIT);
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR))
      return me->end_as(stage::broken);
    if (count < 0) return me->watch_peer();
    // A pipelined request; it stays for the HTTP connection, which reads on after us.
  });
}

void stream_connection::wait_writable() {
  blocked_since_ = hub().now();
  socket_->async_wait(tcp::socket::wait_write, [me = self()](boost::system::error_code ec) {
    me->blocked_since_.reset();
    if (me->socket_ == nullptr || me->stage_ == stage::done || me->stage_ == stage::broken) return;
    if (ec) return me->end_as(stage::broken);
    me->hub().mark_dirty(*me);
  });
}

void stream_connection::send(shared_frame what) {
  if (framing_ == http::body_framing::until_close) what = without_chunk(*what);
  connection::send(std::move(what));
}

/// A client that reads nothing would otherwise hold the answer and the connection for ever.
void stream_connection::sweep(steady_time now) {
  if (!blocked_since_ || now - *blocked_since_ < hub().shared().bounds.stall_timeout) return;
  hub().count_cut();
  end_as(stage::broken);
}

void stream_connection::flush() {
  if (over_bound()) {
    hub().count_cut();
    return end_as(stage::broken);
  }
  if (socket_ == nullptr || blocked_since_ || stage_ == stage::done || stage_ == stage::broken)
    return;
  switch (write_to(socket_->native_handle())) {
    case send_queue::outcome::broken: return end_as(stage::broken);
    case send_queue::outcome::blocked: return wait_writable();
    case send_queue::outcome::more: return hub().mark_dirty(*this);
    case send_queue::outcome::empty: break;
  }
  if (stage_ == stage::last) end_as(stage::done);
}

int stream_connection::writable_socket() noexcept {
  const bool may_write =
      socket_ != nullptr && !blocked_since_ && (stage_ == stage::live || stage_ == stage::last);
  return may_write ? socket_->native_handle() : -1;
}

void stream_connection::admitted(const actors::channel& channel, actors::listener_kind kind,
                                 const shared_frame&, const shared_frame& so_far) {
  if (stage_ != stage::live) return;
  hub().subscribe_with_snapshot(*this, channel, kind, nullptr, so_far);
}

void stream_connection::refused(const actors::channel&, const domain::error&) {
  end_as(stage::broken);
}

void stream_connection::told(const actors::channel& channel, const shared_frame& what) {
  if (stage_ != stage::live) return;
  send(what);
  if (!what->ends_stream) return;
  stage_ = stage::last;
  hub().unsubscribe(*this, channel);
}

void stream_connection::channel_ended(const actors::channel& channel, actors::announcer::ending) {
  if (channel == channel_ && stage_ == stage::live) end_as(stage::broken);
}

void stream_connection::end_as(stage how) {
  if (stage_ == stage::done || stage_ == stage::broken) return;
  if (how == stage::broken && stage_ == stage::live) hub().notify_left(id(), channel_);
  stage_ = how;
  hub().unsubscribe(*this, channel_);
  queue().clear();
  wake_.cancel();
}

void stream_connection::detach() {
  stage_ = stage::broken;
  queue().clear();
  wake_.cancel();
}

std::unique_ptr<event_stream> make_stream(shard_hub& hub, const actors::channel& channel,
                                          http::body_framing framing) {
  auto stream = std::make_shared<stream_connection>(hub, channel, framing);
  hub.add(stream);
  return std::make_unique<owned_stream>(std::move(stream));
}

}  // namespace takeover::net::realtime
