#include "app/application.hpp"
#include "app/audit_key.hpp"

#include <fmt/format.h>
#include <sodium.h>
#include <sys/resource.h>

#include <algorithm>
#include <thread>

#include "actors/actor_tree.hpp"
#include "actors/log.hpp"
#include "answering/builtin/builtin_answerer.hpp"
#include "app/delivery_settings.hpp"
#include "app/host/database_lock.hpp"
#include "app/host/file_modes.hpp"
#include "app/listen_address.hpp"
#include "app/log.hpp"
#include "domain/forward_clock.hpp"
#include "net/api/api_handler.hpp"
#include "net/auth/passwords.hpp"
#include "net/http/server.hpp"
#include "net/io/io_shard.hpp"
#include "net/outbound/outbound_courier.hpp"
#include "net/realtime/broadcaster.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/secrets.hpp"
#include "storage/sql/dialect.hpp"

namespace takeover::app {
namespace {

/// One thread more than a single address may keep busy.
constexpr net::workers::bounds password_hashing{3, 2, 32, 256};
/// That a visitor may have under way at once.
constexpr net::http::account_bounds reads_of_a_visitor{4, 0, 0};
constexpr std::chrono::seconds stop_patience{5};

std::size_t shard_count(const config& settings) {
  if (settings.server.threads > 0) return static_cast<std::size_t>(settings.server.threads);
  return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 64);
}

/// Raises the soft limit of open files, as far as the hard limit allows.
void raise_file_limit(rlim_t needed) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= needed) return;
  limit.rlim_cur = limit.rlim_max == RLIM_INFINITY ? needed : std::min(needed, limit.rlim_max);
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < needed)
    log_warning(
        fmt::format("the system allows {} open files, fewer than server.max_connections needs ({})",
                    limit.rlim_cur, needed));
}

net::allowed_calls call_limits(const config& settings) {
  const auto& of = settings.limits;
  // The first limit of a kind switches off all of them.
  const auto rates = [](int own, int address, int agent) {
    return own == 0 ? net::visitor_rates{} : net::visitor_rates{own, address, agent};
  };
  const auto per_hour = [](int own, int hourly) { return own == 0 ? 0 : hourly; };
  net::allowed_calls allowed;
  allowed.starts = rates(of.init_per_minute, of.init_per_minute, of.init_per_agent);
  allowed.messages = rates(of.messages_per_minute, of.messages_per_address, of.messages_per_agent);
  allowed.leads = rates(of.leads_per_minute, of.leads_per_address, of.leads_per_agent);
  if (of.events_per_minute > 0)
    allowed.handoffs =
        rates(of.handoffs_per_minute, of.handoffs_per_address, of.handoffs_per_agent);
  allowed.events = rates(of.events_per_minute, of.events_per_address, 0);
  allowed.workspaces = {per_hour(of.init_per_minute, of.conversations_per_hour),
                        per_hour(of.leads_per_minute, of.leads_per_hour),
                        per_hour(of.messages_per_minute, of.stored_megabytes_per_hour)};
  allowed.logins = of.logins_per_minute;
  allowed.visitor_message_bytes = static_cast<std::size_t>(of.visitor_message_bytes);
  return allowed;
}

net::http::account_bounds client_bounds(const config& settings) {
  auto bounds = net::http::default_client_bounds;
  bounds.holders = static_cast<std::size_t>(settings.server.max_connections_per_address);
  return bounds;
}

/// Those of the settings, which `load_config` has checked.
net::http::networks trusted_proxies(const config& settings) {
  std::string list;
  for (const auto& part : settings.server.trusted_proxies) list += part + ' ';
  auto parsed = net::http::networks::parse(list);
  return parsed ? std::move(*parsed) : net::http::networks{};
}

actors::tree_options tree_options(const config& settings) {
  actors::tree_options options;
  options.delivery = delivery_settings(settings);
  options.claim_grace = settings.live_chat.claim_grace;
  options.handoff_timeout = settings.live_chat.handoff_timeout;
  options.visitor_grace = settings.live_chat.visitor_grace;
  options.words_per_second = settings.answerer.words_per_second;
  options.keep_unused = settings.retention.empty_sessions;
  return options;
}

}  // namespace

/// In the order in which they are made: each part uses only those above it.
struct application::parts {
  explicit parts(const config& from)
      : settings(from),
        limits(call_limits(from)),
        clients(std::make_shared<net::http::accounts>(client_bounds(from))) {}

