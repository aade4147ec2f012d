#include "app/application.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sodium.h>
#include <sys/resource.h>

#include <algorithm>
#include <iostream>
#include <thread>

#include "actors/actor_tree.hpp"
#include "answering/builtin/builtin_answerer.hpp"
#include "app/delivery_settings.hpp"
#include "net/api/api_handler.hpp"
#include "net/api/maintenance_handler.hpp"
#include "net/auth/passwords.hpp"
#include "net/http/server.hpp"
#include "net/io/io_shard.hpp"
#include "net/log.hpp"
#include "net/outbound/outbound_courier.hpp"
#include "net/realtime/broadcaster.hpp"

namespace takeover::net {
namespace {

constexpr std::size_t hashing_threads = 2;
constexpr std::size_t max_waiting_hashes = 64;
constexpr std::chrono::seconds stop_patience{5};
/// Files beside connections: the database, its log, listeners, standard streams.
constexpr rlim_t files_beside_connections = 128;

std::size_t shard_count(const config& settings) {
  if (settings.server.threads > 0) return static_cast<std::size_t>(settings.server.threads);
  return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 64);
}

/// Lets the process have as many connections as it is set to, as far as the system allows.
void raise_file_limit(int connections) {
  const auto wanted = static_cast<rlim_t>(connections) + files_beside_connections;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;
  limit.rlim_cur = limit.rlim_max == RLIM_INFINITY ? wanted : std::min(wanted, limit.rlim_max);
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < wanted)
    log_warning(fmt::format(
        "the system allows {} open files, which is less than server.max_connections needs ({})",
        limit.rlim_cur, wanted));
}

/// `HOST:PORT` with the port that it came to be.
std::string with_port(const std::string& address, std::uint16_t port) {
  return fmt::format("{}:{}", address.substr(0, address.rfind(':')), port);
}

}  // namespace

/// In the order of their making; what is made later uses what was made earlier.
struct application::parts {
  explicit parts(const config& from) : settings(from), limits(settings) {}

  const config settings;
  domain::wall_clock clock;
  domain::random_ids ids;
  rate_limits limits;
  std::unique_ptr<storage::store> store;
  std::vector<std::unique_ptr<io_shard>> shards;
  std::unique_ptr<workers> pool;
  std::unique_ptr<realtime::broadcaster> gateway;
  std::unique_ptr<answering::builtin_answerer> answerer;
  std::unique_ptr<outbound::outbound_courier> courier;
  std::unique_ptr<actors::actor_tree> tree;
  std::unique_ptr<auth::member_sessions> sessions;
  std::unique_ptr<auth::visitor_tokens> tokens;
  std::unique_ptr<auth::agent_directory> agents;
  std::unique_ptr<services> app;
  std::unique_ptr<product_site> site;
  std::unique_ptr<http::server> server;
  std::uint16_t port = 0;
  bool stopped = false;

  domain::result<void> open(const start_options& options,
                            std::optional<domain::agent_id>& demo_agent);
  domain::result<void> listen(const std::vector<io_shard*>& on, const http::listening_socket* at);
  void connect(const std::vector<io_shard*>& on, std::optional<domain::agent_id> demo_agent);
};

domain::result<void> application::parts::open(const start_options& options,
                                              std::optional<domain::agent_id>& demo_agent) {
  storage::open_options where;
  where.url = settings.database.url;
  auto opened = storage::open_store(where, ids, clock);
  if (!opened) return opened.error();
  store = std::move(*opened);
  if (!options.prepare) return {};
  auto made = options.prepare(*store, ids, clock);
  if (!made) return made.error();
  demo_agent = made->demo_agent;
  return {};
}

void application::parts::connect(const std::vector<io_shard*>& on,
                                 std::optional<domain::agent_id> demo_agent) {
  pool = std::make_unique<workers>(hashing_threads, max_waiting_hashes);
  gateway = realtime::broadcaster::make(on, store->keys().realtime_key,
                                        store->keys().realtime_secret, {}, clock);
  answerer = std::make_unique<answering::builtin_answerer>(*store);
  courier = std::make_unique<outbound::outbound_courier>(outbound::courier_settings(settings), ids,
                                                         clock);
  if (!courier->has_mailer())
    log_warning("no mailer is configured (mail.url): mail to owners and admins waits in the queue");
  actors::tree_options how;
  how.delivery = outbound::delivery_settings(settings);
  how.claim_grace = settings.live_chat.claim_grace;
  how.handoff_timeout = settings.live_chat.handoff_timeout;
  how.words_per_second = settings.answerer.words_per_second;
  tree = std::make_unique<actors::actor_tree>(
      actors::tree_parts{*store, *gateway, *answerer, ids, clock, courier.get()}, how);
  gateway->attach(tree->conversations(), tree->presence());
  sessions =
      std::make_unique<auth::member_sessions>(*store, ids, clock, settings.sessions.lifetime);
  tokens = std::make_unique<auth::visitor_tokens>(store->keys().visitor_token_key);
  agents = std::make_unique<auth::agent_directory>(*store, clock);
  app = std::make_unique<services>(services{settings, *store, *tree, *gateway, ids, clock,
                                            *sessions, *tokens, *agents, limits, *pool, *courier,
                                            demo_agent, nullptr});
  site = std::make_unique<product_site>(*app);
}

