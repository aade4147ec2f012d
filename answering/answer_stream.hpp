/// One answer on its way from an answerer to the one who asked: pieces of text, citations, one end.
/// Owns the protocol of that stream and its cancellation, no pace and no text.
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "domain/conversations/timeline.hpp"
#include "domain/errors.hpp"

namespace takeover::answering {

/// How much the answerer trusts the answer that it has written.
struct assessment {
  double confidence = 0;     ///< 0…1
  bool offer_human = false;  ///< below the agent's threshold: it does not know
};

/// Hears an answer. Calls come one at a time, on any thread, in the order in which they were made;
/// each must be quick and must not throw.
class answer_sink {
 public:
  virtual ~answer_sink() = default;
  /// The next piece of the text, never empty. All pieces together are the text.
  virtual void on_delta(std::string text) = 0;
  virtual void on_citation(domain::citation source) = 0;
  /// The last call. After an error the pieces that came are void.
  virtual void on_done(domain::result<assessment> outcome) = 0;
};

/// What an answerer writes to. Keeps the protocol for every sink, whatever the answerer does:
/// `on_done` comes once, nothing comes after it, and nothing comes after a cancellation. If all
/// copies go without `done`, the outcome is `unavailable`.
///
/// Copies are the same stream. Calls must not overlap; they may come from different threads. A
/// cancellation may come from any thread at any time: a call that is under way then may still
/// arrive.
class answer_stream {
 public:
  answer_stream(std::unique_ptr<answer_sink> to, std::stop_token cancelled);

  void delta(std::string text) const;
  void cite(domain::citation source) const;
  void done(domain::result<assessment> outcome) const;

  /// Whoever asked wants no answer any more: check this between steps, or register a
  /// `std::stop_callback` to abort a call to somebody else.
  [[nodiscard]] const std::stop_token& cancelled() const noexcept;
  [[nodiscard]] bool is_cancelled() const noexcept { return cancelled().stop_requested(); }

 private:
  struct state;
  std::shared_ptr<state> state_;
};

}  // namespace takeover::answering
