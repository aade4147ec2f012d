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

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

/// What SIGHUP asks for. Broken settings change nothing, and never end the server.
void reload(application& running, config& settings, const settings_reader& read_again) {
  if (!read_again) return log_info("server has no settings file, so there is nothing to reload");
  const auto changed = read_again();
  if (!changed) return log_error("server keeps its settings: " + changed.error().detail);
  std::vector<std::string> now;
  std::vector<std::string> later;
  for (auto& name : changed_settings(settings, *changed))
    (is_reloadable(name) ? now : later).push_back(std::move(name));
  running.reload(*changed);
  settings.log = changed->log;
  settings.limits = changed->limits;
  settings.mail = changed->mail;
  log_info("server reloaded its settings: " + (now.empty() ? "nothing changed" : listed(now)));
  if (!later.empty()) log_warning("server needs a restart for changed settings: " + listed(later));
}

}  // namespace

int run_server(const config& settings, const start_options& options,
               const settings_reader& read_again) {
  // Blocked before any thread is made, so that all of them inherit the mask and only the wait below
  // gets the signal.
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGINT);
  sigaddset(&ending, SIGTERM);
  sigset_t awaited = ending;
  sigaddset(&awaited, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &awaited, nullptr);

  auto running = application::start(settings, options);
  if (!running && running.error().retry_after)
    running = start_when_the_database_answers(settings, options, running.error(), ending);
  if (!running && running.error().detail.empty()) return 0;  // it was ended while it waited
  if (!running) {
    std::cerr << "takeover: " << running.error().detail << '\n';
    return 1;
  }
  auto in_use = settings;
  int received = 0;
  while (sigwait(&awaited, &received) == 0 && received == SIGHUP)
    reload(**running, in_use, read_again);
  log_info("server stops");
  (*running)->stop();
  return 0;
}

}  // namespace takeover::app
