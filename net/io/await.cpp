#include "net/io/await.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <new>
#include <vector>

#include "actors/log.hpp"
#include "storage/sql/db_errors.hpp"

namespace takeover::net {

namespace asio = boost::asio;
using steady = std::chrono::steady_clock;

/// The sleeping coroutine, without its type.
struct pending_answer::waiter {
  virtual ~waiter() = default;
  virtual void resume(bool arrived) = 0;
};

namespace {

template <class Base, class Handler>
struct sleeping final : Base {
  explicit sleeping(Handler handler) : handler_(std::move(handler)) {}
  void resume(bool arrived) override { std::move(handler_)(arrived); }
  Handler handler_;
};

}  // namespace

/// The pending answers of one shard. A service of the io_context, so that it is destroyed together
/// with the coroutines.
class pending_calls final : public asio::execution_context::service {
 public:
  using key_type = pending_calls;
  static inline asio::execution_context::id id;

  explicit pending_calls(asio::execution_context& owner)
      : asio::execution_context::service(owner) {}

  static pending_calls& of(io_shard& shard) {
    auto& context = shard.context();
    if (asio::has_service<pending_calls>(context)) return asio::use_service<pending_calls>(context);
    auto& calls = asio::use_service<pending_calls>(context);
    shard.every_tick([&calls](steady::time_point now) { calls.sweep(now); });
    return calls;
  }

  void add(std::shared_ptr<pending_answer> call) { waiting_.push_back(std::move(call)); }

  static void resume(pending_answer& call, bool arrived) {
    const auto waiter = std::exchange(call.waiter_, nullptr);
    if (waiter) waiter->resume(arrived);
  }

 private:
  /// Drops what was answered and fails what is late, except a call whose answer is being written.
  void sweep(steady::time_point now) {
    std::vector<std::shared_ptr<pending_answer>> late;
    std::erase_if(waiting_, [&](const std::shared_ptr<pending_answer>& call) {
      if (!call->waiter_) return true;
      if (now < call->deadline_ || !call->claim()) return false;
      late.push_back(call);
      return true;
    });
    for (const auto& call : late) resume(*call, false);
  }

  void shutdown() override {
    const auto left = std::exchange(waiting_, {});
    for (const auto& call : left) call->waiter_.reset();  // destroys the coroutine
  }

  std::vector<std::shared_ptr<pending_answer>> waiting_;
};

boost::asio::awaitable<bool> pending_answer::wait(std::chrono::milliseconds timeout) {
  if (arrived_) co_return true;
  auto sleep = [self = shared_from_this(), timeout](auto handler) {
    auto slot = asio::get_associated_cancellation_slot(handler);
    self->deadline_ = steady::now() + timeout;
    self->waiter_ = std::make_shared<sleeping<waiter, decltype(handler)>>(std::move(handler));
    pending_calls::of(self->shard_).add(self);
    if (!slot.is_connected()) return;
    // Posted, since what is resumed may put its next call into the slot that is running this.
    slot.assign([weak = std::weak_ptr{self}](asio::cancellation_type) {
      const auto call = weak.lock();
      if (call && call->claim()) call->shard_.post([call] { pending_calls::resume(*call, false); });
    });
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(bool)>(
      std::move(sleep), asio::use_awaitable);
}

void pending_answer::settled() {
  shard_.post([self = shared_from_this()] {
    self->arrived_ = true;
    pending_calls::resume(*self, true);
  });
}

namespace detail {

domain::error caught(std::string_view where, std::exception_ptr thrown) noexcept {
  try {
    try {
      std::rethrow_exception(thrown);
    } catch (const storage::db_error& e) {
      using storage::db_problem;
      const auto problem = e.problem();
      // The store tells its observer of an outage.
      if (storage::is_outage(problem)) return storage::read_refused();
      if (problem == db_problem::unreadable) {
        log_error(std::string{where} + " failed: " + e.what());
        return domain::fail(domain::errc::corrupt, storage::corrupt_row_message);
      }
      log_error_once_a_minute(where, std::string{where} + " failed: " + e.what());
      if (problem == db_problem::contended) return storage::read_refused();
    } catch (const std::bad_alloc&) {
      log_error_once_a_minute("no-memory", std::string{where} + " failed: no memory");
      return storage::read_refused();
    } catch (const std::exception& e) {
      log_error(std::string{where} + " failed: " + e.what());
    } catch (...) {
      log_error(std::string{where} + " failed with an unknown exception");
    }
    return domain::fail(domain::errc::internal);
  } catch (...) {
    return domain::error{};
  }
}

}  // namespace detail
}  // namespace takeover::net
