#include "app/cli/doctor.hpp"

#include <fmt/format.h>
#include <netdb.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <ostream>

#include "app/cli/opened_store.hpp"
#include "app/delivery_settings.hpp"
#include "app/host/file_modes.hpp"
#include "app/listen_address.hpp"
#include "storage/inspect.hpp"
#include "storage/sql/dialect.hpp"

namespace takeover::app::cli {
namespace {

constexpr std::uintmax_t little_space_mib = 100;
constexpr std::uintmax_t some_space_mib = 1'024;
constexpr std::size_t max_answer = 16'384;
/// Clocks that differ by less are as good as the same.
constexpr std::chrono::seconds clock_tolerance{5};

enum class verdict { ok, note, problem };

/// Prints aligned lines, and keeps whether one of them is a problem.
class report {
 public:
  explicit report(std::ostream& out) : out_(out) {}
  void line(verdict how, std::string_view subject, std::string_view text) {
    healthy_ = healthy_ && how != verdict::problem;
    constexpr std::string_view words[] = {"ok       ", "note     ", "problem  "};
    out_ << words[static_cast<std::size_t>(how)] << subject << ": " << text << '\n';
  }
  [[nodiscard]] bool healthy() const { return healthy_; }

 private:
  std::ostream& out_;
  bool healthy_ = true;
};

using inspected = domain::result<storage::inspection>;

void check_database(const config& settings, const inspected& seen, report& to) {
  const auto shown = storage::shown_database_url(settings.database.url);
  if (!seen) return to.line(verdict::problem, "database", shown + ": " + seen.error().detail);
  if (!seen->exists || seen->schema == 0)
    return to.line(verdict::note, "database",
                   shown + " is not there yet: the first start makes it");
  if (!seen->damage.empty())
    return to.line(verdict::problem, "database",
                   shown + " is damaged, restore a backup: " + seen->damage.front());
  if (seen->schema < seen->newest)
    return to.line(verdict::note, "database",
                   fmt::format("{} has schema {}, the next start brings it to {}: back it up first",
                               shown, seen->schema, seen->newest));
  to.line(verdict::ok, "database", shown + " opens and is intact");
}

/// What strangers can read on the way to the database, or in the list of processes.
void check_database_secrets(const inspected& seen, const std::string& from_arguments, report& to) {
  if (seen && seen->in_the_clear)
    to.line(verdict::note, "database",
            "the connection is not encrypted: add sslmode=verify-full (or require) to its URL");
  if (storage::has_password(from_arguments))
    to.line(verdict::note, "database",
            "--database holds a password, which everybody on this machine can read: set "
            "TAKEOVER_DATABASE_URL or database.url instead");
}

/// Whether the kernel says that something keeps its clock right. Source: adjtimex(2).
bool is_synchronized() {
  timex state{};
  return ::adjtimex(&state) != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
}

void check_clock(const inspected& seen, report& to) {
  const auto now = domain::wall_clock{}.now();
  const auto seconds = [](auto time) {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::abs(time)).count();
  };
  if (seen && seen->newest_activity && *seen->newest_activity - now > clock_tolerance)
    return to.line(verdict::problem, "clock",
                   fmt::format("the database has activity {} s in the future: the system clock was "
                               "put back, or was ahead before",
                               seconds(*seen->newest_activity - now)));
  if (seen && seen->server_time && std::chrono::abs(*seen->server_time - now) > clock_tolerance)
    return to.line(verdict::problem, "clock",
                   fmt::format("this machine and the database's differ by {} s: let NTP set both",
                               seconds(*seen->server_time - now)));
  const bool is_kept = is_synchronized();
  to.line(is_kept ? verdict::ok : verdict::note, "clock",
          is_kept ? "is synchronized" : "nothing synchronizes the system clock (NTP)");
}

void check_readers(const std::string& path, std::string_view what, report& to) {
  const auto who = readers_of(path);
  if (who == readers::owner) return;
  to.line(who == readers::everybody ? verdict::problem : verdict::note, "rights",
          fmt::format("{} can read {} {}; it holds secrets: chmod go-rwx",
                      who == readers::everybody ? "everybody" : "its group", what, path));
}

/// Of what is at rest: the database's files and folder, and settings with passwords.
void check_rights(const config& settings, const std::string& config_file, report& to) {
  const auto where = storage::parse_database_url(settings.database.url);
  if (where && where->kind == storage::dialect::sqlite) {
    for (const auto& file : database_files(where->address)) check_readers(file, "the file", to);
    std::error_code ignored;
    const auto folder = std::filesystem::absolute(where->address, ignored).parent_path();
    if (readers_of(folder.string()) != readers::owner)
      to.line(verdict::note, "rights",
              "others than its owner can list the database's folder " + folder.string());
  }
  const bool has_password =
      !settings.mail.password.empty() || (where && where->kind == storage::dialect::postgresql);
  if (!config_file.empty() && has_password) check_readers(config_file, "the settings", to);
}

void check_space(const config& settings, report& to) {
  const auto where = storage::parse_database_url(settings.database.url);
  if (!where || where->kind != storage::dialect::sqlite) return;
  std::error_code problem;
  const auto folder = std::filesystem::absolute(where->address, problem).parent_path();
  const auto space = std::filesystem::space(folder, problem);
  if (problem) return;  // a folder that is not there yet
  const auto mib = space.available >> 20U;
  const auto how = mib < little_space_mib ? verdict::problem
                   : mib < some_space_mib ? verdict::note
                                          : verdict::ok;
  to.line(how, "disk", fmt::format("{} MiB are free for the database", mib));
}

domain::result<void> check_mailer(const config& settings) {
  const auto attempt = net::outbound::check_mail_server(mail_server_settings(settings),
                                                        courier_settings(settings).mail_limits);
  if (attempt.outcome == domain::attempt::fate::delivered) return {};
  return refused(attempt.detail);
}

/// Whether what answers at the address is a Takeover server: its `/up` says so.
bool is_ours(const endpoint_text& at) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(at.host.c_str(), std::to_string(at.port).c_str(), &hints, &found) != 0)
    return false;
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> kept{found, &::freeaddrinfo};
  const int socket = ::socket(found->ai_family, found->ai_socktype | SOCK_CLOEXEC, 0);
  if (socket < 0) return false;
  constexpr timeval patience{2, 0};
  (void)::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  (void)::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  constexpr std::string_view question =
      "GET /up HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  std::string answer;
  if (::connect(socket, found->ai_addr, found->ai_addrlen) == 0 &&
      ::send(socket, question.data(), question.size(), MSG_NOSIGNAL) ==
          static_cast<ssize_t>(question.size())) {
    char part[1'024];
    for (ssize_t n = 0;
         answer.size() < max_answer && (n = ::recv(socket, part, sizeof part, 0)) > 0;)
      answer.append(part, static_cast<std::size_t>(n));
  }
  ::close(socket);
  return answer.find(R"("health":"OK")") != std::string::npos;
}

