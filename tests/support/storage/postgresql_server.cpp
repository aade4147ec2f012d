#include "tests/support/storage/postgresql_server.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <vector>

#include "storage/sql/sql_session.hpp"

namespace takeover::storage::test {
namespace {

namespace fs = std::filesystem;

/// Where the programs of the newest installed version are. Source: Debian's packages postgresql-NN.
fs::path programs() {
  fs::path newest;
  std::error_code ignored;
  for (const auto& version : fs::directory_iterator{"/usr/lib/postgresql", ignored})
    if (fs::exists(version.path() / "bin" / "postgres") && version.path() > newest)
      newest = version.path();
  if (newest.empty())
    throw std::runtime_error{
        "there is no PostgreSQL server under /usr/lib/postgresql: install the package "
        "postgresql-15"};
  return newest / "bin";
}

/// Who the server runs as: the superuser may not.
const passwd* servant() {
  if (::getuid() != 0) return nullptr;
  const auto* user = ::getpwnam("postgres");
  if (user == nullptr) user = ::getpwnam("nobody");
  if (user == nullptr) throw std::runtime_error{"there is no user to run PostgreSQL as"};
  return user;
}

void give_to(const fs::path& path, const passwd* user) {
  if (user != nullptr && ::chown(path.c_str(), user->pw_uid, user->pw_gid) != 0)
    throw std::runtime_error{"cannot give away " + path.string()};
}

std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words(1);
  for (const char c : line) {
    if (c == ' ')
      words.emplace_back();
    else
      words.back() += c;
  }
  return words;
}

/// The server writes there how far its start has come. Source: PostgreSQL, miscadmin.h,
/// LOCK_FILE_LINE_PM_STATUS.
bool is_ready(const fs::path& pid_file) {
  std::ifstream in{pid_file};
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("ready")) return true;
  return false;
}

}  // namespace

postgresql_server& postgresql_server::instance() {
  static postgresql_server one;
  return one;
}

postgresql_server::postgresql_server(const std::string& settings) {
  auto pattern = (fs::temp_directory_path() / "takeover-postgresql-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error{"no temporary folder"};
  folder_ = pattern;
  give_to(folder_, servant());
  const auto made = run(
      "initdb",
      "-D " + folder_ +
          "/data -U takeover --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync --no-instructions");
  int status = 0;
  ::waitpid(made, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error{"initdb failed; see " + folder_ + "/log"};
  std::ofstream{folder_ + "/data/postgresql.conf", std::ios::app}
      << "listen_addresses = ''\nunix_socket_directories = '" << folder_
      << "'\nmax_connections = 100\nshared_buffers = 32MB\n"
      << settings;
  start();
}

postgresql_server::~postgresql_server() {
  stop();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string postgresql_server::url(const std::string& schema) const {
  return "postgresql:///postgres?host=" + folder_ + "&user=takeover&options=-csearch_path%3D" +
         schema;
}

void postgresql_server::start() {
  const int events = ::inotify_init1(IN_CLOEXEC);
  if (events < 0 || ::inotify_add_watch(events, (folder_ + "/data").c_str(),
                                        IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO) < 0)
    throw std::runtime_error{"cannot watch the server's folder"};
  const fs::path pid_file{folder_ + "/data/postmaster.pid"};
  fs::remove(pid_file);  // of a server that was ended
  server_ = run("postgres", "-D " + folder_ + "/data");
  while (!is_ready(pid_file)) {
    char news[4'096];
    pollfd watched{events, POLLIN, 0};
    constexpr int look_at_the_process_ms = 1'000;
    if (::poll(&watched, 1, look_at_the_process_ms) > 0) (void)!::read(events, news, sizeof news);
    if (::waitpid(server_, nullptr, WNOHANG) == server_) {
      ::close(events);
      server_ = 0;
      throw std::runtime_error{"PostgreSQL did not start; see " + folder_ + "/log"};
    }
  }
  ::close(events);
}

void postgresql_server::stop() {
  if (server_ == 0) return;
  ::kill(server_, SIGQUIT);
  ::waitpid(server_, nullptr, 0);
  server_ = 0;
}

void postgresql_server::drop_connections() const {
  sql_session sql{parse_database_url(url("public")).value(), access::read_write};
  sql.run_script(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client "
      "backend' AND pid <> pg_backend_pid()");
}

int postgresql_server::logged(const std::string& words) const {
  std::ifstream log{folder_ + "/log"};
  int count = 0;
  for (std::string line; std::getline(log, line);)
    count += line.find(words) != std::string::npos ? 1 : 0;
  return count;
}

pid_t postgresql_server::run(const std::string& program, const std::string& arguments) const {
  const auto* user = servant();
  const auto path = (programs() / program).string();
  auto words = words_of(arguments);
  std::vector<char*> argv{const_cast<char*>(path.c_str())};
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const auto log = folder_ + "/log";

  const auto pid = ::fork();
  if (pid < 0) throw std::runtime_error{"cannot start " + program};
  if (pid > 0) return pid;
  // Nothing here but calls that are safe after a fork.
  if (user != nullptr && (::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0)) ::_exit(126);
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  if (::chdir("/") != 0) ::_exit(126);
  ::execv(path.c_str(), argv.data());
  ::_exit(127);
}

}  // namespace takeover::storage::test
