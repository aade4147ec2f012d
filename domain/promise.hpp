/// A one-shot answer that always comes: kept, dropped or lost with its actor, whoever waits hears.
/// Owns no deadline.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

#include "domain/errors.hpp"

namespace takeover::actors {

/// Copies share the one answer; the first call counts. If all copies go without a call, the answer
/// is `unavailable`: an actor that dies with a request in its mailbox answers too. The function
/// runs on the answering thread: it must be quick and must not throw.
template <class T>
class reply {
 public:
  using function = std::function<void(domain::result<T>)>;

  reply() = default;
  explicit reply(function done) : state_(std::make_shared<state>(std::move(done))) {}

  void operator()(domain::result<T> outcome) const {
    if (state_) state_->complete(std::move(outcome));
  }
  [[nodiscard]] explicit operator bool() const noexcept { return state_ != nullptr; }

 private:
  struct state {
    explicit state(function f) : done(std::move(f)) {}
    state(const state&) = delete;
    state& operator=(const state&) = delete;
    ~state() { complete(domain::fail(domain::errc::unavailable)); }

    void complete(domain::result<T> outcome) {
      if (!answered.exchange(true)) done(std::move(outcome));
    }

    function done;
    std::atomic<bool> answered = false;
  };

  std::shared_ptr<state> state_;
};

}  // namespace takeover::actors
