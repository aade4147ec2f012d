/// A one-shot answer that always comes: kept, dropped or lost with its actor, whoever waits hears.
/// Owns no deadline.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

#include "domain/errors.hpp"

namespace takeover::domain {

/// Copies share the one answer; the first call counts. If all copies go without a call, the answer
/// is `unavailable`: an actor that dies with a request in its mailbox answers too. The function
/// runs on the answering thread: it must be quick and must not throw.
template <class T>
class promise {
 public:
  using function = std::function<void(result<T>)>;

  promise() = default;
  explicit promise(function done) : state_(std::make_shared<state>(std::move(done))) {}

  void operator()(result<T> outcome) const {
    if (state_) state_->complete(std::move(outcome));
  }
  [[nodiscard]] explicit operator bool() const noexcept { return state_ != nullptr; }

 private:
  struct state {
    explicit state(function f) : done(std::move(f)) {}
    state(const state&) = delete;
    state& operator=(const state&) = delete;
    ~state() { complete(fail(errc::unavailable)); }

    void complete(result<T> outcome) {
      if (!answered.exchange(true)) done(std::move(outcome));
    }

    function done;
    std::atomic<bool> answered = false;
  };

  std::shared_ptr<state> state_;
};

}  // namespace takeover::domain
