#include "actors/conversations/ack_barrier.hpp"

#include <utility>

namespace takeover::actors {

void completion_latch::then(std::function<void()> action) {
  {
    const std::lock_guard lock{mutex_};
    if (!is_open_) return waiting_.push_back(std::move(action));
  }
  action();
}

void completion_latch::open() {
  std::vector<std::function<void()>> ready;
  {
    const std::lock_guard lock{mutex_};
    is_open_ = true;
    ready.swap(waiting_);
  }
  for (const auto& action : ready) action();
}

flush_token completion_latch::token_of(const std::shared_ptr<completion_latch>& latch) {
  return flush_token{latch.get(), [latch](void*) { latch->open(); }};
}

flush_token ack_barrier::begin(std::function<void()> acknowledge) {
  const auto latch = std::make_shared<completion_latch>();
  if (acknowledge) latch->then(std::move(acknowledge));
  last_ = latch;
  return completion_latch::token_of(latch);
}

void ack_barrier::after_last(std::function<void()> acknowledge) const {
  if (const auto latch = last_.lock())
    latch->then(std::move(acknowledge));
  else
    acknowledge();
}

}  // namespace takeover::actors
