/// Hears an answer and keeps what came, in the order in which it came. Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "answering/answer_stream.hpp"

namespace takeover::answering::test {

struct recording {
  std::string text;
  int deltas = 0;
  std::vector<domain::citation> citations;
  std::optional<domain::result<assessment>> outcome;
  int ends = 0;
  bool went_on_after_the_end = false;
};

class recorder {
 public:
  /// The next stream writes to a new recording.
  [[nodiscard]] answer_stream stream(std::stop_token cancelled = {}) {
    kept_ = std::make_shared<kept>();
    return answer_stream{std::make_unique<sink>(kept_), std::move(cancelled)};
  }

  /// Waits for the end.
  [[nodiscard]] recording whole() const {
    std::unique_lock lock{kept_->mutex};
    if (!kept_->changed.wait_for(lock, std::chrono::seconds{30},
                                 [&] { return kept_->so_far.outcome.has_value(); }))
      throw std::runtime_error{"the answer did not end"};
    return kept_->so_far;
  }
  [[nodiscard]] recording so_far() const {
    const std::lock_guard lock{kept_->mutex};
    return kept_->so_far;
  }

 private:
  struct kept {
    std::mutex mutex;
    std::condition_variable changed;
    recording so_far;
  };

  class sink final : public answer_sink {
   public:
    explicit sink(std::shared_ptr<kept> to) : to_(std::move(to)) {}
    void on_delta(std::string text) override {
      note([&](recording& r) {
        r.text += text;
        ++r.deltas;
      });
    }
    void on_citation(domain::citation source) override {
      note([&](recording& r) { r.citations.push_back(std::move(source)); });
    }
    void on_done(domain::result<assessment> outcome) override {
      note([&](recording& r) {
        r.outcome = std::move(outcome);
        ++r.ends;
      });
    }

   private:
    template <class Change>
    void note(Change change) {
      const std::lock_guard lock{to_->mutex};
      if (to_->so_far.ends > 0) to_->so_far.went_on_after_the_end = true;
      change(to_->so_far);
      to_->changed.notify_all();
    }

    std::shared_ptr<kept> to_;
  };

  std::shared_ptr<kept> kept_;
};

}  // namespace takeover::answering::test
