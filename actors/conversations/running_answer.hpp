/// The answer that the agent is writing in one conversation, and the visitors who wait for it. Owns
/// no streamer and no audience: the actor starts, cancels and announces.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "actors/requests.hpp"
#include "domain/conversations/decision.hpp"

namespace takeover::actors {

/// A visitor who waits for the answer to the message `seq`.
struct answer_waiter {
  domain::seq_t seq = 0;
  domain::promise<answered> done;
  std::optional<listener> stream;
};

/// Allocates nothing while no answer runs and nobody waits.
class running_answer {
 public:
  /// A time in milliseconds has this many generation numbers, one for each process (its lane).
  /// Source: docs/decisions/0004.
  static constexpr domain::generation_t lanes = 1'000;

  [[nodiscard]] bool is_running() const noexcept { return progress_ != nullptr; }
  /// Neither an answer nor a waiter.
  [[nodiscard]] bool is_idle() const noexcept { return !progress_ && waiters_.empty(); }
  /// What was announced so far; nullptr while none runs.
  [[nodiscard]] const domain::running_answer* shown() const noexcept {
    return progress_ ? &progress_->shown : nullptr;
  }
  /// The same for a listener that joins late; nullptr if nothing was announced.
  [[nodiscard]] std::shared_ptr<const answer_delta> so_far() const;

  /// Begins an answer to the visitor messages up to `covers`. Generations ascend, and need no
  /// column: they are times, and each process has a lane of its own, since two processes may answer
  /// the same question.
  domain::generation_t begin(domain::epoch_t epoch, domain::seq_t covers, domain::timestamp now,
                             domain::generation_t lane);
  /// Whether output of this generation still counts in this epoch (the fencing token).
  [[nodiscard]] bool is_current(domain::generation_t generation,
                                domain::epoch_t epoch) const noexcept;
  /// Adds text to a running answer: the piece to announce.
  answer_delta append(std::string text);
  /// No answer runs any more; its waiters stay.
  void end() noexcept { progress_.reset(); }

  void add(answer_waiter waiter) { waiters_.push_back(std::move(waiter)); }
  /// The waiters' stream is gone; they still wait for the answer itself.
  void forget_stream(const listener& stream);
  [[nodiscard]] std::vector<answer_waiter> take_waiters() noexcept {
    return std::exchange(waiters_, {});
  }
  /// Those whose message is `covers` or an earlier one.
  [[nodiscard]] std::vector<answer_waiter> take_waiters_up_to(domain::seq_t covers);
  /// Those whose message is answered by one of these entries, with that answer.
  [[nodiscard]] std::vector<std::pair<answer_waiter, answered>> take_waiters_answered_by(
      std::span<const domain::entry> entries);

 private:
  struct progress {
    domain::running_answer shown;
    std::size_t units = 0;  ///< length of the text in UTF-16 units
  };

  template <class Stays>
  std::vector<answer_waiter> take_unless(Stays stays);

  std::unique_ptr<progress> progress_;
  domain::generation_t last_generation_ = 0;
  std::vector<answer_waiter> waiters_;
};

}  // namespace takeover::actors
