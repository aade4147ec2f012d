/// Small means of every measurement: the CPU time of a thread, waiting with an end, the middle of
/// several runs.
#pragma once

#include <sys/types.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace takeover::bench {

/// User and system time of the calling thread so far.
[[nodiscard]] std::chrono::nanoseconds cpu_of_this_thread();

/// User and system time so far of the process, of its children, and of those children that ended.
/// Throws std::runtime_error if it is gone.
[[nodiscard]] std::chrono::nanoseconds cpu_of_family(pid_t parent);

/// Runs the context until `done`. Throws std::runtime_error, which names `what`, when that takes
/// more than ten seconds.
void run_until(boost::asio::io_context& context, const std::function<bool()>& done,
               const std::string& what);

/// The middle one of the values; the upper one of two. There must be one.
template <class T>
[[nodiscard]] T median(std::vector<T> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace takeover::bench
