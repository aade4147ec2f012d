#include "app/config.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>

#include "app/listen_address.hpp"
#include "app/setting_values.hpp"
#include "domain/text/text.hpp"
#include "domain/time.hpp"
#include "net/http/client/networks.hpp"
#include "net/outbound/mail/mail_message.hpp"

extern char** environ;  // NOLINT: the name is POSIX's

namespace takeover::app {
namespace {

problem check_listen(const std::string& text) {
  if (const auto read = parse_endpoint(text); !read) return read.error().detail;
  return std::nullopt;
}

problem check_network(const std::string& text) {
  const auto parsed = net::http::networks::parse(text);
  if (!parsed) return "must list addresses and networks: " + parsed.error().detail;
  return std::nullopt;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), domain::is_control);
}

problem check_public_url(const std::string& text) {
  if (text.empty()) return std::nullopt;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!text.starts_with(scheme)) continue;
    const auto host = std::string_view{text}.substr(scheme.size());
    if (!host.empty() && host.find_first_of("/?# @") == std::string_view::npos &&
        !has_control(host))
      return std::nullopt;
  }
  return "must be empty or a URL without a path, like \"https://chat.example.com\"";
}

problem check_mail_url(const std::string& text) {
  if (text.empty()) return std::nullopt;
  for (const std::string_view scheme : {"smtp://", "smtps://"})
    if (text.starts_with(scheme) && text.size() > scheme.size() &&
        text.find(' ') == std::string::npos && !has_control(text))
      return std::nullopt;
  return "must be empty or a mail server, like \"smtp://mail.example.com:587\"";
}

problem check_mailbox(const std::string& text) {
  if (text.empty() || net::outbound::parse_mailbox(text)) return std::nullopt;
  return "must be an email address, like \"Takeover <chat@example.com>\"";
}

problem check_tls(const std::string& text) {
  for (const std::string_view word : {"auto", "required", "off"})
    if (text == word) return std::nullopt;
  return "must be auto, required or off";
}

problem check_level(const std::string& text) {
  for (const std::string_view level : {"debug", "info", "warning", "error", "off"})
    if (text == level) return std::nullopt;
  return "must be debug, info, warning, error or off";
}

