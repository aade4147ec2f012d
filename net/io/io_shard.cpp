#include "net/io/io_shard.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "actors/log.hpp"

namespace takeover::net {

namespace asio = boost::asio;
using task = std::function<void()>;
using tick_task = std::function<void(std::chrono::steady_clock::time_point)>;

namespace {
constexpr std::chrono::milliseconds tick_period{100};
thread_local const void* current_shard = nullptr;
}  // namespace

struct io_shard::state {
  explicit state(std::uint32_t index)
      : index_(index), work_(context_.get_executor()), timer_(context_) {}

  void post(task what) {
    bool first = false;
    {
      const std::lock_guard lock{mutex_};
      if (closed_) return;  // the caller destroys it, outside the lock
      first = inbox_.empty() && !draining_;
      inbox_.push_back(std::move(what));
    }
    if (first) asio::post(context_, [this] { drain(); });
  }

  /// One round: what has arrived so far. What arrives in the meantime gets the next round, so that
  /// sockets are read in between.
  void drain() {
    std::vector<task> batch;
    {
      const std::lock_guard lock{mutex_};
      batch.swap(inbox_);
      draining_ = true;
    }
    for (auto& what : batch) guarded(what);
    batch.clear();
    run_after();
    bool again = false;
    {
      const std::lock_guard lock{mutex_};
      draining_ = false;
      again = !inbox_.empty();
      // Keeps the capacity for the next burst, unless this one was exceptional.
      if (!again && batch.capacity() <= max_spare_capacity) inbox_.swap(batch);
    }
    if (again) asio::post(context_, [this] { drain(); });
  }

  void after_drain(task what) {
    after_.push_back(std::move(what));
    // `draining_` is written by this thread alone, so it may be read here without the lock.
    if (after_.size() > 1 || draining_ || context_.stopped()) return;
    asio::post(context_, [this] { run_after(); });
  }

  void run_after() {
    // A task may add another one, which belongs to the same round.
    std::vector<task> now;
    while (!after_.empty()) {
      now.clear();
      now.swap(after_);
      for (auto& what : now) guarded(what);
    }
  }

  void wait_for_tick() {
    timer_.expires_after(tick_period);
    timer_.async_wait([this](boost::system::error_code ec) {
      if (ec) return;
      const auto now = std::chrono::steady_clock::now();
      for (std::size_t i = 0; i < ticks_.size(); ++i) guarded([&, tick = ticks_[i]] { tick(now); });
      wait_for_tick();
    });
  }

  template <class F>
  void guarded(F&& what) noexcept {
    try {
      what();
    } catch (const std::exception& e) {
      log_error("I/O shard caught an exception", std::to_string(index_), e.what());
    }
  }

  void run() {
    current_shard = this;
    for (;;) {
      try {
        context_.run();
        break;
      } catch (const std::exception& e) {
        log_error("I/O shard caught an exception", std::to_string(index_), e.what());
      }
    }
    current_shard = nullptr;
  }

  void stop() {
    std::vector<task> left;
    {
      const std::lock_guard lock{mutex_};
      closed_ = true;
      left.swap(inbox_);
    }
    context_.stop();
    if (current_shard == this) return;
    const std::lock_guard lock{join_mutex_};
    if (thread_.joinable()) thread_.join();
  }

  static constexpr std::size_t max_spare_capacity = 4096;

  // Declared before the context, whose handlers may touch them while they are destroyed with it.
  const std::uint32_t index_;
  std::mutex mutex_;
  std::vector<task> inbox_;
  bool draining_ = false;
  bool closed_ = false;
  std::vector<task> after_;
  std::vector<tick_task> ticks_;
  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  asio::steady_timer timer_;
  std::mutex join_mutex_;
  std::thread thread_;
};

io_shard::io_shard(std::uint32_t index) : state_(std::make_unique<state>(index)) {}

io_shard::~io_shard() { stop(); }

std::uint32_t io_shard::index() const noexcept { return state_->index_; }

asio::io_context& io_shard::context() noexcept { return state_->context_; }

bool io_shard::on_this_thread() const noexcept { return current_shard == state_.get(); }

void io_shard::post(task what) { state_->post(std::move(what)); }

void io_shard::after_drain(task what) { state_->after_drain(std::move(what)); }

void io_shard::every_tick(tick_task tick) {
  state_->ticks_.push_back(std::move(tick));
  if (state_->ticks_.size() == 1) state_->wait_for_tick();
}

void io_shard::start() {
  state_->thread_ = std::thread{[self = state_.get()] { self->run(); }};
}

void io_shard::stop() { state_->stop(); }

}  // namespace takeover::net
