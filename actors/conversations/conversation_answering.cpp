// The running answer of a conversation: when one starts, who waits for it, how it ends.
#include <algorithm>
#include <functional>

#include "actors/ask_store.hpp"
#include "actors/conversations/answer_streamer.hpp"
#include "actors/conversations/conversation_actor.hpp"
#include "domain/text/utf8.hpp"
#include "storage/conversations/timeline.hpp"
#include "storage/tokens.hpp"

namespace takeover::actors {

namespace {

constexpr int max_replies_searched = 50;

/// What the agent said to the message `seq`, if it spoke before anybody else took the conversation.
/// Runs on a reader's thread.
std::vector<domain::entry> replies_to(storage::reader& rows, domain::conversation_id id,
                                      domain::seq_t seq) {
  auto page = storage::timeline::page(
      rows, {id, storage::timeline_audience::visitor, seq, std::nullopt, max_replies_searched});
  for (auto& e : page.entries) {
    if (e.kind == domain::entry_kind::lead_captured) continue;
    if (e.kind != domain::entry_kind::message || e.role == domain::message_role::human_agent) break;
    if (e.role != domain::message_role::visitor) return {std::move(e)};
  }
  return {};
}

/// Stored together with the message that it answers: the notice that nobody is available.
bool is_answer_in_itself(const domain::entry& e) {
  return e.kind == domain::entry_kind::message && e.role == domain::message_role::system;
}

domain::finish_answer finished(const domain::running_answer& shown,
                               const domain::result<answering::answer>& outcome,
                               const answering::intent_matches& intents) {
  domain::finish_answer whole{shown.generation, shown.epoch, shown.covers, {}, {}};
  if (outcome && !outcome->text.empty()) {
    // Copied: after a conflict it is decided once more.
    whole.text = outcome->text;
    whole.meta.citations = outcome->citations;
    whole.meta.confidence = domain::rounded_confidence(outcome->confidence);
    whole.meta.offer_human = outcome->offer_human;
    whole.meta.rules = intents.rules;
    whole.meta.intent = intents.contact_phrase;
  } else {
    // The visitor is never left without a word.
    whole.text = "Sorry, I couldn't answer that just now. Would you like to talk to a human?";
    whole.meta.offer_human = true;
    whole.meta.failed = true;
  }
  return whole;
}

}  // namespace

bool conversation_actor::is_answer_due(const domain::entry& message) const {
  return model_.state.controller == domain::controller::bot &&
         message.seq > model_.state.answered_seq;
}

void conversation_actor::look_up_answer(const domain::entry& first) {
  commands_.wait_for_storage();
  const bool queued = ask_store(
      deps_->parts.store, self(),
      [id = id_, first](storage::reader& data) {
        return answer_read{first, replies_to(data, id, first.seq)};
      },
      [id = id_, first](const std::exception& problem) {  // the message is safe all the same
        log_store_failure("conversation could not read an answer", id.str(), problem);
        return answer_read{first};
      });
  if (queued) return;
  commands_.storage_answered();
  refuse_current(database_busy());
}

void conversation_actor::on_answer_read(answer_read& message) {
  commands_.storage_answered();
  commands_.current()->decision.reset();
  const auto& request = *current_command();
  std::get<domain::promise<posted>>(request.done)(posted{message.first, true});
  answered outcome{std::move(message.replies), false};
  if (!outcome.replies.empty()) outcome.interrupted = outcome.replies.back().meta.interrupted;
  const auto& [promise, stream] = request.answer;
  if (stream) {
    auto& out = deps_->parts.announcements;
    out.tell(*stream, here(), listener_kind::visitor_stream, stream_accepted{message.first});
    for (const auto& e : outcome.replies)
      out.tell(*stream, here(), listener_kind::visitor_stream, entry_added{e, 0, 0, nullptr, 0});
  }
  answer_waiter waiter{message.first.seq, promise, stream};
  finish_waiter(waiter, std::move(outcome));
  pump();
}

void conversation_actor::await_answer(const command_request& request,
                                      const domain::entry& message) {
  const bool due = is_answer_due(message);
  answer_waiter waiter{message.seq, request.answer.done, request.answer.stream};
  auto& out = deps_->parts.announcements;
  if (const auto& stream = waiter.stream) {
    out.tell(*stream, here(), listener_kind::visitor_stream, stream_accepted{message});
    if (due) {
      const bool had_visitor = audience_.has_visitor();
      audience_.add({*stream, listener_kind::visitor_stream, {}});
      visitor_presence_changed(had_visitor);
      out.admit(*stream, here(), listener_kind::visitor_stream,
                {model_.state.visitor_seq, answer_.so_far(), {}});
    }
  }
  if (due) {
    answer_.add(std::move(waiter));
    return;
  }
  answered outcome;
  if (const auto& decision = commands_.current()->decision)
    std::ranges::copy_if(decision->entries, std::back_inserter(outcome.replies),
                         is_answer_in_itself);
  if (waiter.stream)
    for (const auto& e : outcome.replies)
      out.tell(*waiter.stream, here(), listener_kind::visitor_stream,
               entry_added{e, 0, 0, nullptr, 0});
  finish_waiter(waiter, std::move(outcome));
}

void conversation_actor::maybe_start_answer() {
  const auto& state = model_.state;
  if (stopping_ || answer_.is_running() || rows_ != row_state::present ||
      state.controller != domain::controller::bot || !state.has_open_question())
    return;
  const auto lane = static_cast<domain::generation_t>(
      std::hash<std::string>{}(deps_->processes.process()) % running_answer::lanes);
  const auto generation =
      answer_.begin(state.epoch, state.last_question_seq, deps_->parts.clock.now(), lane);
  streamer_ = spawn_answer_streamer(
      system(), {deps_->parts, deps_->options.words_per_second, self(), generation, state.agent,
                 id_, state.answered_seq, state.last_question_seq, state.visitor_message_count});
  deps_->running_answers.fetch_add(1, std::memory_order_relaxed);
}

void conversation_actor::handle(answer_text& output) {
  if (!answer_.is_current(output.generation, model_.state.epoch)) {
    deps_->stale_outputs.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  const auto piece = answer_.append(std::move(output.text));
  if (!audience_.empty()) deps_->parts.announcements.announce(here(), piece, audience_.everyone());
}

void conversation_actor::handle(answer_whole& output) {
  if (!answer_.is_current(output.generation, model_.state.epoch)) {
    deps_->stale_outputs.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  commit(finished(*answer_.shown(), output.outcome, output.intents));
}

void conversation_actor::complete_answer(const domain::entry& whole) {
  if (!answer_.is_running()) return;
  const auto covers = answer_.shown()->covers;
  forget_streamer();
  for (auto& waiter : answer_.take_waiters_up_to(covers)) finish_waiter(waiter, {{whole}, false});
}

/// Another process has answered what was being answered here, too: those who wait here get its
/// answer.
void conversation_actor::complete_waiters_from(const std::vector<domain::entry>& entries) {
  for (auto& [waiter, outcome] : answer_.take_waiters_answered_by(entries))
    finish_waiter(waiter, std::move(outcome));
}

void conversation_actor::end_answer() {
  answered outcome{{}, answer_.is_running()};
  const auto* task = commands_.current();
  if (task != nullptr && task->decision)
    std::ranges::copy_if(task->decision->entries, std::back_inserter(outcome.replies),
                         [](const domain::entry& e) { return e.meta.interrupted; });
  if (const auto* shown = answer_.shown()) {
    send_message(streamer_, cancel_answer{});
    if (outcome.replies.empty() && !audience_.empty())
      deps_->parts.announcements.announce(here(), answer_ended{shown->generation, shown->epoch},
                                          audience_.without_streams());
    forget_streamer();
  }
  for (auto& waiter : answer_.take_waiters()) finish_waiter(waiter, outcome);
}

void conversation_actor::finish_waiter(answer_waiter& waiter, answered outcome) {
  if (waiter.stream) {
    deps_->parts.announcements.tell(*waiter.stream, here(), listener_kind::visitor_stream,
                                    stream_done{outcome.interrupted});
    const bool had_visitor = audience_.has_visitor();
    audience_.remove(*waiter.stream);
    visitor_presence_changed(had_visitor);
  }
  waiter.done(std::move(outcome));
}

void conversation_actor::forget_streamer() {
  answer_.end();
  streamer_ = nullptr;
  deps_->running_answers.fetch_sub(1, std::memory_order_relaxed);
}

}  // namespace takeover::actors
