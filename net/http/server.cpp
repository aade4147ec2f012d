#include "net/http/server.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>
#include <thread>

#include "actors/log.hpp"
#include "net/http/connection.hpp"

namespace takeover::net::http {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::chrono::milliseconds accept_pause{100};
constexpr std::chrono::milliseconds stop_poll{5};

/// Connections over the bound that are told so in their protocol; any more get `refusal` unread.
constexpr std::size_t max_turned_away = 256;

constexpr std::string_view refusal =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 5\r\nConnection: "
    "close\r\n\r\n";

constexpr std::string_view remedy =
    "Raise the limit of open files (ulimit -n, LimitNOFILE=), or lower server.max_connections.";

}  // namespace

struct server::state : std::enable_shared_from_this<server::state> {
  state(std::span<io_shard* const> shards, request_handler& handler, const server_options& with)
      : options(with), acceptor(shards.front()->context()) {
    const auto rules = std::make_shared<const client_rules>(client_rules{
        with.clients ? with.clients : std::make_shared<accounts>(default_client_bounds),
        with.trusted_proxies, with.proxy_header});
    for (auto* io : shards)
      per_shard.push_back(std::make_shared<shard_connections>(*io, handler, with.timeouts, rules));
  }

  asio::awaitable<void> accept_all();
  void admit(tcp::socket socket, const std::shared_ptr<shard_connections>& shard);
  /// Near the bound: the connections that have been idle for longest go first.
  void make_room();
  [[nodiscard]] std::size_t connections() const;
  /// Runs on every shard's thread, and waits until it did.
  void on_every_shard(const std::function<void(shard_connections&)>& task);
  /// Until there are no connections, or `timeout` is over. True if there is none.
  [[nodiscard]] bool wait_for_none(std::chrono::milliseconds timeout) const;

  const server_options options;
  tcp::acceptor acceptor;
  std::vector<std::shared_ptr<shard_connections>> per_shard;
  std::size_t turn = 0;  // on the acceptor's shard only
  std::atomic<std::uint64_t> accepted{0};
  std::atomic<std::uint64_t> refused{0};
  std::atomic<bool> accepting{true};
  bool started = false;
  bool stopped = false;
};

asio::awaitable<void> server::state::accept_all() {
  const auto self = shared_from_this();
  asio::steady_timer pause{acceptor.get_executor()};
  for (;;) {
    const auto& shard = per_shard[turn++ % per_shard.size()];
    tcp::socket socket{shard->io.context()};
    const auto [ec] = co_await acceptor.async_accept(socket, asio::as_tuple(asio::use_awaitable));
    // Also when the acceptor is closed by now: a connection that was accepted is served.
    if (!ec) {
      accepting.store(true, std::memory_order_relaxed);
      admit(std::move(socket), shard);
    }
    if (!acceptor.is_open()) co_return;
    if (!ec || ec == asio::error::connection_aborted) continue;
    accepting.store(false, std::memory_order_relaxed);
    log_error_once_a_minute(
        "accept", fmt::format("server cannot accept connections: {}. {}", ec.message(), remedy));
    pause.expires_after(accept_pause);
    co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
    if (!acceptor.is_open()) co_return;
  }
}

void server::state::admit(tcp::socket socket, const std::shared_ptr<shard_connections>& shard) {
  accepted.fetch_add(1, std::memory_order_relaxed);
  const auto open = connections() + shard->handler.upgraded();
  if (open >= options.max_connections - options.max_connections / 10) make_room();
  auto peer = peer_of(socket, *shard->clients);
  const auto left = open < options.max_connections ? capacity::free : capacity::full;
  if (left == capacity::full || !peer) refused.fetch_add(1, std::memory_order_relaxed);
  if (open >= options.max_connections + max_turned_away || !peer) {
    boost::system::error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(refusal), ignored);
    return;
  }
  auto made = std::make_shared<connection>(std::move(socket), std::move(*peer), left, shard);
  shard->io.post([made = std::move(made)] { made->start(); });
}

void server::state::make_room() {
  for (const auto& shard : per_shard)
    if (!shard->is_shedding.exchange(true, std::memory_order_relaxed))
      shard->io.post([shard] { shard->shed_idle(); });
}

