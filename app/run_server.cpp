#include "app/run_server.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <iostream>

#include "actors/log.hpp"
#include "app/listen_address.hpp"
#include "net/api/maintenance_handler.hpp"
#include "net/http/server.hpp"
#include "net/io/io_shard.hpp"

namespace takeover::app {
namespace {

constexpr timespec between_tries{1, 0};
constexpr std::chrono::seconds stop_patience{5};

/// Answers 503 until the database is there. Stops when it is destroyed.
class startup_server {
 public:
  /// Errors: those of `http::server::make`.
  domain::result<void> open(const net::http::listening_socket& at) {
    net::io_shard* const shards[] = {&shard_};
    auto made = net::http::server::make(at, shards, handler_, {});
    if (!made) return made.error();
    server_ = std::move(*made);
    shard_.start();
    server_->start();
    return {};
  }
  ~startup_server() {
    if (server_) server_->stop(stop_patience);
    shard_.stop();
  }

 private:
  net::io_shard shard_{0};
  net::maintenance_handler handler_;
  std::unique_ptr<net::http::server> server_;
};

/// Whether the database still does not answer, so that starting would fail again.
bool is_away(const std::string& database) {
  const domain::wall_clock clock;
  domain::random_ids ids;
  storage::open_options options;
  options.url = database;
  options.readers = 1;
  const auto opened = storage::open_store(options, ids, clock);
  return !opened && opened.error().retry_after;
}

/// Starts once the database answers. The socket is bound throughout, so that clients which connect
/// in between wait for the server instead of being refused. Errors: those of `application::start`;
/// one without a detail if a signal of `ending` came first.
domain::result<std::unique_ptr<application>> start_when_the_database_answers(
    const config& settings, start_options options, domain::error away, const sigset_t& ending) {
  const auto listening = listen_on(settings.server.listen);
  if (!listening) return listening.error();
  options.socket = &*listening;
  while (away.retry_after) {
    {
      startup_server meanwhile;
      if (auto opened = meanwhile.open(*listening); !opened) return opened.error();
      log_warning(fmt::format("server on {} waits for the database: {}",
                              with_port(settings.server.listen, listening->port()), away.detail));
      do {
        if (sigtimedwait(&ending, nullptr, &between_tries) > 0) return domain::error{};
      } while (is_away(settings.database.url));
    }
    auto running = application::start(settings, options);
    if (running) return running;
    away = running.error();
  }
  return away;
}

}  // namespace

int run_server(const config& settings, const start_options& options) {
  // Blocked before any thread is made, so that all of them inherit the mask and only the wait below
  // gets the signal.
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGINT);
  sigaddset(&ending, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  signal(SIGPIPE, SIG_IGN);

  auto running = application::start(settings, options);
  if (!running && running.error().retry_after)
    running = start_when_the_database_answers(settings, options, running.error(), ending);
  if (!running && running.error().detail.empty()) return 0;  // it was ended while it waited
  if (!running) {
    std::cerr << "takeover: " << running.error().detail << '\n';
    return 1;
  }
  int received = 0;
  sigwait(&ending, &received);
  log_info("server stops");
  (*running)->stop();
  return 0;
}

}  // namespace takeover::app
