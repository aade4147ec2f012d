#include "bench/support/measuring.hpp"

#include <time.h>

#include <stdexcept>

namespace takeover::bench {

namespace {
constexpr std::chrono::seconds patience{10};
}

std::chrono::nanoseconds cpu_of_this_thread() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

void run_until(boost::asio::io_context& context, const std::function<bool()>& done, const std::string& what) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!done()) {
    context.run_one_until(deadline);
    if (std::chrono::steady_clock::now() >= deadline) throw std::runtime_error(what + " did not arrive in time");
  }
}

}  // namespace takeover::bench