std::size_t server::state::connections() const {
  std::size_t sum = 0;
  for (const auto& shard : per_shard) sum += shard->count.load(std::memory_order_relaxed);
  return sum;
}

void server::state::on_every_shard(const std::function<void(shard_connections&)>& task) {
  std::vector<std::future<void>> done;
  for (const auto& shard : per_shard) {
    auto promise = std::make_shared<std::promise<void>>();
    done.push_back(promise->get_future());
    shard->io.post([&task, shard, promise] {
      task(*shard);
      promise->set_value();
    });
  }
  for (auto& each : done) each.wait();
}

bool server::state::wait_for_none(std::chrono::milliseconds timeout) const {
  const auto until = std::chrono::steady_clock::now() + timeout;
  while (connections() > 0) {
    if (std::chrono::steady_clock::now() >= until) return false;
    std::this_thread::sleep_for(stop_poll);
  }
  return true;
}

server::server(std::shared_ptr<state> made) : state_(std::move(made)) {}

server::~server() = default;

domain::result<std::unique_ptr<server>> server::make(const listening_socket& at,
                                                     std::span<io_shard* const> shards,
                                                     request_handler& handler,
                                                     const server_options& options) {
  auto made = std::make_shared<state>(shards, handler, options);
  const auto descriptor = at.duplicate();
  auto ec = descriptor < 0 ? boost::system::error_code{errno, boost::system::system_category()}
                           : boost::system::error_code{};
  if (!ec) made->acceptor.assign(at.family() == AF_INET6 ? tcp::v6() : tcp::v4(), descriptor, ec);
  if (!ec) return std::unique_ptr<server>{new server{std::move(made)}};
  if (descriptor >= 0) ::close(descriptor);
  return domain::fail(domain::errc::unavailable, "cannot accept connections: " + ec.message());
}

void server::start() {
  if (std::exchange(state_->started, true)) return;
  for (const auto& shard : state_->per_shard) {
    if (state_->options.clock == ticking::by_hand) continue;
    shard->io.post([shard] {
      shard->io.every_tick(
          [shard = std::weak_ptr{shard}](std::chrono::steady_clock::time_point now) {
            if (const auto still = shard.lock()) still->tick(now, ticking::by_shards);
          });
    });
  }
  asio::co_spawn(
      state_->acceptor.get_executor(), [self = state_] { return self->accept_all(); },
      asio::detached);
}

void server::stop_accepting() {
  if (!state_->started) return;
  state_->on_every_shard([this](shard_connections& shard) {
    boost::system::error_code ignored;
    if (&shard == state_->per_shard.front().get()) state_->acceptor.close(ignored);
  });
}

void server::stop(std::chrono::milliseconds timeout) {
  if (!state_->started || std::exchange(state_->stopped, true)) return;
  stop_accepting();
  state_->on_every_shard([](shard_connections& shard) { shard.begin_stop(); });
  if (state_->wait_for_none(timeout)) return;
  state_->on_every_shard([](shard_connections& shard) { shard.cut_all(); });
}

bool server::wait_for_none(std::chrono::milliseconds timeout) const {
  return state_->wait_for_none(timeout);
}

server_stats server::stats() const {
  server_stats sum;
  sum.connections = state_->connections();
  sum.accepted = state_->accepted.load(std::memory_order_relaxed);
  sum.refused = state_->refused.load(std::memory_order_relaxed);
  if (!state_->accepting.load(std::memory_order_relaxed))
    sum.trouble = "New connections cannot be accepted. " + std::string{remedy};
  for (const auto& shard : state_->per_shard) {
    sum.timed_out += shard->timed_out.load(std::memory_order_relaxed);
    sum.abandoned += shard->abandoned.load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < sum.by_class.size(); ++i)
      sum.by_class[i] += shard->by_class[i].load(std::memory_order_relaxed);
  }
  return sum;
}

void server::tick(std::chrono::steady_clock::time_point now) {
  state_->on_every_shard([now](shard_connections& shard) { shard.tick(now, ticking::by_hand); });
}

}  // namespace takeover::net::http
