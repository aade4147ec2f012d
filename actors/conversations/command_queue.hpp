/// The requests of one conversation, run one at a time in order of arrival: while the current one
/// waits for storage, the others queue up. Owns no bound: the registry counts what is pending.
#pragma once

#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

#include "actors/messages.hpp"
#include "domain/conversations/decision.hpp"

namespace takeover::actors {

/// A request, or output of the agent, with what its handling has come to so far.
struct conversation_task {
  std::variant<conversation_request, answer_text, answer_whole> what;
  int attempts = 0;
  /// The rows were read for it, so that it is decided on what other processes did.
  bool reloaded = false;
  /// The decision that is being stored for it.
  std::unique_ptr<domain::decision> decision{};
};

/// Allocates nothing while idle.
class command_queue {
 public:
  void push(conversation_task task);
  /// Makes the next task the current one. nullptr while storage works, or if none waits.
  conversation_task* begin_next();
  /// nullptr between tasks.
  [[nodiscard]] conversation_task* current() const noexcept {
    return has_begun_ ? current_.get() : nullptr;
  }
  void drop_current() noexcept {
    current_.reset();
    has_begun_ = true;
  }

  /// Until `storage_answered`, no other task begins.
  void wait_for_storage() noexcept { turn_ = turn::storage; }
  void storage_answered() noexcept { turn_ = turn::conversation; }
  [[nodiscard]] bool waits_for_storage() const noexcept { return turn_ == turn::storage; }
  /// Storage does not work, and nothing waits.
  [[nodiscard]] bool is_idle() const noexcept {
    return turn_ == turn::conversation && taken_ == waiting_.size() && (has_begun_ || !current_);
  }

  /// Drops the tasks that wait: their promises answer that the outcome is unknown.
  void drop_waiting() noexcept;
  /// Frees all memory. Most conversations are silent most of the time.
  void release() noexcept;

 private:
  enum class turn : std::uint8_t { conversation, storage };

  /// The current task, or, if it has not begun, the next one: a lone task is never put into
  /// `waiting_`.
  std::unique_ptr<conversation_task> current_;
  std::vector<conversation_task> waiting_;
  std::uint32_t taken_ = 0;  ///< from the front of `waiting_`
  bool has_begun_ = true;
  turn turn_ = turn::conversation;
};

}  // namespace takeover::actors
