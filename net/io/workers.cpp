#include "net/io/workers.hpp"

#include <utility>

namespace takeover::net {

workers::workers(const bounds& with) : bounds_(with) {
  threads_.reserve(bounds_.threads);
  for (std::size_t i = 0; i < bounds_.threads; ++i) threads_.emplace_back([this] { work(); });
}

workers::~workers() { stop(); }

bool workers::run(std::string_view key, std::function<void()> job) {
  {
    const std::lock_guard lock{mutex_};
    if (stopped_ || waiting_ >= bounds_.waiting) return false;
    auto known = queues_.find(key);
    if (known == queues_.end()) known = queues_.emplace(std::string{key}, queue{}).first;
    if (known->second.waiting.size() >= bounds_.waiting_of_key) return false;
    known->second.waiting.push_back(std::move(job));
    ++waiting_;
    offer(known);
  }
  wake_.notify_one();
  return true;
}

void workers::offer(queues::iterator key) {
  auto& of = key->second;
  if (of.has_turn || of.waiting.empty() || of.running >= bounds_.running_of_key) return;
  of.has_turn = true;
  turns_.push_back(key);
}

void workers::finish(queues::iterator key) {
  --key->second.running;
  if (key->second.running == 0 && key->second.waiting.empty())
    queues_.erase(key);
  else
    offer(key);
}

void workers::stop() {
  queues dropped;
  {
    const std::lock_guard lock{mutex_};
    stopped_ = true;
    for (auto& [key, of] : queues_) dropped[key].waiting.swap(of.waiting);
    waiting_ = 0;
  }
  wake_.notify_all();
  for (auto& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void workers::work() {
  std::unique_lock lock{mutex_};
  for (;;) {
    wake_.wait(lock, [this] { return stopped_ || !turns_.empty(); });
    if (stopped_) return;
    const auto key = turns_.front();
    turns_.pop_front();
    auto& of = key->second;
    of.has_turn = false;
    auto job = std::move(of.waiting.front());
    of.waiting.pop_front();
    --waiting_;
    ++of.running;
    offer(key);
    if (!turns_.empty()) wake_.notify_one();
    lock.unlock();
    job();
    job = nullptr;
    lock.lock();
    finish(key);
  }
}

}  // namespace takeover::net