  const config settings;
  domain::forward_clock clock;
  domain::random_ids ids;
  net::rate_limits limits;
  std::shared_ptr<net::http::accounts> clients;
  net::http::accounts visitor_reads{reads_of_a_visitor};
  database_lock lock;  ///< let go after the store has closed the file
  std::unique_ptr<storage::store> store;
  start_options::prepared demo;  ///< empty outside of demo mode
  std::optional<net::http::listening_socket> own_socket;
  std::uint16_t port = 0;
  std::vector<std::unique_ptr<net::io_shard>> shards;
  std::unique_ptr<net::workers> pool;
  std::unique_ptr<net::realtime::broadcaster> gateway;
  std::unique_ptr<answering::builtin_answerer> answerer;
  std::unique_ptr<net::outbound::outbound_courier> courier;
  std::unique_ptr<actors::actor_tree> tree;
  std::unique_ptr<net::auth::member_sessions> sessions;
  std::unique_ptr<net::auth::visitor_tokens> tokens;
  std::unique_ptr<net::agent_cache> agents;
  std::unique_ptr<net::services> services;
  std::unique_ptr<net::api_handler> handler;
  std::unique_ptr<net::http::server> server;
  bool stopped = false;

  // The steps of `start`, in their order.
  domain::result<void> open_store(const start_options& options);
  /// Goes on from what is in the database, if the machine's clock was put back while nothing ran.
  void set_clock();
  /// Binds `server.listen` unless a socket is given: what is made from here on knows the port.
  domain::result<const net::http::listening_socket*> bind(const net::http::listening_socket* given);
  void make_threads();
  void make_realtime();
  void make_actors();
  void make_api();
  domain::result<void> make_server(const net::http::listening_socket& at);

  [[nodiscard]] std::vector<net::io_shard*> all_shards() const;
  [[nodiscard]] std::string url() const;
  /// The settings' courier; in demo mode also the demo's list of mails, and links to this server.
  [[nodiscard]] net::outbound::courier_options courier_options(const config& from) const;
};

domain::result<std::unique_ptr<application>> application::start(const config& settings,
                                                                const start_options& options) {
  if (sodium_init() < 0)
    return domain::fail(domain::errc::internal, "the system has no source of random numbers");
  raise_file_limit(files_needed(settings));
  if (lacks_trusted_proxy(settings))
    log_warning(
        "server.public_url is https, but server.trusted_proxies is empty: all visitors behind the "
        "proxy share one address and its limits");
  auto started = std::unique_ptr<application>{new application{std::make_unique<parts>(settings)}};
  auto& to = *started->parts_;
  if (auto opened = to.open_store(options); !opened) return opened.error();
  const auto socket = to.bind(options.socket);
  if (!socket) return socket.error();
  (void)net::auth::dummy_hash();  // made now, so that no sign-in waits for it
  to.make_threads();
  to.make_realtime();
  to.make_actors();
  to.make_api();
  if (auto made = to.make_server(**socket); !made) return made.error();
  for (const auto& shard : to.shards) shard->start();
  if (options.listening) {
    if (auto ready = options.listening(started->url()); !ready) return ready.error();
  }
  to.tree->recover();
  to.server->start();
  log_info(fmt::format("server listens on {}", started->url()));
  return started;
}

domain::result<void> application::parts::open_store(const start_options& options) {
  const auto where = storage::parse_database_url(settings.database.url);
  const bool on_file = where && where->kind == storage::dialect::sqlite;
  if (on_file) {
    auto taken = database_lock::take(where->address);
    if (!taken) return taken.error();
    lock = std::move(*taken);
  }
  storage::open_options how;
  how.url = settings.database.url;
  how.limits = queue_limits(settings);
  how.observer = {[](auto kind, auto line) { log_error_once_a_minute(kind, line); },
                  [] { log_info_once_a_minute("recovered", "database works again"); }};
  auto key = read_audit_key(settings);
  if (!key) return key.error();
  how.audit_key = std::move(*key);
  auto opened = storage::open_store(how, ids, clock);
  if (!opened) return opened.error();
  store = std::move(*opened);
  if (on_file) {
    if (auto taken = lock.take_file(); !taken) return taken;
    for (const auto& file : tighten(database_files(where->address)))
      log_info(fmt::format("server took the rights of group and others from {}", file));
  }
  set_clock();
  if (!options.prepare) return {};
  auto prepared = options.prepare(*store, ids, clock);
  if (!prepared) return prepared.error();
  demo = std::move(*prepared);
  return {};
}

void application::parts::set_clock() {
  std::optional<domain::timestamp> newest;
  storage::read_and_wait(*store, [&newest](storage::reader& rows) {
    newest = storage::conversations::newest_activity(rows);
  });
  if (newest && !clock.start_from(*newest))
    log_warning(
        "the database has activity more than a day in the future: the system clock was wrong then, "
        "or is wrong now");
}

domain::result<const net::http::listening_socket*> application::parts::bind(
    const net::http::listening_socket* given) {
  if (given == nullptr) {
    auto opened = listen_on(settings.server.listen);
    if (!opened) return opened.error();
    given = &own_socket.emplace(std::move(*opened));
  }
  port = given->port();
  return given;
}

