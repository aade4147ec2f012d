#include "net/http/connection.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "actors/log.hpp"
#include "net/http/body_writer.hpp"
#include "net/http/client/forwarded.hpp"
#include "net/http/client/proxy_protocol.hpp"
#include "net/http/rate_limit.hpp"

namespace takeover::net::http {

namespace asio = boost::asio;
constexpr auto quietly = asio::as_tuple(asio::use_awaitable);

namespace {

/// A path was decoded: what it holds must not begin a line of the log.
std::string printable(std::string_view path) {
  std::string text;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7F && c != '%')
      text += c;
    else
      text += fmt::format("%{:02X}", byte);
  }
  return text;
}

constexpr std::size_t first_buffer = 4'096;
constexpr std::size_t max_buffer = 65'536;
/// Bodies and answers up to this size are not counted against their client's bytes: the bound on
/// connections bounds them.
constexpr std::size_t uncounted_bytes = 16'384;
constexpr std::size_t max_lingering_bytes = 8'388'608;

domain::error no_room(const char* why, std::chrono::seconds again) {
  return {domain::errc::overloaded, why, {}, {}, again};
}
domain::error no_room() {
  return no_room("There is too much under way from your address.", std::chrono::seconds{1});
}

}  // namespace

connection::connection(asio::ip::tcp::socket socket, peer from, capacity left,
                       std::shared_ptr<shard_connections> shard)
    : socket_(std::move(socket)),
      shard_(std::move(shard)),
      peer_(std::move(from)),
      capacity_(left),
      buffer_(first_buffer) {
  shard_->count.fetch_add(1, std::memory_order_relaxed);
}

connection::~connection() {
  if (listed_) {
    auto& open = shard_->open;
    open[index_] = open.back();
    open[index_]->index_ = index_;
    open.pop_back();
  }
  shard_->count.fetch_sub(1, std::memory_order_relaxed);
}

void connection::start() {
  index_ = shard_->open.size();
  shard_->open.push_back(this);
  listed_ = true;
  if (shard_->date.empty()) shard_->set_date();
  boost::system::error_code ignored;  // a lost socket shows at the first read
  socket_.non_blocking(true, ignored);
  socket_.set_option(asio::ip::tcp::no_delay{true}, ignored);
  request_.set_client(peer_.address.to_string(), scheme::unknown);
  state_ = shard_->handler.new_connection();
  asio::co_spawn(
      socket_.get_executor(), [self = shared_from_this()] { return self->run(); },
      asio::bind_cancellation_slot(give_up_.slot(), asio::detached));
}

asio::awaitable<void> connection::run() {
  const auto self = shared_from_this();
  co_await asio::this_coro::throw_if_cancelled(false);  // what was awaited fails, and that is all
  try {
    // Not in one condition: GCC 12 does not skip a `co_await` behind `&&`.
    if (co_await read_proxy_header()) {
      while (co_await serve_one() == next::read_on) served_ = true;
    }
  } catch (const std::exception& e) {
    log_error_once_a_minute("connections",
                            std::string{"connection ended by an exception: "} + e.what());
  }
  close();
}

asio::awaitable<bool> connection::read_proxy_header() {
  const auto& rules = *shard_->clients;
  if (rules.proxy_header == proxy_header_use::none || !peer_.is_proxy) co_return true;
  enter(phase::head);
  for (;;) {
    const auto read = http::read_proxy_header(unread());
    if (read.where == proxy_header::progress::failed) co_return false;
    if (read.where == proxy_header::progress::complete) {
      begin_ += read.used;
      if (!read.client) co_return true;
      peer_.address = *read.client;
      peer_.is_proxy = rules.trusted_proxies.contain(peer_.address);
      request_.set_client(peer_.address.to_string(), scheme::unknown);
      if (peer_.is_proxy) co_return true;
      auto account = rules.counted->open(address_key(request_.peer()));
      if (account) peer_.account = std::move(*account);
      co_return account.has_value();
    }
    if (!co_await fill()) co_return false;
  }
}

bool connection::identify_client() {
  if (std::exchange(is_identified_, true) || !peer_.is_proxy) return true;
  const auto& rules = *shard_->clients;
  const auto client =
      client_of(peer_.address,
                {request_.get(header::forwarded_for), request_.get(header::forwarded_proto),
                 request_.get(header::forwarded)},
                rules.trusted_proxies);
  request_.set_client(client.address.to_string(), client.how);
  if (client.address == peer_.address) return true;  // it asks for itself
  auto account = rules.counted->open(address_key(request_.peer()));
  if (!account) return false;
  proxied_ = std::move(*account);
  return true;
}

