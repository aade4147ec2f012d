#include "net/config.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <charconv>
#include <cmath>
#include <fstream>
#include <optional>
#include <sstream>
#include <unordered_set>
#include <variant>

#include "domain/time.hpp"
#include "net/outbound/mail_message.hpp"

extern char** environ;  // NOLINT: the name is POSIX's

namespace takeover::net {
namespace {

/// A value before it is checked: the environment has text alone, TOML has types.
using raw = std::variant<std::string, std::int64_t, double, bool>;

/// Reads a value into the settings; returns what is wrong, or nothing.
using problem = std::optional<std::string>;

struct key {
  std::string_view name;
  std::function<problem(config&, const raw&)> set;
  std::function<std::string(const config&)> show;
};

std::optional<std::string> as_text(const raw& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return std::nullopt;
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string quoted(std::string_view text) { return fmt::format("\"{}\"", text); }

std::optional<std::int64_t> as_whole(const raw& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  return std::nullopt;
}

template <class Get>
key text_key(std::string_view name, Get get, std::function<problem(const std::string&)> check = {}) {
  return {name,
          [=](config& to, const raw& value) -> problem {
            const auto text = as_text(value);
            if (!text) return "must be text in quotes";
            if (check) {
              if (auto wrong = check(*text)) return wrong;
            }
            get(to) = *text;
            return std::nullopt;
          },
          [=](const config& from) { return quoted(get(const_cast<config&>(from))); }};  // NOLINT: `get` only reads here
}

template <class Get>
key whole_key(std::string_view name, int least, int most, Get get) {
  return {name,
          [=](config& to, const raw& value) -> problem {
            const auto number = as_whole(value);
            if (!number || *number < least || *number > most) return fmt::format("must be a whole number from {} to {}", least, most);
            get(to) = static_cast<int>(*number);
            return std::nullopt;
          },
          [=](const config& from) { return std::to_string(get(const_cast<config&>(from))); }};  // NOLINT
}

template <class Get>
key real_key(std::string_view name, double least, double most, Get get) {
  return {name,
          [=](config& to, const raw& value) -> problem {
            std::optional<double> number;
            if (const auto* real = std::get_if<double>(&value)) number = *real;
            if (const auto whole = as_whole(value)) number = static_cast<double>(*whole);
            if (!number || !std::isfinite(*number) || *number < least || *number > most)
              return fmt::format("must be a number from {} to {}", least, most);
            get(to) = *number;
            return std::nullopt;
          },
          [=](const config& from) { return fmt::format("{}", get(const_cast<config&>(from))); }};  // NOLINT
}

template <class Get>
key flag_key(std::string_view name, Get get) {
  return {name,
          [=](config& to, const raw& value) -> problem {
            const auto* flag = std::get_if<bool>(&value);
            if (flag == nullptr) return "must be true or false";
            get(to) = *flag;
            return std::nullopt;
          },
          [=](const config& from) { return std::string{get(const_cast<config&>(from)) ? "true" : "false"}; }};  // NOLINT
}

template <class Get>
key duration_key(std::string_view name, std::chrono::milliseconds least, std::string_view default_text, Get get) {
  return {name,
          [=](config& to, const raw& value) -> problem {
            const auto text = as_text(value);
            const auto duration = text ? domain::parse_duration(*text) : std::nullopt;
            if (!duration) return "must be a duration like \"500ms\", \"90s\", \"2m\" or \"24h\"";
            if (*duration < least) return fmt::format("must be at least {} ms", least.count());
            get(to) = *duration;
            return std::nullopt;
          },
          [=](const config&) { return quoted(default_text); }};
}

problem check_listen(const std::string& text) {
  if (const auto read = parse_endpoint(text); !read) return read.error().detail;
  return std::nullopt;
}

problem check_public_url(const std::string& text) {
  if (text.empty()) return std::nullopt;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!text.starts_with(scheme)) continue;
    const auto host = std::string_view{text}.substr(scheme.size());
    if (!host.empty() && host.find_first_of("/?# @") == std::string_view::npos) return std::nullopt;
  }
  return "must be empty or a URL without a path, like \"https://chat.example.com\"";
}

problem check_mail_url(const std::string& text) {
  if (text.empty()) return std::nullopt;
  for (const std::string_view scheme : {"smtp://", "smtps://"})
    if (text.starts_with(scheme) && text.size() > scheme.size() && text.find_first_of(" \t\r\n") == std::string::npos) return std::nullopt;
  return "must be empty or a mail server, like \"smtp://mail.example.com:587\"";
}

problem check_mailbox(const std::string& text) {
  if (text.empty() || outbound::parse_mailbox(text)) return std::nullopt;
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

const std::vector<key>& keys() {
  using std::chrono::milliseconds;
  static const std::vector<key> all{
      text_key(
          "server.listen", [](config & c) -> auto& { return c.server.listen; }, check_listen),
      whole_key(
          "server.threads", 0, 64, [](config & c) -> auto& { return c.server.threads; }),
      text_key(
          "server.public_url", [](config & c) -> auto& { return c.server.public_url; }, check_public_url),
      whole_key(
          "server.max_connections", 1, 1'000'000, [](config & c) -> auto& { return c.server.max_connections; }),
      text_key(
          "database.url", [](config & c) -> auto& { return c.database.url; }),
      duration_key(
          "live_chat.claim_grace", milliseconds{0}, "2m", [](config & c) -> auto& { return c.live_chat.claim_grace; }),
      duration_key(
          "live_chat.handoff_timeout", milliseconds{0}, "2m", [](config & c) -> auto& { return c.live_chat.handoff_timeout; }),
      real_key(
          "answerer.words_per_second", 0, 100'000, [](config & c) -> auto& { return c.answerer.words_per_second; }),
      whole_key(
          "limits.init_per_minute", 0, 1'000'000, [](config & c) -> auto& { return c.limits.init_per_minute; }),
      whole_key(
          "limits.messages_per_minute", 0, 1'000'000, [](config & c) -> auto& { return c.limits.messages_per_minute; }),
      whole_key(
          "limits.leads_per_minute", 0, 1'000'000, [](config & c) -> auto& { return c.limits.leads_per_minute; }),
      whole_key(
          "limits.events_per_minute", 0, 1'000'000, [](config & c) -> auto& { return c.limits.events_per_minute; }),
      whole_key(
          "limits.logins_per_minute", 0, 1'000'000, [](config & c) -> auto& { return c.limits.logins_per_minute; }),
      text_key(
          "mail.url", [](config & c) -> auto& { return c.mail.url; }, check_mail_url),
      text_key(
          "mail.from", [](config & c) -> auto& { return c.mail.from; }, check_mailbox),
      text_key(
          "mail.username", [](config & c) -> auto& { return c.mail.username; }),
      text_key(
          "mail.password", [](config & c) -> auto& { return c.mail.password; }),
      text_key(
          "mail.tls", [](config & c) -> auto& { return c.mail.tls; }, check_tls),
      duration_key(
          "mail.timeout", milliseconds{100}, "30s", [](config & c) -> auto& { return c.mail.timeout; }),
      flag_key(
          "webhooks.allow_private_addresses", [](config & c) -> auto& { return c.webhooks.allow_private_addresses; }),
      duration_key(
          "webhooks.timeout", milliseconds{100}, "10s", [](config & c) -> auto& { return c.webhooks.timeout; }),
      whole_key(
          "delivery.tries", 1, 100, [](config & c) -> auto& { return c.delivery.tries; }),
      duration_key(
          "delivery.retry_after", milliseconds{1}, "10s", [](config & c) -> auto& { return c.delivery.retry_after; }),
      text_key(
          "delivery.ca_file", [](config & c) -> auto& { return c.delivery.ca_file; }),
      text_key(
          "log.level", [](config & c) -> auto& { return c.log.level; }, check_level),
      duration_key(
          "sessions.lifetime", milliseconds{1'000}, "336h", [](config & c) -> auto& { return c.sessions.lifetime; }),
  };
  return all;
}

const key* find_key(std::string_view name) {
  for (const auto& candidate : keys())
    if (candidate.name == name) return &candidate;
  return nullptr;
}

std::string variable_of(std::string_view name) {
  std::string variable = "TAKEOVER_";
  for (const char c : name) variable += c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return variable;
}

domain::error wrong(std::string line) { return domain::fail(domain::errc::invalid, std::move(line)); }

domain::result<void> apply_table(config& to, const std::string& file, const toml::table& table, const std::string& prefix) {
  for (const auto& [word, node] : table) {
    const auto name = prefix + std::string{word.str()};
    const auto line = node.source().begin.line;
    if (const auto* section = node.as_table(); section != nullptr && prefix.empty()) {
      if (auto done = apply_table(to, file, *section, name + "."); !done) return done;
      continue;
    }
    const auto* known = find_key(name);
    if (known == nullptr) return wrong(fmt::format("{}:{}: unknown setting {}", file, line, name));
    std::optional<raw> value;
    if (const auto* text = node.as_string()) value = text->get();
    if (const auto* whole = node.as_integer()) value = whole->get();
    if (const auto* real = node.as_floating_point()) value = real->get();
    if (const auto* flag = node.as_boolean()) value = flag->get();
    auto trouble = value ? known->set(to, *value) : problem{"must be text, a number, true or false"};
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

/// Text from outside of TOML has no type of its own: the key decides.
problem set_from_text(config& to, const key& known, const std::string& text) {
  const auto first = known.set(to, raw{text});
  if (!first) return std::nullopt;
  if (text == "true" || text == "false") return known.set(to, raw{text == "true"});
  if (const auto whole = parse_number<std::int64_t>(text)) return known.set(to, raw{*whole});
  if (const auto real = parse_number<double>(text)) return known.set(to, raw{*real});
  return first;
}

/// A setting's variable has a section and a key: `TAKEOVER_LOG_LEVEL`. `TAKEOVER_BINARY` is somebody else's.
bool names_a_setting(std::string_view variable) { return variable.substr(std::string_view{"TAKEOVER_"}.size()).find('_') != std::string_view::npos; }

domain::result<void> apply_environment(config& to, const std::map<std::string, std::string>& environment) {
  for (const auto& [variable, text] : environment) {
    const key* known = nullptr;
    for (const auto& candidate : keys())
      if (variable_of(candidate.name) == variable) known = &candidate;
    if (known == nullptr) {
      if (!names_a_setting(variable)) continue;
      return wrong(fmt::format("the environment variable {} does not match any setting", variable));
    }
    if (const auto trouble = set_from_text(to, *known, text))
      return wrong(fmt::format("the environment variable {}: {} {}", variable, known->name, *trouble));
  }
  return {};
}

}  // namespace

std::vector<setting> known_settings() {
  const config defaults;
  std::vector<setting> list;
  for (const auto& known : keys()) list.push_back({std::string{known.name}, variable_of(known.name), known.show(defaults)});
  return list;
}

domain::result<config> load_config(const config_sources& from) {
  config settings;
  if (!from.file.empty()) {
    if (auto done = apply_file(settings, from.file); !done) return done.error();
  }
  if (auto done = apply_environment(settings, from.environment); !done) return done.error();
  if (!from.listen.empty()) {
    if (const auto trouble = check_listen(from.listen)) return wrong("--listen " + from.listen + ": " + *trouble);
    settings.server.listen = from.listen;
  }
  if (!from.database.empty()) settings.database.url = from.database;
  if (!settings.mail.url.empty() && settings.mail.from.empty())
    return wrong("mail.from is missing: mail.url needs a sender address, like \"Takeover <chat@example.com>\"");
  return settings;
}

std::map<std::string, std::string> takeover_environment() {
  std::map<std::string, std::string> found;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const auto equals = text.find('=');
    if (text.starts_with("TAKEOVER_") && equals != std::string_view::npos)
      found.emplace(std::string{text.substr(0, equals)}, std::string{text.substr(equals + 1)});
  }
  return found;
}

domain::result<endpoint_text> parse_endpoint(std::string_view text) {
  const auto refuse = [] { return wrong("must be HOST:PORT, like \"127.0.0.1:8080\" or \"[::1]:8080\""); };
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return refuse();
  auto host = text.substr(0, colon);
  if (host.front() == '[') {
    if (host.size() < 3 || host.back() != ']') return refuse();
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return refuse();
  }
  const auto port = parse_number<std::uint16_t>(text.substr(colon + 1));
  if (!port) return refuse();
  return endpoint_text{std::string{host}, *port};
}

}  // namespace takeover::net