void application::parts::make_threads() {
  for (std::size_t i = 0; i < shard_count(settings); ++i)
    shards.push_back(std::make_unique<net::io_shard>(static_cast<std::uint32_t>(i)));
  pool = std::make_unique<net::workers>(password_hashing);
}

void application::parts::make_realtime() {
  gateway = net::realtime::broadcaster::make(all_shards(), store->keys().realtime_key,
                                             store->keys().realtime_secret, {}, clock);
}

void application::parts::make_actors() {
  answerer = std::make_unique<answering::builtin_answerer>(*store);
  courier =
      std::make_unique<net::outbound::outbound_courier>(courier_options(settings), ids, clock);
  if (!courier->has_mailer())
    log_warning("email is not set up (mail.url): emails wait in the queue");
  tree = std::make_unique<actors::actor_tree>(
      actors::tree_parts{*store, *gateway, *answerer, ids, clock, courier.get()},
      tree_options(settings));
  gateway->attach(tree->conversations(), tree->presence());
}

void application::parts::make_api() {
  sessions = std::make_unique<net::auth::member_sessions>(
      *store, ids, clock,
      net::auth::member_sessions::options{settings.sessions.lifetime, settings.sessions.idle});
  tokens = std::make_unique<net::auth::visitor_tokens>(store->keys().visitor_token_key);
  agents = std::make_unique<net::agent_cache>(*store, clock);
  services = std::make_unique<net::services>(
      net::services{settings.server.public_url, settings.server.monitoring_token, *store, *tree,
                    *gateway, ids, clock, *sessions, *tokens, *agents, limits, *pool, *courier,
                    visitor_reads, demo.demo_agent, demo.mails.get(), nullptr});
  handler = std::make_unique<net::api_handler>(*services);
}

domain::result<void> application::parts::make_server(const net::http::listening_socket& at) {
  net::http::server_options how;
  how.max_connections = static_cast<std::size_t>(settings.server.max_connections);
  how.clients = clients;
  how.trusted_proxies = trusted_proxies(settings);
  if (settings.server.proxy_protocol) how.proxy_header = net::http::proxy_header_use::required;
  auto made = net::http::server::make(at, all_shards(), *handler, how);
  if (!made) return made.error();
  server = std::move(*made);
  own_socket.reset();  // the server accepts from a descriptor of its own
  services->server = server.get();
  return {};
}

std::string application::parts::url() const {
  const auto& configured = settings.server.public_url;
  return configured.empty() ? "http://" + with_port(settings.server.listen, port) : configured;
}

net::outbound::courier_options application::parts::courier_options(const config& from) const {
  auto options = courier_settings(from);
  if (!demo.demo_agent) return options;
  if (options.base_url.empty()) options.base_url = url();
  if (options.mailer == nullptr) options.mailer = demo.mails;
  if (options.mail_from.address.empty()) options.mail_from = demo.mails_from;
  return options;
}

std::vector<net::io_shard*> application::parts::all_shards() const {
  std::vector<net::io_shard*> all;
  for (const auto& shard : shards) all.push_back(shard.get());
  return all;
}

application::application(std::unique_ptr<parts> made) : parts_(std::move(made)) {}

application::~application() { stop(); }

std::uint16_t application::port() const { return parts_->port; }

std::string application::url() const { return parts_->url(); }

void application::reload(const config& changed) {
  auto& all = *parts_;
  set_up_log(changed.log.level);
  all.limits.set(call_limits(changed));
  all.courier->use_mail(all.courier_options(changed));
  all.tree->jobs_queued();  // mails may have waited for a mailer
}

storage::store& application::store() { return *parts_->store; }

void application::stop() {
  auto& all = *parts_;
  if (std::exchange(all.stopped, true)) return;
  if (all.server) {
    // Before the goodbyes: a client that is told to reconnect must find the next process, or no
    // one, but not this one again.
    all.server->stop_accepting();
    if (all.tree) all.tree->connections_will_end();
    all.gateway->drain();
    all.server->stop(stop_patience);
  }
  // Before the actors, so that the delivery queue still hears what was broken off.
  if (all.courier) all.courier->stop();
  if (all.tree) all.tree->stop();
  if (all.pool) all.pool->stop();
  if (all.store) all.store->stop();
  // Everything that requests wait for has failed by now, so the last of them end here.
  if (all.server && !all.server->wait_for_none(stop_patience))
    log_warning("server stops while requests are running");
  for (const auto& shard : all.shards) shard->stop();
  // The actors announce until the end; the sockets need their shards' contexts.
  all.server.reset();
  all.tree.reset();
  all.gateway.reset();
  all.shards.clear();
}

}  // namespace takeover::app
