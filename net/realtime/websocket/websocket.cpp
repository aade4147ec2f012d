#include "net/realtime/websocket/websocket.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace takeover::net::realtime {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {
constexpr std::chrono::seconds close_timeout{2};
}

websocket::websocket(shard_hub& hub, tcp::socket socket, http::accounts::holder client)
    : connection(hub, hub.next_number(), hub.shared().bounds.max_queued_bytes),
      socket_(std::move(socket)),
      client_(std::move(client)),
      reader_(hub.shared().bounds.max_frame_bytes),
      heard_(hub.now()) {}

void websocket::start(std::string head, std::string_view unread) {
  boost::system::error_code ignored;
  socket_.set_option(tcp::no_delay{true}, ignored);
  send(plain_frame(std::move(head)));
  greet();
  if (!unread.empty()) {
    std::string bytes{unread};
    take(bytes);
  }
  if (stage_ != stage::gone) wait_readable();
}

void websocket::wait_readable() {
  socket_.async_wait(tcp::socket::wait_read, [me = self()](boost::system::error_code ec) {
    if (me->stage_ == stage::gone) return;
    if (ec) return me->lose();
    me->read();
  });
}

void websocket::read() {
  const auto buffer = hub().read_buffer();
  const auto count = ::recv(socket_.native_handle(), buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (count == 0) return lose();
  if (count < 0) {
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) return lose();
  } else {
    take(buffer.first(static_cast<std::size_t>(count)));
  }
  if (stage_ != stage::gone) wait_readable();
}

void websocket::take(std::span<char> bytes) {
  heard_ = hub().now();
  pinged_ = false;
  reader_.feed(bytes);
  while (const auto message = reader_.next()) {
    handle(*message);
    if (stage_ == stage::gone) return;
  }
  const auto& broken = reader_.failed();
  if (!broken) return;
  close(broken->code, broken->why);
  // Its close frame would not be understood any more; the end of the stream is.
  half_close_ = true;
  hub().mark_dirty(*this);
}

void websocket::handle(const incoming& message) {
  switch (message.what) {
    case incoming::kind::text:
    case incoming::kind::binary:
      if (is_open()) on_message(message.payload);
      return;
    case incoming::kind::ping:
      speaks_pings_ = true;
      if (is_open()) send(pong_frame(message.payload));
      return;
    case incoming::kind::pong: speaks_pings_ = true; return;
    case incoming::kind::close:
      if (is_open()) {
        end();
        send(close_frame(message.code, {}));
      }
      stage_ = stage::finishing;
      close_deadline_ = hub().now() + close_timeout;
      hub().mark_dirty(*this);
      return;
  }
}

void websocket::close(close_code code, std::string_view reason) {
  if (!is_open()) return;
  end();
  stage_ = stage::closing;
  close_deadline_ = hub().now() + close_timeout;
  send(close_frame(code, reason));
}

void websocket::send(shared_frame what) {
  connection::send(std::move(what));
  // Only what a slow reader leaves lying is counted: the rest goes at the end of the round.
  if (blocked_ && !client_.occupy(queue().bytes())) cut();
}

void websocket::flush() {
  if (stage_ == stage::gone) return;
  if (over_bound()) {
    hub().count_cut();
    return lose();
  }
  if (blocked_) return;
  switch (write_to(socket_.native_handle())) {
    case send_queue::outcome::broken: return lose();
    case send_queue::outcome::blocked:
      if (client_.occupy(queue().bytes())) return wait_writable();
      hub().count_cut();
      return lose();
    case send_queue::outcome::more: return hub().mark_dirty(*this);
    case send_queue::outcome::empty: break;
  }
  if (client_.occupied() > 0) (void)client_.occupy(0);
  if (stage_ == stage::finishing) return lose();
  if (half_close_) {
    half_close_ = false;
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
  }
}

int websocket::writable_socket() noexcept {
  return stage_ == stage::gone || blocked_ ? -1 : socket_.native_handle();
}

void websocket::wait_writable() {
  blocked_ = true;
  socket_.async_wait(tcp::socket::wait_write, [me = self()](boost::system::error_code ec) {
    me->blocked_ = false;
    if (me->stage_ == stage::gone) return;
    if (ec) return me->lose();
    me->hub().mark_dirty(*me);
  });
}

void websocket::sweep(steady_time now) {
  if (stage_ != stage::open) {
    if (now >= close_deadline_) lose();
    return;
  }
  const auto timeout = hub().shared().bounds.idle_timeout;
  const auto silent = now - heard_;
  if (silent >= timeout) return on_idle_timeout();
  if (pinged_ || silent < timeout * 2 / 3) return;
  pinged_ = true;
  ping(speaks_pings_ ? ping_kind::native : ping_kind::by_message);
}

void websocket::end() {
  if (ended_) return;
  ended_ = true;
  on_end();
}

void websocket::lose() {
  if (stage_ == stage::gone) return;
  const auto me = self();
  end();
  detach();
  hub().remove(*this);
}

void websocket::detach() {
  if (stage_ == stage::gone) return;
  stage_ = stage::gone;
  queue().clear();
  client_ = {};
  boost::system::error_code ignored;
  socket_.close(ignored);
  hub().socket_closed();
}

}  // namespace takeover::net::realtime