asio::awaitable<connection::next> connection::serve_one() {
  parser_.begin(request_);
  is_identified_ = false;
  proxied_ = {};
  (void)account().occupy(0);
  if (!co_await read_request()) co_return next::ended;
  if (!identify_client()) {
    co_await reject(problem(no_room()));
    co_return next::ended;
  }
  enter(phase::busy);
  if (parser_.wants_upgrade() && shard_->handler.wants_upgrade(request_)) {
    const auto rest = unread();
    shard_->handler.upgrade(shard_->io, std::move(socket_), std::move(account()), request_,
                            {rest.data(), rest.size()}, capacity_);
    co_return next::ended;
  }
  if (capacity_ == capacity::full) {
    co_await reject(problem(
        no_room("The server has as many connections as it may have.", std::chrono::seconds{5})));
    co_return next::ended;
  }
  is_reading_ = request_.verb() == method::get;
  auto what = co_await answer();
  is_reading_ = false;
  const auto follows =
      request_.keep_alive() && !shard_->stopping ? after::keep_alive : after::close;
  if (what.stream) {
    shard_->by_class[2].fetch_add(1, std::memory_order_relaxed);
    const bool usable = co_await what.stream->write(socket_, header_lines(what));
    co_return usable&& follows == after::keep_alive ? next::read_on : next::ended;
  }
  if (!co_await respond(what, follows)) co_return next::ended;
  if (follows == after::keep_alive) co_return next::read_on;
  boost::system::error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  co_return next::ended;
}

asio::awaitable<bool> connection::read_request() {
  enter(served_ && begin_ == end_ ? phase::idle : phase::head);
  for (;;) {
    const auto step = parser_.put(unread());
    begin_ += step.used;
    if (step.where == request_parser::progress::complete) co_return true;
    if (step.where == request_parser::progress::failed) {
      co_await reject(parser_.failure());
      co_return false;
    }
    if (step.where == request_parser::progress::head) {
      if (!co_await begin_body()) co_return false;
      continue;
    }
    if (!co_await fill()) co_return false;
    if (phase_ == phase::idle) enter(phase::head);
  }
}

asio::awaitable<bool> connection::begin_body() {
  if (!identify_client()) {
    co_await reject(problem(no_room()));
    co_return false;
  }
  max_growth_ = first_buffer;
  auto limit = shard_->handler.body_limit(request_);
  if (parser_.announced_length() > limit || parser_.chunked()) {
    enter(phase::busy);
    const auto verified =
        co_await shard_->handler.verified_body_limit(shard_->io, request_, *state_);
    if (!verified) {
      co_await reject(problem(verified.error()));
      co_return false;
    }
    limit = *verified;
  }
  parser_.limit_body(limit);
  if (parser_.announced_length() > limit) {
    co_await reject(
        problem(domain::fail(domain::errc::too_large, "The body is too large for this call.")));
    co_return false;
  }
  const auto length = parser_.chunked() ? limit : parser_.announced_length();
  if (length > uncounted_bytes) {
    if (!account().occupy(length)) {
      co_await reject(problem(no_room()));
      co_return false;
    }
    max_growth_ = max_buffer;
  }
  enter(phase::body);
  const auto expected = request_.get(header::expect);
  if (expected.empty()) co_return true;
  if (expected != "100-continue" && expected != "100-Continue") {
    co_await reject(problem(417, "malformed-request", "This expectation cannot be met",
                            "Only 100-continue is supported."));
    co_return false;
  }
  if (begin_ != end_) co_return true;  // the client did not wait
  co_return co_await write("HTTP/1.1 100 Continue\r\n\r\n", {});
}

asio::awaitable<bool> connection::fill() {
  if (begin_ == end_) begin_ = end_ = 0;
  if (begin_ == end_ && phase_ == phase::idle && buffer_.size() > first_buffer)
    buffer_ = std::vector<char>(first_buffer);
  if (buffer_.size() - end_ < buffer_.size() / 4) {
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
    if (buffer_.size() - end_ < buffer_.size() / 4) {
      if (buffer_.size() >= max_buffer) {
        co_await reject(
            problem(domain::fail(domain::errc::malformed, "Part of the request never ends.")));
        co_return false;
      }
      buffer_.resize(buffer_.size() * 2);
    }
  }
  const auto capacity = buffer_.size() - end_;
  const auto [ec, count] =
      co_await socket_.async_read_some(asio::buffer(buffer_.data() + end_, capacity), quietly);
  if (ec) co_return false;
  end_ += count;
  if (count == capacity && phase_ == phase::body && buffer_.size() < max_growth_)
    buffer_.resize(buffer_.size() * 2);
  co_return true;
}