domain::result<void> application::parts::listen(const std::vector<io_shard*>& on,
                                                const http::listening_socket* at) {
  std::optional<http::listening_socket> own;
  if (at == nullptr) {
    auto opened = listen_on(settings.server.listen);
    if (!opened) return opened.error();
    at = &own.emplace(std::move(*opened));
  }
  port = at->port();
  http::server_options how;
  how.max_connections = static_cast<std::size_t>(settings.server.max_connections);
  auto made = http::server::make(*at, on, *site, how);
  if (!made) return made.error();
  server = std::move(*made);
  app->server = server.get();
  return {};
}

application::application(std::unique_ptr<parts> made) : parts_(std::move(made)) {}

application::~application() { stop(); }

domain::result<std::unique_ptr<application>> application::start(const config& settings,
                                                                const start_options& options) {
  if (sodium_init() < 0)
    return domain::fail(domain::errc::internal, "the system gives no random numbers");
  raise_file_limit(settings.server.max_connections);
  auto made = std::unique_ptr<application>{new application{std::make_unique<parts>(settings)}};
  auto& parts = *made->parts_;
  std::optional<domain::agent_id> demo_agent;
  if (auto opened = parts.open(options, demo_agent); !opened) return opened.error();
  (void)auth::dummy_hash();  // made now, so that no sign-in waits for it
  std::vector<io_shard*> shards;
  for (std::size_t i = 0; i < shard_count(settings); ++i) {
    parts.shards.push_back(std::make_unique<io_shard>(static_cast<std::uint32_t>(i)));
    shards.push_back(parts.shards.back().get());
  }
  parts.connect(shards, demo_agent);
  if (auto listening = parts.listen(shards, options.socket); !listening) return listening.error();
  for (auto* shard : shards) shard->start();
  if (options.listening) {
    if (auto ready = options.listening(made->url()); !ready) return ready.error();
  }
  parts.tree->recover();
  parts.server->start();
  log_info(fmt::format("server listens on {}", made->url()));
  return made;
}

std::uint16_t application::port() const { return parts_->port; }

std::string application::url() const {
  const auto& configured = parts_->settings.server.public_url;
  if (!configured.empty()) return configured;
  return "http://" + with_port(parts_->settings.server.listen, port());
}

storage::store& application::store() { return *parts_->store; }

void application::stop() {
  auto& all = *parts_;
  if (std::exchange(all.stopped, true)) return;
  if (all.server) {
    // First of all: whoever is told to come back must find the next process, or nobody, and not us
    // again.
    all.server->stop_accepting();
    if (all.tree) all.tree->connections_will_end();
    all.gateway->drain();
    all.server->stop(stop_patience);
  }
  // Before the tree, so that its queue still hears what was broken off.
  if (all.courier) all.courier->stop();
  if (all.tree) all.tree->stop();
  if (all.pool) all.pool->stop();
  if (all.store) all.store->stop();
  // Whatever was waited for has failed by now, so the last requests end here.
  if (all.server && !all.server->wait_for_none(stop_patience))
    log_warning("server stops while requests are running");
  for (const auto& shard : all.shards) shard->stop();
  // The actors announce until the end; the sockets need their shards' contexts.
  all.server.reset();
  all.tree.reset();
  all.gateway.reset();
  all.shards.clear();
}

namespace {

constexpr timespec between_tries{1, 0};

/// Answers while the database is away, and says so. Ends with its life.
class waiting_room {
 public:
  /// Error: as of `http::server::make`.
  domain::result<void> open(const http::listening_socket& at) {
    io_shard* const shards[] = {&shard_};
    auto made = http::server::make(at, shards, site_, {});
    if (!made) return made.error();
    server_ = std::move(*made);
    shard_.start();
    server_->start();
    return {};
  }
  ~waiting_room() {
    if (server_) server_->stop(stop_patience);
    shard_.stop();
  }

 private:
  io_shard shard_{0};
  waiting_site site_;
  std::unique_ptr<http::server> server_;
};

/// Whether opening the database is worth another try.
bool is_away(const std::string& database) {
  const domain::wall_clock clock;
  domain::random_ids ids;
  storage::open_options look;
  look.url = database;
  look.readers = 1;
  const auto opened = storage::open_store(look, ids, clock);
  return !opened && opened.error().retry_after;
}

/// Starts when the database is there, or is refused for good. Who connects in between waits for it.
/// Error: as of `application::start`; nothing at all if a signal of `ending` came first.
domain::result<std::unique_ptr<application>> start_when_the_database_answers(
    const config& settings, start_options options, domain::error away, const sigset_t& ending) {
  const auto listening = listen_on(settings.server.listen);
  if (!listening) return listening.error();
  options.socket = &*listening;
  while (away.retry_after) {
    {
      waiting_room meanwhile;
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

domain::result<http::listening_socket> listen_on(const std::string& address) {
  const auto where = parse_endpoint(address);
  if (!where) return domain::fail(domain::errc::invalid, "server.listen " + where.error().detail);
  return http::listening_socket::open(where->host, where->port);
}

int run_server(const config& settings, const start_options& options) {
  // Blocked before any thread is made, so that all of them inherit it and the wait below gets the
  // signal.
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

}  // namespace takeover::net