void check_port(const config& settings, report& to) {
  const auto& address = settings.server.listen;
  const auto listening = listen_on(address);
  if (listening) return to.line(verdict::ok, "port", address + " is free");
  const auto at = parse_endpoint(address);
  if (at && is_ours(*at))
    return to.line(verdict::ok, "port", "a Takeover server is running on " + address);
  to.line(verdict::problem, "port", listening.error().detail);
}

void check_descriptors(const config& settings, report& to) {
  const rlim_t needed = files_needed(settings);
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const bool enough = limit.rlim_max == RLIM_INFINITY || limit.rlim_max >= needed;
  to.line(enough ? verdict::ok : verdict::note, "files",
          enough ? fmt::format("enough for {} connections", settings.server.max_connections)
                 : fmt::format("the system allows {} open files, server.max_connections needs {}",
                               limit.rlim_max, needed));
}

void check_proxy(const config& settings, report& to) {
  if (lacks_trusted_proxy(settings))
    to.line(verdict::note, "proxy",
            "server.public_url is https, but server.trusted_proxies is empty: all visitors behind "
            "the proxy share one address and its limits");
}

}  // namespace

domain::result<void> migrate(const config& settings, std::ostream& out) {
  opened_store database;
  if (auto opened = database.open(settings); !opened) return opened;
  out << "the database " << storage::shown_database_url(settings.database.url)
      << " is up to date\n";
  return {};
}

bool doctor(const domain::result<config>& settings, const config_sources& from, std::ostream& out) {
  report to{out};
  if (!settings) {
    to.line(verdict::problem, "settings", settings.error().detail);
    return false;
  }
  to.line(verdict::ok, "settings", "all keys are valid");
  const auto seen = storage::inspect(settings->database.url);
  check_database(*settings, seen, to);
  check_database_secrets(seen, from.database, to);
  check_clock(seen, to);
  check_rights(*settings, from.file, to);
  check_space(*settings, to);
  if (settings->mail.url.empty()) {
    to.line(verdict::note, "mail",
            "email is not set up (mail.url, mail.from): `serve` keeps emails in the queue until it "
            "is, `demo` shows them at /demo/mails");
  } else {
    const auto outcome = check_mailer(*settings);
    to.line(outcome ? verdict::ok : verdict::problem, "mail",
            outcome ? "the mail server responds" : outcome.error().detail);
  }
  check_port(*settings, to);
  check_proxy(*settings, to);
  check_descriptors(*settings, to);
  return to.healthy();
}

}  // namespace takeover::app::cli
