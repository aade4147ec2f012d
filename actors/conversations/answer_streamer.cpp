#include "actors/conversations/answer_streamer.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <stop_token>

#include "domain/leads/behavior_rule.hpp"
#include "domain/text/intent.hpp"
#include "storage/agents/agents.hpp"
#include "storage/conversations/timeline.hpp"
#include "storage/tokens.hpp"

namespace takeover::actors {
namespace {

constexpr std::chrono::milliseconds shortest_step{33};
constexpr int context_entries = 20;
constexpr int question_entries = 200;
/// The newest ones say what somebody wants now.
constexpr std::size_t searched_messages = 10;

/// Reads the open question and what was said before it. Runs on a reader's thread.
answering::question read_question(storage::reader& rows, const answer_task& task) {
  answering::question asked{task.agent, task.conversation, {}, {}};
  const auto is_message = [](const domain::entry& e) {
    return e.kind == domain::entry_kind::message;
  };
  auto open = storage::timeline::page(rows, {task.conversation, storage::timeline_audience::visitor,
                                             task.answered, std::nullopt, question_entries});
  for (auto& e : open.entries) {
    if (is_message(e) && e.role == domain::message_role::visitor && e.seq <= task.covers)
      asked.open.push_back(std::move(e));
  }
  auto earlier =
      storage::timeline::page(rows, {task.conversation, storage::timeline_audience::visitor,
                                     std::nullopt, task.answered + 1, context_entries});
  std::copy_if(std::make_move_iterator(earlier.entries.begin()),
               std::make_move_iterator(earlier.entries.end()), std::back_inserter(asked.context),
               is_message);
  return asked;
}

answering::intent_matches match_intents(storage::reader& rows, const answer_task& task,
                                        const answering::question& asked) {
  std::vector<std::string_view> messages;
  for (const auto& e : asked.open) messages.emplace_back(e.body);
  if (messages.size() > searched_messages)
    messages.erase(messages.begin(),
                   messages.end() - static_cast<std::ptrdiff_t>(searched_messages));
  answering::intent_matches matches;
  matches.rules = domain::matching_rules(storage::agents::rules(rows, task.agent), messages,
                                         task.visitor_messages);
  for (const auto message : messages)
    if (const auto phrase = domain::wants_contact(message)) matches.contact_phrase = *phrase;
  return matches;
}

/// Passes what the answerer writes into the streamer's mailbox. Keeps the citations for the end,
/// where they are needed.
class mailbox_sink final : public answering::answer_sink {
 public:
  explicit mailbox_sink(streamer_handle to) : to_(std::move(to)) {}

  /// Set before the answerer is asked.
  answering::intent_matches intents;

  void on_delta(std::string text) override {
    send_message(to_, answer_delta_written{std::move(text)});
  }
  void on_citation(domain::citation source) override { citations_.push_back(std::move(source)); }
  void on_done(domain::result<answering::assessment> outcome) override {
    send_message(to_,
                 answer_written{std::move(outcome), std::move(citations_), std::move(intents)});
  }

 private:
  streamer_handle to_;
  std::vector<domain::citation> citations_;
};

class answer_streamer : public streamer_handle::base {
 public:
  answer_streamer(caf::actor_config& config, answer_task task)
      : streamer_handle::base(config), task_(std::move(task)) {
    if (task_.words_per_second <= 0) return;
    const double words_per_step =
        std::max(1.0, task_.words_per_second * static_cast<double>(shortest_step.count()) / 1000.0);
    words_ = static_cast<std::size_t>(std::lround(words_per_step));
    step_ = std::chrono::milliseconds{
        std::lround(1000.0 * static_cast<double>(words_) / task_.words_per_second)};
  }

  behavior_type make_behavior() override {
    ask();
    using self = answer_streamer;
    return {on(this, &self::take), on(this, &self::take_end), on(this, &self::on_next_words),
            on(this, &self::on_cancel)};
  }

  void on_exit() override { cancellation_.request_stop(); }

 private:
  void ask() {
    auto sink = std::make_unique<mailbox_sink>(streamer_handle{this});
    auto& relayed = *sink;  // lives as long as the stream
    const answering::answer_stream stream{std::move(sink), cancellation_.get_token()};
    const bool queued =
        task_.parts.store.read([task = task_, stream, &relayed](storage::reader& rows) {
          if (stream.is_cancelled()) return;
          try {
            auto asked = read_question(rows, task);
            relayed.intents = match_intents(rows, task, asked);
            task.parts.agent.answer(std::move(asked), stream);
          } catch (const std::exception& problem) {
            stream.done(domain::fail(domain::errc::internal, problem.what()));
          }
        });
    if (!queued) stream.done(domain::fail(domain::errc::overloaded));
  }

  void on_next_words(next_words&) { relay(); }
  void on_cancel(cancel_answer&) { quit(); }

  void take(answer_delta_written& delta) {
    if (text_.empty())
      text_ = std::move(delta.text);
    else
      text_ += delta.text;
    if (!is_pausing_) relay();
  }

  void take_end(answer_written& end) {
    if (!end.outcome) {
      finish(end.outcome.error(), end);
      return;
    }
    end_ = std::move(end);
    if (!is_pausing_) relay();
  }

  /// Sends the next piece, and pauses after it. A last word that may still go on has to wait for
  /// the answerer.
  void relay() {
    is_pausing_ = false;
    const auto rest = std::string_view{text_}.substr(relayed_);
    const auto piece = is_paced() ? next_piece(rest, words_) : rest;
    const bool may_go_on = is_paced() && !end_ && piece.size() == rest.size();
    if (!piece.empty() && !may_go_on) {
      relayed_ += piece.size();
      send_message(task_.to, answer_text{task_.generation, std::string{piece}});
      is_pausing_ = is_paced();
    }
    // Whole as soon as all of it was shown: a takeover after the last word cuts nothing.
    if (end_ && relayed_ == text_.size()) {
      finish(answering::answer{std::move(text_), std::move(end_->citations),
                               end_->outcome->confidence, end_->outcome->offer_human},
             *end_);
    } else if (is_pausing_) {
      delayed_send(this, step_, next_words{});
    }
  }

  void finish(domain::result<answering::answer> outcome, answer_written& end) {
    send_message(task_.to,
                 answer_whole{task_.generation, std::move(outcome), std::move(end.intents)});
    quit();
  }

  [[nodiscard]] bool is_paced() const { return task_.words_per_second > 0; }

  answer_task task_;
  std::stop_source cancellation_;
  std::string text_;         ///< as far as it was written
  std::size_t relayed_ = 0;  ///< bytes of it
  std::optional<answer_written> end_;
  std::size_t words_ = 1;
  std::chrono::milliseconds step_{33};
  bool is_pausing_ = false;  ///< a `next_words` is on its way
};

}  // namespace

streamer_handle spawn_answer_streamer(caf::actor_system& system, answer_task task) {
  return system.spawn<answer_streamer>(std::move(task));
}

std::string_view next_piece(std::string_view text, std::size_t words) noexcept {
  constexpr std::string_view blank = " \t\n";
  std::size_t end = 0;
  for (std::size_t word = 0; word < words && end < text.size(); ++word) {
    end = std::min(text.find_first_not_of(blank, end), text.size());
    end = std::min(text.find_first_of(blank, end), text.size());
    end = std::min(text.find_first_not_of(blank, end), text.size());
  }
  return text.substr(0, end);
}

}  // namespace takeover::actors