asio::awaitable<response> connection::answer() {
  bool no_memory = false;
  try {
    co_return co_await shard_->handler.answer(shard_->io, request_, *state_);
  } catch (const std::bad_alloc&) {
    log_error_once_a_minute("no-memory", "a request failed: the server has no memory left");
    no_memory = true;
  } catch (const std::exception& e) {
    log_error(fmt::format("{} {} failed: {}", name_of(request_.verb()), printable(request_.path()),
                          e.what()));
  }
  co_return problem(no_memory ? domain::fail(domain::errc::overloaded) : domain::error{});
}

asio::awaitable<bool> connection::respond(const response& what, after follows) {
  if (what.body.size() > uncounted_bytes && !account().occupy(what.body.size()))
    return respond_without_room(follows);
  shard_->by_class[static_cast<std::size_t>(what.status / 100) % 6].fetch_add(
      1, std::memory_order_relaxed);
  head_.clear();
  write_head(head_, what, shard_->date, follows);
  std::string_view body = what.body;
  if (!what.fixed_body.empty())
    body = {reinterpret_cast<const char*>(what.fixed_body.data()), what.fixed_body.size()};
  if (request_.verb() == method::head) body = {};
  return write(head_, body);
}

asio::awaitable<bool> connection::respond_without_room(after follows) {
  const auto instead = problem(no_room());
  co_return co_await respond(instead, follows);
}

asio::awaitable<bool> connection::write(std::string_view head, std::string_view body) {
  const auto before = phase_;
  const std::array<asio::const_buffer, 2> both{asio::buffer(head), asio::buffer(body)};
  boost::system::error_code ec;
  const auto count = socket_.write_some(both, ec);  // nearly always takes all of it
  if (ec && ec != asio::error::would_block) co_return false;
  if (count == head.size() + body.size()) co_return true;
  head.remove_prefix(std::min(count, head.size()));
  body.remove_prefix(count > both[0].size() ? count - both[0].size() : 0);
  enter(phase::writing);
  const std::array<asio::const_buffer, 2> rest{asio::buffer(head), asio::buffer(body)};
  const auto [failed, written] = co_await asio::async_write(socket_, rest, quietly);
  (void)written;
  enter(before);
  co_return !failed;
}

asio::awaitable<void> connection::reject(response what) {
  if (!co_await respond(what, after::close)) co_return;
  boost::system::error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  enter(phase::lingering);
  std::size_t discarded = 0;
  while (discarded < max_lingering_bytes) {
    const auto [ec, count] = co_await socket_.async_read_some(asio::buffer(buffer_), quietly);
    if (ec) co_return;
    discarded += count;
  }
}

void connection::enter(phase now) {
  phase_ = now;
  const auto& allowed = shard_->timeouts;
  switch (now) {
    case phase::busy: deadline_ = shard_connections::time_point::max(); break;
    case phase::idle: deadline_ = shard_->now + allowed.idle; break;
    case phase::head:
      deadline_ = shard_->now + (shard_->stopping              ? allowed.newcomer
                                 : capacity_ == capacity::full ? allowed.turned_away
                                                               : allowed.head);
      break;
    case phase::body: deadline_ = shard_->now + allowed.body; break;
    case phase::writing: deadline_ = shard_->now + allowed.write; break;
    case phase::lingering: deadline_ = shard_->now + allowed.linger; break;
  }
}

void connection::end_soon() {
  const bool waits = phase_ == phase::idle || (phase_ == phase::head && !parser_.got_some());
  boost::system::error_code ec;
  if (!waits || socket_.available(ec) > 0) return;
  if (served_ || ec)
    close();
  else
    enter(phase::head);
}

void connection::end_if_late() {
  if (shard_->now < deadline_) return;
  if (phase_ == phase::body || (phase_ == phase::head && parser_.got_some())) {
    const auto late = problem(408, "malformed-request", "The request took too long",
                              "Send the request without long pauses.");
    head_.clear();
    write_head(head_, late, shard_->date, after::close);
    head_ += late.body;
    boost::system::error_code ignored;
    socket_.write_some(asio::buffer(head_), ignored);
  }
  shard_->timed_out.fetch_add(1, std::memory_order_relaxed);
  close();
}

void connection::give_up_if_abandoned() {
  if (!is_reading_ || !socket_.is_open()) return;
  char byte = 0;
  if (::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) != 0) return;
  is_reading_ = false;
  shard_->abandoned.fetch_add(1, std::memory_order_relaxed);
  give_up_.emit(asio::cancellation_type::terminal);
}

void connection::close() {
  boost::system::error_code ignored;
  if (socket_.is_open()) socket_.close(ignored);
}

}  // namespace takeover::net::http
