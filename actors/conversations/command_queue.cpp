#include "actors/conversations/command_queue.hpp"

#include <utility>

namespace takeover::actors {

void command_queue::push(conversation_task task) {
  if (current_ || taken_ != waiting_.size()) return waiting_.push_back(std::move(task));
  current_ = std::make_unique<conversation_task>(std::move(task));
  has_begun_ = false;
}

conversation_task* command_queue::begin_next() {
  if (turn_ == turn::storage) return nullptr;
  if (!has_begun_) {
    has_begun_ = true;
    return current_.get();
  }
  if (taken_ == waiting_.size()) return nullptr;
  current_ = std::make_unique<conversation_task>(std::move(waiting_[taken_++]));
  // Amortised: a long queue is not moved up for every task that leaves it.
  if (taken_ * std::size_t{2} >= waiting_.size()) {
    waiting_.erase(waiting_.begin(), waiting_.begin() + taken_);
    taken_ = 0;
  }
  return current_.get();
}

void command_queue::drop_waiting() noexcept {
  if (!has_begun_) drop_current();
  waiting_.clear();
  taken_ = 0;
}

void command_queue::release() noexcept {
  drop_current();
  std::vector<conversation_task>{}.swap(waiting_);  // `= {}` would keep the memory
  taken_ = 0;
}

}  // namespace takeover::actors
