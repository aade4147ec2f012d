#include "answering/answer_stream.hpp"

#include <utility>

namespace takeover::answering {

struct answer_stream::state {
  state(std::unique_ptr<answer_sink> to, std::stop_token token)
      : sink(std::move(to)), cancelled(std::move(token)) {}
  state(const state&) = delete;
  state& operator=(const state&) = delete;
  ~state() { finish(domain::fail(domain::errc::unavailable)); }

  [[nodiscard]] bool is_open() const { return !ended && !cancelled.stop_requested(); }

  void finish(domain::result<assessment> outcome) {
    if (!is_open()) return;
    ended = true;
    sink->on_done(std::move(outcome));
  }

  std::unique_ptr<answer_sink> sink;
  std::stop_token cancelled;
  bool ended = false;
};

answer_stream::answer_stream(std::unique_ptr<answer_sink> to, std::stop_token cancelled)
    : state_(std::make_shared<state>(std::move(to), std::move(cancelled))) {}

void answer_stream::delta(std::string text) const {
  if (state_->is_open() && !text.empty()) state_->sink->on_delta(std::move(text));
}

void answer_stream::cite(domain::citation source) const {
  if (state_->is_open()) state_->sink->on_citation(std::move(source));
}

void answer_stream::done(domain::result<assessment> outcome) const {
  state_->finish(std::move(outcome));
}

const std::stop_token& answer_stream::cancelled() const noexcept { return state_->cancelled; }

}  // namespace takeover::answering
