#include "net/realtime/websocket/websocket.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace takeover::net::realtime {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {
constexpr std::chrono::seconds close_patience{2};
}

websocket::websocket(hub& home, tcp::socket socket)
    : outlet(home, home.next_number(), home.shared().bounds.max_queued_bytes),
      socket_(std::move(socket)),
      reader_(home.shared().bounds.max_frame_bytes),
      heard_(home.now()) {}

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
  const auto room = home().read_buffer();
  const auto count = ::recv(socket_.native_handle(), room.data(), room.size(), MSG_DONTWAIT);
  if (count == 0) return lose();
  if (count < 0) {
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) return lose();
  } else {
    take(room.first(static_cast<std::size_t>(count)));
  }
  if (stage_ != stage::gone) wait_readable();
}

void websocket::take(std::span<char> bytes) {
  heard_ = home().now();
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
  home().mark_dirty(*this);
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
      close_deadline_ = home().now() + close_patience;
      home().mark_dirty(*this);
      return;
  }
}

void websocket::close(close_code code, std::string_view reason) {
  if (!is_open()) return;
  end();
  stage_ = stage::closing;
  close_deadline_ = home().now() + close_patience;
  send(close_frame(code, reason));
}

void websocket::flush() {
  if (stage_ == stage::gone) return;
  if (over_bound()) {
    home().count_cut();
    return lose();
  }
  if (blocked_) return;
  switch (write_to(socket_.native_handle())) {
    case outbox::outcome::broken: return lose();
    case outbox::outcome::blocked: return wait_writable();
    case outbox::outcome::more: return home().mark_dirty(*this);
    case outbox::outcome::empty: break;
  }
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
    me->home().mark_dirty(*me);
  });
}

void websocket::sweep(steady_time now) {
  if (stage_ != stage::open) {
    if (now >= close_deadline_) lose();
    return;
  }
  const auto silence = home().shared().bounds.silence;
  const auto silent = now - heard_;
  if (silent >= silence) return on_silence();
  if (pinged_ || silent < silence * 2 / 3) return;
  pinged_ = true;
  ask_for_life(speaks_pings_ ? ping_kind::native : ping_kind::by_message);
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
  abandon();
  home().remove(*this);
}

void websocket::abandon() {
  if (stage_ == stage::gone) return;
  stage_ = stage::gone;
  queue().clear();
  boost::system::error_code ignored;
  socket_.close(ignored);
  home().socket_closed();
}

}  // namespace takeover::net::realtime
