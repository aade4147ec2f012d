/// Lets a coroutine of an I/O shard wait for an actor, the store or a worker. Owns the deadlines;
/// knows no request.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "domain/promise.hpp"
#include "net/io/io_shard.hpp"
#include "net/io/workers.hpp"
#include "storage/store.hpp"

namespace takeover::net {

/// Beyond these the outcome is unknown: `unavailable`.
namespace timeouts {
/// A command of a conversation, commit and flush of the claim included
inline constexpr std::chrono::milliseconds command{10'000};
/// The agent's whole answer at its pace
inline constexpr std::chrono::milliseconds answer{120'000};
inline constexpr std::chrono::milliseconds read{5'000};
/// A read for whoever watches the program: an answer without it is better than one that waits
inline constexpr std::chrono::milliseconds monitoring{500};
inline constexpr std::chrono::milliseconds write{10'000};
inline constexpr std::chrono::milliseconds worker{10'000};
}  // namespace timeouts

/// One outcome that a coroutine waits for. Settled once, from any thread; resumes its coroutine on
/// the shard's thread.
class pending_answer : public std::enable_shared_from_this<pending_answer> {
 public:
  explicit pending_answer(io_shard& shard) : shard_(shard) {}
  virtual ~pending_answer() = default;
  pending_answer(const pending_answer&) = delete;
  pending_answer& operator=(const pending_answer&) = delete;

  /// Thread-safe: it is settled, or nobody waits any more.
  [[nodiscard]] bool is_over() const noexcept { return taken_.load(std::memory_order_acquire); }

  /// On the shard's thread, once: true when settled; false after `timeout` (rounded up to a tick)
  /// or when the coroutine is cancelled, and then a late outcome is dropped.
  boost::asio::awaitable<bool> wait(std::chrono::milliseconds timeout);

 protected:
  /// Thread-safe. True for the one caller that may now write the outcome and then calls `settled`.
  bool claim() noexcept { return !taken_.exchange(true, std::memory_order_acq_rel); }
  /// Wakes the coroutine through the shard's inbox.
  void settled();

 private:
  friend class pending_calls;
  struct waiter;

  io_shard& shard_;
  std::atomic<bool> taken_ = false;
  bool arrived_ = false;                              // shard's thread only
  std::chrono::steady_clock::time_point deadline_{};  // shard's thread only
  std::shared_ptr<waiter> waiter_;  // shard's thread only; set while the coroutine sleeps
};

/// The future half of a promise. Create it on the shard's thread, hand out `promise`, then await
/// `within`.
template <class T>
class awaited {
 public:
  explicit awaited(io_shard& shard) : slot_(std::make_shared<slot>(shard)) {}

  [[nodiscard]] domain::promise<T> promise() const {
    return domain::promise<T>{
        [slot = slot_](domain::result<T> outcome) { slot->put(std::move(outcome)); }};
  }
  /// Says, on any thread, whether a late answer would be dropped.
  [[nodiscard]] auto watch() const {
    return [slot = slot_] { return slot->is_over(); };
  }
  /// The answer, or `unavailable` after `timeout` or a cancellation.
  boost::asio::awaitable<domain::result<T>> within(std::chrono::milliseconds timeout) {
    const auto kept = slot_;  // outlives this object if the caller goes first
    if (!co_await kept->wait(timeout))
      co_return domain::fail(domain::errc::unavailable, "The answer took too long.");
    co_return std::move(*kept->outcome);
  }

 private:
  struct slot final : pending_answer {
    using pending_answer::pending_answer;
    void put(domain::result<T> value) {
      if (!claim()) return;
      outcome.emplace(std::move(value));
      settled();
    }
    std::optional<domain::result<T>> outcome;
  };

  std::shared_ptr<slot> slot_;
};

/// What may be handed to a function inside a `co_await` expression. GCC 12 copies closures and
/// aggregates that stand there as temporaries byte by byte and destroys both copies, so what is not
/// plain data has to have a name in the coroutine.
template <class T>
concept safe_in_await = std::is_lvalue_reference_v<T> || std::is_trivially_copyable_v<T>;

namespace detail {

template <class T>
struct unwrapped {
  using type = T;
};
template <class T>
struct unwrapped<domain::result<T>> {
  using type = T;
};
template <class T>
using unwrapped_t = typename unwrapped<T>::type;

/// Logs what an asynchronous job threw and maps it to an error, in the one place where exceptions
/// of the store become errors of HTTP.
domain::error caught(std::string_view where, std::exception_ptr thrown) noexcept;

/// What the job returns, as a result; see `caught` for what it throws.
template <class T, class Job, class... Arguments>
domain::result<T> guarded(std::string_view where, Job& job, Arguments&... arguments) noexcept {
  try {
    return job(arguments...);
  } catch (...) {
    return caught(where, std::current_exception());
  }
}

}  // namespace detail

namespace detail {

/// Runs `job(reader&)` where `queue` puts it, and awaits what it returns. A named job is moved
/// from.
template <class Job>
auto read_by(io_shard& shard, storage::store& from,
             bool (storage::store::*queue)(std::function<void(storage::reader&)>), Job& job,
             std::chrono::milliseconds timeout = timeouts::read)
    -> boost::asio::awaitable<
        domain::result<unwrapped_t<std::invoke_result_t<Job&, storage::reader&>>>> {
  using value = unwrapped_t<std::invoke_result_t<Job&, storage::reader&>>;
  awaited<value> answer{shard};
  const bool queued = (from.*queue)([job = std::move(job), done = answer.promise(),
                                     over = answer.watch()](storage::reader& data) mutable {
    if (over()) return;  // nobody waits for it any more
    done(guarded<value>("a read", job, data));
  });
  if (!queued) co_return domain::fail(domain::errc::overloaded, "Too many reads are waiting.");
  co_return co_await answer.within(timeout);
}

}  // namespace detail

/// Runs `job(reader&)` on a reader's thread and awaits what it returns, a value or a result.
/// Errors: overloaded at the queue's bound, unavailable after `timeout`. A named job is moved from.
template <safe_in_await Job>
auto on_reader(io_shard& shard, storage::store& from, Job&& job,
               std::chrono::milliseconds timeout = timeouts::read) {
  return detail::read_by(shard, from, &storage::store::read, job, timeout);
}

/// The same for a job that may take long: see `store::read_heavy`.
template <safe_in_await Job>
auto on_heavy_reader(io_shard& shard, storage::store& from, Job&& job) {
  return detail::read_by(shard, from, &storage::store::read_heavy, job);
}

/// Runs `job(writer&)`, which returns a result, in a transaction on the writer's thread; awaits the
/// commit and returns that result. A named job is moved from.
template <safe_in_await Job>
auto on_writer(io_shard& shard, storage::store& to, Job&& job) -> boost::asio::awaitable<
    domain::result<detail::unwrapped_t<std::invoke_result_t<Job&, storage::writer&>>>> {
  using value = detail::unwrapped_t<std::invoke_result_t<Job&, storage::writer&>>;
  awaited<value> answer{shard};
  auto kept = std::make_shared<std::optional<domain::result<value>>>();
  to.write(
      [job = std::move(job), kept](storage::writer& data) mutable -> domain::result<void> {
        kept->emplace(job(data));
        if (!**kept) return (*kept)->error();
        return {};
      },
      [kept, done = answer.promise()](domain::result<void> stored) {
        if (!stored) return done(stored.error());
        done(std::move(**kept));
      });
  co_return co_await answer.within(timeouts::write);
}

/// Runs `job()` on a worker's thread, when it is the turn of `key`, and awaits what it returns.
/// Error: overloaded at the queue's bound. A named job is moved from.
template <safe_in_await Job>
auto on_worker(io_shard& shard, workers& pool, const std::string& key, Job&& job)
    -> boost::asio::awaitable<domain::result<detail::unwrapped_t<std::invoke_result_t<Job&>>>> {
  using value = detail::unwrapped_t<std::invoke_result_t<Job&>>;
  awaited<value> answer{shard};
  const bool queued = pool.run(key, [job = std::move(job), done = answer.promise()]() mutable {
    done(detail::guarded<value>("a worker", job));
  });
  if (!queued)
    co_return domain::fail(domain::errc::overloaded, "Too many such requests are waiting.");
  co_return co_await answer.within(timeouts::worker);
}

}  // namespace takeover::net
