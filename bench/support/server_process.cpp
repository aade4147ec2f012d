#include "bench/support/server_process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "bench/support/http_client.hpp"

extern char** environ;

namespace takeover::bench {
namespace {

[[noreturn]] void throw_errno(const std::string& what, int code = errno) {
  throw std::system_error(code, std::generic_category(), what);
}

std::uint16_t free_port() {
  const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool found = ::bind(probe, reinterpret_cast<const sockaddr*>(&address), size) == 0 &&
                     ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(probe);
  if (!found) throw_errno("no free port");
  return ntohs(address.sin_port);
}

std::filesystem::path temporary_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "takeover-bench-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw_errno("no temporary folder");
  return name;
}

void wait_for_end(pid_t pid, const std::string& what) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) throw_errno("waitpid");
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error(what + " ended with status " + std::to_string(status));
}

}  // namespace

server_process::server_process(std::string binary, settings environment, std::string database)
    : binary_(std::move(binary)),
      environment_(std::move(environment)),
      folder_(temporary_folder()),
      port_(free_port()) {
  database_url_ = database.empty() ? "sqlite:" + this->database().string() : std::move(database);
  if (!std::filesystem::exists(binary_))
    throw std::runtime_error(binary_ + " is not there: ./dev build makes it");
}

server_process::~server_process() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

pid_t server_process::spawn(const std::vector<std::string>& arguments, int input,
                            int output) const {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable)
    variables.emplace_back(*variable);
  for (const auto& [name, value] : environment_) variables.push_back(name + "=" + value);
  std::vector<char*> argv{const_cast<char*>(binary_.c_str())};
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  std::vector<char*> envp;
  for (auto& variable : variables) envp.push_back(variable.data());
  envp.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  const auto log = (folder_ / "server.log").string();
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0600);
  pid_t pid = 0;
  const int error =
      ::posix_spawn(&pid, binary_.c_str(), &actions, nullptr, argv.data(), envp.data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw_errno(binary_, error);
  return pid;
}

std::string server_process::tool(std::vector<std::string> arguments,
                                 const std::string& input) const {
  arguments.insert(arguments.end(), {"--database", database_url_});
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0)
    throw_errno("pipe");
  const pid_t pid = spawn(arguments, in[0], out[1]);
  ::close(in[0]);
  ::close(out[1]);
  // Shorter than the pipe's buffer: this does not block.
  const bool sent =
      ::write(in[1], input.data(), input.size()) == static_cast<ssize_t>(input.size());
  ::close(in[1]);
  std::string printed;
  std::array<char, 4096> part{};
  for (ssize_t size = 0; (size = ::read(out[0], part.data(), part.size())) > 0;)
    printed.append(part.data(), static_cast<std::size_t>(size));
  ::close(out[0]);
  wait_for_end(pid, "takeover " + arguments.front());
  if (!sent) throw std::runtime_error("takeover " + arguments.front() + " read no input");
  return printed.substr(0, printed.find('\n'));
}

void server_process::start() {
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  pid_ = spawn(
      {"serve", "--listen", "127.0.0.1:" + std::to_string(port_), "--database", database_url_},
      nothing, nothing);
  ::close(nothing);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!answers_up(port_)) {
    if (::waitpid(pid_, nullptr, WNOHANG) != 0) {
      pid_ = 0;
      std::ifstream log(folder_ / "server.log");
      throw std::runtime_error("the server did not start: " +
                               std::string(std::istreambuf_iterator<char>(log), {}));
    }
    if (std::chrono::steady_clock::now() > deadline)
      throw std::runtime_error("the server does not answer");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void server_process::stop() {
  if (pid_ == 0) return;
  ::kill(pid_, SIGTERM);
  const pid_t pid = std::exchange(pid_, 0);
  wait_for_end(pid, "the server");
}

std::chrono::nanoseconds server_process::cpu_time() const {
  clockid_t clock{};
  timespec time{};
  if (const int error = ::clock_getcpuclockid(pid_, &clock); error != 0)
    throw_errno("clock_getcpuclockid", error);
  if (::clock_gettime(clock, &time) != 0) throw_errno("clock_gettime");
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

std::uint64_t server_process::resident_bytes() const {
  std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stoull(line.substr(6)) * 1024;
  }
  throw std::runtime_error("the server's memory cannot be read");
}

std::string release_binary() {
  const char* named = std::getenv("TAKEOVER_BINARY");
  return named != nullptr ? named
                          : (std::filesystem::current_path() / "build/release/takeover").string();
}

std::uint64_t raise_file_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

}  // namespace takeover::bench
