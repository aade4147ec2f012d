#include <libpq-fe.h>

#include <map>
#include <memory>
#include <string_view>

#include "storage/sql/dialect.hpp"

namespace takeover::storage {
namespace {

using domain::errc;
using domain::fail;

constexpr std::string_view sqlite_scheme = "sqlite:";

bool is_postgresql(std::string_view url) {
  return url.starts_with("postgresql://") || url.starts_with("postgres://");
}

// What libpq does where the url does not say otherwise. Source: PostgreSQL, "Parameter Key Words".
// A server that is gone is noticed within a quarter of a minute; of several hosts the one that
// takes writes is looked for.
const std::map<std::string, std::string, std::less<>> defaults{
    {"application_name", "takeover"}, {"client_encoding", "UTF8"},
    {"connect_timeout", "5"},         {"keepalives_idle", "10"},
    {"keepalives_interval", "3"},     {"keepalives_count", "2"},
    {"tcp_user_timeout", "15000"},    {"target_session_attrs", "read-write"},
};

/// As libpq reads it back: in quotes, with what has a meaning there escaped.
std::string word(std::string_view key, std::string_view value) {
  std::string text{key};
  text += "='";
  for (const char c : value) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  return text + "' ";
}

domain::result<database_place> sqlite_place(const std::string& url) {
  auto path = url.substr(sqlite_scheme.size());
  if (path.empty()) return fail(errc::invalid, "database: the path after sqlite: is missing");
  if (path == ":memory:")
    return fail(errc::invalid, "database: must be a file, :memory: is not supported");
  // SOCI's connect string has no way to write it.
  if (path.find('"') != std::string::npos)
    return fail(errc::invalid, "database: the path may not contain a quotation mark");
  return database_place{dialect::sqlite, path, path};
}

using parsed_url = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

/// Nothing if it is not one of PostgreSQL. Says no more, since libpq's message repeats parts of the
/// url, which may be the password.
parsed_url parse(const std::string& url) {
  return {PQconninfoParse(url.c_str(), nullptr), &PQconninfoFree};
}

domain::result<database_place> postgresql_place(const std::string& url) {
  const auto parsed = parse(url);
  if (!parsed)
    return fail(errc::invalid,
                "database: must look like postgresql://user:password@host:port/database");
  auto words = defaults;
  for (const auto* option = parsed.get(); option->keyword != nullptr; ++option)
    if (option->val != nullptr) words[option->keyword] = option->val;
  database_place where{dialect::postgresql, {}, "postgresql://"};
  for (const auto& [key, value] : words) where.address += word(key, value);
  const auto of = [&](const char* key) {
    return words.contains(key) ? words.at(key) : std::string{};
  };
  where.shown += of("host").empty() ? of("hostaddr") : of("host");
  // One for each host; of several that say none only the commas are left.
  if (of("port").find_first_not_of(',') != std::string::npos) where.shown += ":" + of("port");
  where.shown += "/" + of("dbname");
  return where;
}

}  // namespace

domain::result<database_place> parse_database_url(const std::string& url) {
  if (url.starts_with(sqlite_scheme)) return sqlite_place(url);
  if (is_postgresql(url)) return postgresql_place(url);
  return fail(errc::invalid,
              "database: \"" + shown_database_url(url) +
                  "\" must look like sqlite:PATH or postgresql://user:password@host/database");
}

bool has_password(const std::string& url) {
  if (!is_postgresql(url)) return false;
  const auto parsed = parse(url);
  if (!parsed) return false;
  for (const auto* option = parsed.get(); option->keyword != nullptr; ++option)
    if (option->keyword == std::string_view{"password"}) return option->val != nullptr;
  return false;
}

std::string shown_database_url(const std::string& url) {
  if (url.starts_with(sqlite_scheme)) return url;
  if (is_postgresql(url)) {
    const auto where = postgresql_place(url);
    return where ? where->shown : "postgresql://…";
  }
  // A password stands before an @, also in a url with a mistyped scheme.
  return url.find('@') == std::string::npos ? url : "…";
}

}  // namespace takeover::storage
