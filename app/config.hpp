/// The settings: what can be set, its default, and how the file, the environment and the command
/// line set it. Acts on none of them.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "domain/errors.hpp"

namespace takeover::app {

struct config {
  struct {
    std::string listen = "127.0.0.1:8080";  ///< HOST:PORT; with port 0 any free one
    int threads = 0;                        ///< I/O threads; 0 means one per core, at most 64
    std::string public_url;  ///< how browsers reach us; if empty, the Host header says it
    int max_connections = 20'000;
    int max_connections_per_address = 512;     ///< 0 means no limit
    std::vector<std::string> trusted_proxies;  ///< addresses and networks
    std::string monitoring_token;              ///< if empty, local networks need none
    bool proxy_protocol = false;               ///< trusted proxies speak PROXY protocol v2
  } server;
  struct {
    std::string url = "sqlite:data/takeover.db";
  } database;
  struct {
    std::chrono::milliseconds claim_grace{120'000};
    std::chrono::milliseconds handoff_timeout{120'000};
    std::chrono::milliseconds visitor_grace{10'000};
  } live_chat;
  struct {
    double words_per_second = 30;  ///< 0 means all at once
  } answerer;
  /// 0 means no limit. Without another unit: calls per minute.
  struct {
    int init_per_minute = 60;  ///< of an address
    int init_per_agent = 1'200;
    int messages_per_minute = 60;  ///< of a visitor, like the next ones
    int messages_per_address = 600;
    int messages_per_agent = 6'000;
    int leads_per_minute = 5;
    int leads_per_address = 20;
    int leads_per_agent = 300;
    int handoffs_per_minute = 5;
    int handoffs_per_address = 20;
    int handoffs_per_agent = 300;
    int events_per_minute = 600;
    int events_per_address = 6'000;
    int logins_per_minute = 20;
    int conversations_per_hour = 10'000;  ///< new ones of a workspace, like the next ones
    int leads_per_hour = 2'000;
    int stored_megabytes_per_hour = 500;
    int visitor_message_bytes = 8'192;  ///< of one message
  } limits;
  struct {
    std::string url;  ///< `smtp://…` or `smtps://…`; if empty, mail stays queued
    std::string from;
    std::string username;
    std::string password;
    std::string tls = "auto";  ///< auto, required, off
    std::chrono::milliseconds timeout{30'000};
    std::chrono::milliseconds digest_every{60'000};  ///< 0: a mail for each event
  } mail;
  struct {
    bool allow_private_addresses = false;
    std::chrono::milliseconds timeout{10'000};
    int pause_after_failures = 100;  ///< in a row; 0: never
  } webhooks;
  struct {
    int tries = 10;
    std::chrono::milliseconds retry_after{10'000};  ///< the first wait; later ones are longer
    int max_waiting = 10'000;                       ///< of one kind in one workspace
    int mails_per_hour = 2'000;                     ///< of a workspace; 0 means no limit
    int webhook_calls_per_hour = 20'000;            ///< of a workspace; 0 means no limit
    /// Trusted authorities, in PEM; if empty, the system's.
    std::string ca_file;
  } delivery;
  struct {
    /// Of conversations whose visitor never wrote; 0 means for ever
    std::chrono::milliseconds empty_sessions{std::chrono::hours{168}};
  } retention;
  struct {
    std::string level = "info";
  } log;
  struct {
    std::chrono::milliseconds lifetime{std::chrono::hours{336}};
    /// A sign-in that was not used for this long ends; zero: it does not.
    std::chrono::milliseconds idle{std::chrono::hours{72}};
  } sessions;
  struct {
    std::string key_file;  ///< a file with the key that proves the audit log; empty: none
    std::string key;       ///< the key itself, for the environment
  } audit;
};

/// A setting as people write it.
struct setting {
  std::string name;           ///< `server.listen`
  std::string environment;    ///< `TAKEOVER_SERVER_LISTEN`
  std::string default_value;  ///< as in TOML: `"127.0.0.1:8080"`, `0`
};

/// All settings, in the order of `config`.
[[nodiscard]] std::vector<setting> known_settings();

/// Where settings come from, in ascending precedence.
struct config_sources {
  std::string file;                                ///< path; empty if there is none
  std::map<std::string, std::string> environment;  ///< those that begin with `TAKEOVER_`
  std::string listen;                              ///< --listen; empty if not given
  std::string database;                            ///< --database; empty if not given
};

/// Error: invalid, with one line that names the file or variable, the key, and what is wrong. An
/// unknown key is an error too. An environment variable counts as a setting if it has a section and
/// a key (`TAKEOVER_LOG_LEVEL`).
[[nodiscard]] domain::result<config> load_config(const config_sources& from);

/// The names of the settings in which the two differ, in the order of `config`.
[[nodiscard]] std::vector<std::string> changed_settings(const config& before, const config& after);

/// Whether a running server takes over a change of this setting.
[[nodiscard]] bool is_reloadable(std::string_view name) noexcept;

/// The variables of this process that begin with `TAKEOVER_`.
[[nodiscard]] std::map<std::string, std::string> takeover_environment();

/// Behind a proxy that is not trusted, all visitors are one address, and share its limits.
[[nodiscard]] bool lacks_trusted_proxy(const config& settings);
/// How many open files a server needs: its connections, and the database, its log, listeners and
/// standard streams.
[[nodiscard]] std::uint64_t files_needed(const config& settings);

}  // namespace takeover::app
