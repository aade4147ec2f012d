#include "bench/support/measuring.hpp"

#include <time.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace takeover::bench {

namespace {

constexpr std::chrono::seconds patience{10};

std::chrono::nanoseconds read_clock(clockid_t which) {
  timespec time{};
  if (::clock_gettime(which, &time) != 0) return {};
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

/// Of a process that may have ended meanwhile: then nothing.
std::chrono::nanoseconds cpu_of(pid_t pid) {
  clockid_t clock{};
  return ::clock_getcpuclockid(pid, &clock) == 0 ? read_clock(clock) : std::chrono::nanoseconds{};
}

struct process_line {
  pid_t parent = 0;
  std::chrono::nanoseconds ended_children{};
};

/// Source: proc(5), /proc/[pid]/stat, fields 4, 16 and 17; the name in parentheses may hold
/// anything.
process_line read_process(const std::filesystem::path& folder) {
  std::ifstream in(folder / "stat");
  std::string line{std::istreambuf_iterator<char>(in), {}};
  const auto end_of_name = line.rfind(')');
  if (end_of_name == std::string::npos) return {};
  std::istringstream fields(line.substr(end_of_name + 2));
  std::string skipped;
  process_line found;
  fields >> skipped >> found.parent;
  for (int field = 5; field < 16; ++field) fields >> skipped;
  long user = 0, system = 0;
  fields >> user >> system;
  found.ended_children =
      std::chrono::nanoseconds(std::chrono::seconds(user + system)) / ::sysconf(_SC_CLK_TCK);
  return found;
}

}  // namespace

std::chrono::nanoseconds cpu_of_this_thread() { return read_clock(CLOCK_THREAD_CPUTIME_ID); }

std::chrono::nanoseconds cpu_of_family(pid_t parent) {
  namespace fs = std::filesystem;
  const fs::path processes("/proc");
  if (!fs::exists(processes / std::to_string(parent)))
    throw std::runtime_error("a process that was to be measured is gone");
  auto total = cpu_of(parent) + read_process(processes / std::to_string(parent)).ended_children;
  for (const auto& one : fs::directory_iterator(processes)) {
    const auto name = one.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    if (read_process(one.path()).parent == parent)
      total += cpu_of(static_cast<pid_t>(std::stol(name)));
  }
  return total;
}

void run_until(boost::asio::io_context& context, const std::function<bool()>& done,
               const std::string& what) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!done()) {
    context.run_one_until(deadline);
    if (std::chrono::steady_clock::now() >= deadline)
      throw std::runtime_error(what + " did not arrive in time");
  }
}

}  // namespace takeover::bench