/// The one table of settings: calls `visit(name, place, allowed)` for each, in the order of
/// `config`. `Config` is const for those that only read.
template <class Config, class Visit>
void for_each_setting(Config& in, Visit visit) {
  using std::chrono::milliseconds;
  constexpr whole calls{0, 1'000'000};
  visit("server.listen", in.server.listen, text{check_listen});
  visit("server.threads", in.server.threads, whole{0, 64});
  visit("server.public_url", in.server.public_url, text{check_public_url});
  visit("server.max_connections", in.server.max_connections, whole{1, 1'000'000});
  visit("server.max_connections_per_address", in.server.max_connections_per_address,
        whole{0, 1'000'000});
  visit("server.trusted_proxies", in.server.trusted_proxies, list{check_network});
  visit("server.proxy_protocol", in.server.proxy_protocol, flag{});
  visit("server.monitoring_token", in.server.monitoring_token, text{});
  visit("database.url", in.database.url, text{});
  visit("live_chat.claim_grace", in.live_chat.claim_grace, duration{milliseconds{0}});
  visit("live_chat.handoff_timeout", in.live_chat.handoff_timeout, duration{milliseconds{0}});
  visit("live_chat.visitor_grace", in.live_chat.visitor_grace, duration{milliseconds{0}});
  visit("answerer.words_per_second", in.answerer.words_per_second, real{0, 100'000});
  visit("limits.init_per_minute", in.limits.init_per_minute, calls);
  visit("limits.init_per_agent", in.limits.init_per_agent, calls);
  visit("limits.messages_per_minute", in.limits.messages_per_minute, calls);
  visit("limits.messages_per_address", in.limits.messages_per_address, calls);
  visit("limits.messages_per_agent", in.limits.messages_per_agent, calls);
  visit("limits.leads_per_minute", in.limits.leads_per_minute, calls);
  visit("limits.leads_per_address", in.limits.leads_per_address, calls);
  visit("limits.leads_per_agent", in.limits.leads_per_agent, calls);
  visit("limits.handoffs_per_minute", in.limits.handoffs_per_minute, calls);
  visit("limits.handoffs_per_address", in.limits.handoffs_per_address, calls);
  visit("limits.handoffs_per_agent", in.limits.handoffs_per_agent, calls);
  visit("limits.events_per_minute", in.limits.events_per_minute, calls);
  visit("limits.events_per_address", in.limits.events_per_address, calls);
  visit("limits.logins_per_minute", in.limits.logins_per_minute, calls);
  visit("limits.conversations_per_hour", in.limits.conversations_per_hour, calls);
  visit("limits.leads_per_hour", in.limits.leads_per_hour, calls);
  visit("limits.stored_megabytes_per_hour", in.limits.stored_megabytes_per_hour, calls);
  visit("limits.visitor_message_bytes", in.limits.visitor_message_bytes, whole{256, 65'536});
  visit("mail.url", in.mail.url, text{check_mail_url});
  visit("mail.from", in.mail.from, text{check_mailbox});
  visit("mail.username", in.mail.username, text{});
  visit("mail.password", in.mail.password, text{});
  visit("mail.tls", in.mail.tls, text{check_tls});
  visit("mail.timeout", in.mail.timeout, duration{milliseconds{100}});
  visit("mail.digest_every", in.mail.digest_every, duration{milliseconds{0}});
  visit("webhooks.allow_private_addresses", in.webhooks.allow_private_addresses, flag{});
  visit("webhooks.timeout", in.webhooks.timeout, duration{milliseconds{100}});
  visit("webhooks.pause_after_failures", in.webhooks.pause_after_failures, whole{0, 1'000'000});
  visit("delivery.tries", in.delivery.tries, whole{1, 100});
  visit("delivery.retry_after", in.delivery.retry_after, duration{milliseconds{1}});
  visit("delivery.max_waiting", in.delivery.max_waiting, whole{1, 1'000'000});
  visit("delivery.mails_per_hour", in.delivery.mails_per_hour, whole{0, 1'000'000});
  visit("delivery.webhook_calls_per_hour", in.delivery.webhook_calls_per_hour, whole{0, 1'000'000});
  visit("delivery.ca_file", in.delivery.ca_file, text{});
  visit("retention.empty_sessions", in.retention.empty_sessions, duration{milliseconds{0}});
  visit("log.level", in.log.level, text{check_level});
  visit("sessions.lifetime", in.sessions.lifetime, duration{milliseconds{1'000}});
  visit("sessions.idle", in.sessions.idle, duration{milliseconds{0}});
  visit("audit.key_file", in.audit.key_file, text{});
  visit("audit.key", in.audit.key, text{});
}

/// Names, variables and defaults, made once: looking them up must not spell the table again.
const std::vector<setting>& settings_by_name() {
  static const auto all = known_settings();
  return all;
}

bool is_setting(std::string_view name) {
  const auto& all = settings_by_name();
  return std::any_of(all.begin(), all.end(), [&](const auto& known) { return known.name == name; });
}

/// `name` must be a setting's.
problem assign(config& to, std::string_view name, const raw& value) {
  problem trouble;
  for_each_setting(to, [&](std::string_view candidate, auto& place, const auto& allowed) {
    if (candidate == name) trouble = assign(place, value, allowed);
  });
  return trouble;
}

std::string variable_of(std::string_view name) {
  std::string variable = "TAKEOVER_";
  for (const char c : name)
    variable += c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return variable;
}

/// The setting that the variable stands for; empty if there is none.
std::string_view setting_of(std::string_view variable) {
  for (const auto& known : settings_by_name())
    if (known.environment == variable) return known.name;
  return {};
}

domain::error wrong(std::string line) {
  return domain::fail(domain::errc::invalid, std::move(line));
}

/// nullopt if not all of them are texts.
std::optional<raw> texts_of(const toml::array& array) {
  std::vector<std::string> texts;
  for (const auto& element : array) {
    const auto* text = element.as_string();
    if (text == nullptr) return std::nullopt;
    texts.push_back(text->get());
  }
  return raw{std::move(texts)};
}

domain::result<void> apply_table(config& to, const std::string& file, const toml::table& table,
                                 const std::string& prefix) {
  for (const auto& [word, node] : table) {
    const auto name = prefix + std::string{word.str()};
    const auto line = node.source().begin.line;
    if (const auto* section = node.as_table(); section != nullptr && prefix.empty()) {
      if (auto done = apply_table(to, file, *section, name + "."); !done) return done;
      continue;
    }
    if (!is_setting(name)) return wrong(fmt::format("{}:{}: unknown setting {}", file, line, name));
    std::optional<raw> value;
    if (const auto* text = node.as_string()) value = text->get();
    if (const auto* whole = node.as_integer()) value = whole->get();
    if (const auto* real = node.as_floating_point()) value = real->get();
    if (const auto* flag = node.as_boolean()) value = flag->get();
    if (const auto* array = node.as_array()) value = texts_of(*array);
    auto trouble =
        value ? assign(to, name, *value) : problem{"must be text, a number, true or false"};
    if (trouble) return wrong(fmt::format("{}:{}: {} {}", file, line, name, *trouble));
  }
  return {};
}

domain::result<void> apply_file(config& to, const std::string& file) {
  std::ifstream in{file, std::ios::binary};
  if (!in) return wrong(fmt::format("cannot read the settings file {}", file));
  std::ostringstream text;
  text << in.rdbuf();
  if (in.bad()) return wrong(fmt::format("cannot read the settings file {}", file));
  try {
    const auto table = toml::parse(text.str(), file);
    return apply_table(to, file, table, "");
  } catch (const toml::parse_error& e) {
    return wrong(fmt::format("{}:{}: {}", file, e.source().begin.line, e.description()));
  }
}

/// Text from outside of TOML has no type of its own: the setting decides.
problem assign_from_text(config& to, std::string_view name, const std::string& given) {
  const auto first = assign(to, name, raw{given});
  if (!first) return std::nullopt;
  if (given == "true" || given == "false") return assign(to, name, raw{given == "true"});
  if (const auto whole = parse_number<std::int64_t>(given)) return assign(to, name, raw{*whole});
  if (const auto real = parse_number<double>(given)) return assign(to, name, raw{*real});
  return first;
}

/// A setting's variable has a section and a key: `TAKEOVER_LOG_LEVEL`. `TAKEOVER_BINARY` is
/// somebody else's.
bool names_a_setting(std::string_view variable) {
  return variable.substr(std::string_view{"TAKEOVER_"}.size()).find('_') != std::string_view::npos;
}

domain::result<void> apply_environment(config& to,
                                       const std::map<std::string, std::string>& environment) {
  for (const auto& [variable, text] : environment) {
    const auto name = setting_of(variable);
    if (name.empty()) {
      if (!names_a_setting(variable)) continue;
      return wrong(fmt::format("the environment variable {} does not match any setting", variable));
    }
    if (const auto trouble = assign_from_text(to, name, text))
      return wrong(fmt::format("the environment variable {}: {} {}", variable, name, *trouble));
  }
  return {};
}

}  // namespace

std::vector<setting> known_settings() {
  const config defaults;
  std::vector<setting> list;
  for_each_setting(defaults, [&](std::string_view name, const auto& value, const auto&) {
    list.push_back({std::string{name}, variable_of(name), toml_text(value)});
  });
  return list;
}

domain::result<config> load_config(const config_sources& from) {
  config settings;
  if (!from.file.empty()) {
    if (auto done = apply_file(settings, from.file); !done) return done.error();
  }
  if (auto done = apply_environment(settings, from.environment); !done) return done.error();
  if (!from.listen.empty()) {
    if (const auto trouble = check_listen(from.listen))
      return wrong("--listen " + from.listen + ": " + *trouble);
    settings.server.listen = from.listen;
  }
  if (!from.database.empty()) settings.database.url = from.database;
  if (settings.server.proxy_protocol && settings.server.trusted_proxies.empty())
    return wrong(
        "server.proxy_protocol needs server.trusted_proxies: it must be known who may send the "
        "header");
  if (!settings.mail.url.empty() && settings.mail.from.empty())
    return wrong(
        "mail.from is missing: mail.url needs a sender address, like \"Takeover "
        "<chat@example.com>\"");
  return settings;
}

std::vector<std::string> changed_settings(const config& before, const config& after) {
  std::map<std::string, std::string, std::less<>> known;
  for_each_setting(before, [&](std::string_view name, const auto& value, const auto&) {
    known.emplace(name, toml_text(value));
  });
  std::vector<std::string> changed;
  for_each_setting(after, [&](std::string_view name, const auto& value, const auto&) {
    if (known.find(name)->second != toml_text(value)) changed.emplace_back(name);
  });
  return changed;
}

bool is_reloadable(std::string_view name) noexcept {
  if (name == "mail.digest_every") return false;
  return name == "log.level" || name.starts_with("limits.") || name.starts_with("mail.");
}

std::map<std::string, std::string> takeover_environment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const auto equals = text.find('=');
    if (text.starts_with("TAKEOVER_") && equals != std::string_view::npos)
      variables.emplace(std::string{text.substr(0, equals)}, std::string{text.substr(equals + 1)});
  }
  return variables;
}

bool lacks_trusted_proxy(const config& settings) {
  return settings.server.public_url.starts_with("https://") &&
         settings.server.trusted_proxies.empty();
}

std::uint64_t files_needed(const config& settings) {
  constexpr std::uint64_t beside_connections = 128;
  return static_cast<std::uint64_t>(settings.server.max_connections) + beside_connections;
}

}  // namespace takeover::app
