// The running answer of a conversation: when one starts, who waits for it, how it ends.
#include <algorithm>
#include <caf/send.hpp>
#include <functional>

#include "actors/conversations/answer_streamer.hpp"
#include "actors/conversations/conversation_actor.hpp"
#include "actors/log.hpp"
#include "domain/text/utf8.hpp"

namespace takeover::actors {

namespace {

constexpr int replies_looked_through = 50;
/// So many numbers has each millisecond. Source: docs/decisions/0004.
constexpr domain::generation_t lanes = 1'000;

/// What the agent said to the message `seq`, if it spoke before anybody else took the conversation.
/// Runs on a reader's thread.
std::vector<domain::entry> replies_to(storage::reader& rows, domain::conversation_id id,
                                      domain::seq_t seq) {
  auto page = rows.timeline(
      {id, storage::timeline_audience::visitor, seq, std::nullopt, replies_looked_through});
  for (auto& e : page.entries) {
    if (e.kind == domain::entry_kind::lead_captured) continue;
    if (e.kind != domain::entry_kind::message || e.role == domain::message_role::human_agent) break;
    if (e.role != domain::message_role::visitor) return {std::move(e)};
  }
  return {};
}

/// What was said in the same breath as the message was stored: that nobody is there.
bool is_answer_in_itself(const domain::entry& e) {
  return e.kind == domain::entry_kind::message && e.role == domain::message_role::system;
}

}  // namespace

bool conversation_actor::is_answer_due(const domain::entry& message) const {
  return model_.state.controller == domain::controller::bot &&
         message.seq > model_.state.answered_seq;
}

void conversation_actor::look_up_answer(const domain::entry& first) {
  turn_ = turn::waiting_for_storage;
  const bool queued =
      deps_->parts.store.read([me = self(), id = id_, first](storage::reader& data) {
        answer_found news{first, {}};
        try {
          news.replies = replies_to(data, id, first.seq);
        } catch (const std::exception& problem) {  // the message is safe all the same
          log_error("conversation could not read an answer", id.str(), problem.what());
        }
        caf::anon_send(me, std::move(news));
      });
  if (queued) return;
  turn_ = turn::free;
  refuse_current(
      {domain::errc::overloaded, "The database is busy.", {}, {}, std::chrono::seconds{1}});
}

void conversation_actor::on_answer_found(answer_found& news) {
  turn_ = turn::free;
  saving_.reset();
  auto& said = std::get<visitor_says>(std::get<conversation_request>(current_->what));
  said.accepted(posted{news.first, true});
  answered outcome{std::move(news.replies), false};
  if (!outcome.replies.empty()) outcome.interrupted = outcome.replies.back().meta.interrupted;
  if (said.stream) {
    auto& out = deps_->parts.announcements;
    out.tell(*said.stream, here(), listener_kind::visitor_stream, stream_accepted{news.first});
    for (const auto& e : outcome.replies)
      out.tell(*said.stream, here(), listener_kind::visitor_stream,
               entry_added{e, 0, 0, nullptr, 0});
  }
  answer_waiter waiter{news.first.seq, said.done, said.stream};
  finish_waiter(waiter, std::move(outcome));
  pump();
}

void conversation_actor::await_answer(visitor_says& asked, const domain::entry& mine) {
  const bool due = is_answer_due(mine);
  answer_waiter waiter{mine.seq, asked.done, asked.stream};
  if (asked.stream) {
    auto& out = deps_->parts.announcements;
    out.tell(*asked.stream, here(), listener_kind::visitor_stream, stream_accepted{mine});
    if (due) {
      const bool had_visitor = audience_.has_visitor();
      audience_.add({*asked.stream, listener_kind::visitor_stream, {}});
      visitor_moved(had_visitor);
      admission from{model_.state.visitor_seq, nullptr, {}};
      if (answer_ && !answer_->shown.text.empty())
        from.so_far = std::make_shared<const answer_delta>(
            answer_delta{answer_->shown.generation, answer_->shown.epoch, 0, answer_->shown.text});
      out.admit(*asked.stream, here(), listener_kind::visitor_stream, from);
    }
  }
  if (due) {
    waiters_.push_back(std::move(waiter));
    return;
  }
  answered outcome;
  if (saving_)
    std::ranges::copy_if(saving_->entries, std::back_inserter(outcome.replies),
                         is_answer_in_itself);
  if (waiter.stream)
    for (const auto& e : outcome.replies)
      deps_->parts.announcements.tell(*waiter.stream, here(), listener_kind::visitor_stream,
                                      entry_added{e, 0, 0, nullptr, 0});
  finish_waiter(waiter, std::move(outcome));
}

void conversation_actor::maybe_start_answer() {
  const auto& state = model_.state;
  if (stopping_ || answer_ || rows_ != rows::present ||
      state.controller != domain::controller::bot || !state.has_open_question())
    return;
  // Numbers are times, so that none comes again after a restart, and none needs a column; and each
  // process has its own, since two may answer the same.
  const auto lane =
      static_cast<domain::generation_t>(std::hash<std::string>{}(deps_->beats.process()) % lanes);
  last_generation_ =
      std::max(last_generation_ + lanes, domain::to_ms(deps_->parts.clock.now()) * lanes + lane);
  answer_ = std::make_unique<answer_in_progress>();
  answer_->shown = {last_generation_, state.epoch, state.last_question_seq, {}};
  answer_->streamer =
      spawn_answer_streamer(system(), {deps_->parts, deps_->options.words_per_second, self(),
                                       last_generation_, state.agent, id_, state.answered_seq,
                                       state.last_question_seq, state.visitor_message_count});
  deps_->running_answers.fetch_add(1, std::memory_order_relaxed);
}

void conversation_actor::handle(answer_text& news) {
  if (!answer_ || answer_->shown.generation != news.generation ||
      answer_->shown.epoch != model_.state.epoch) {
    deps_->stale_outputs.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  answer_delta piece{news.generation, answer_->shown.epoch, answer_->units, std::move(news.text)};
  answer_->units += domain::utf16_length(piece.text);
  answer_->shown.text += piece.text;
  if (!audience_.empty()) deps_->parts.announcements.announce(here(), piece, audience_.everyone());
}

void conversation_actor::handle(answer_whole& news) {
  if (!answer_ || answer_->shown.generation != news.generation ||
      answer_->shown.epoch != model_.state.epoch) {
    deps_->stale_outputs.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  domain::finish_answer whole{news.generation, answer_->shown.epoch, answer_->shown.covers, {}, {}};
  if (news.outcome && !news.outcome->text.empty()) {
    // Copied: after a conflict it is decided once more.
    whole.text = news.outcome->text;
    whole.meta.citations = news.outcome->citations;
    whole.meta.confidence = domain::rounded_confidence(news.outcome->confidence);
    whole.meta.offer_human = news.outcome->offer_human;
    whole.meta.rules = news.intents.rules;
    whole.meta.intent = news.intents.contact_phrase;
  } else {
    // The visitor is never left without a word.
    whole.text = "Sorry, I couldn't answer that just now. Would you like to talk to a human?";
    whole.meta.offer_human = true;
    whole.meta.failed = true;
  }
  commit(std::move(whole));
}

void conversation_actor::complete_answer(const domain::entry& whole) {
  if (!answer_) return;
  const auto covers = answer_->shown.covers;
  answer_.reset();
  deps_->running_answers.fetch_sub(1, std::memory_order_relaxed);
  const auto answered_now = std::stable_partition(
      waiters_.begin(), waiters_.end(), [&](const answer_waiter& w) { return w.seq > covers; });
  std::vector<answer_waiter> finished{std::make_move_iterator(answered_now),
                                      std::make_move_iterator(waiters_.end())};
  waiters_.erase(answered_now, waiters_.end());
  for (auto& waiter : finished) finish_waiter(waiter, {{whole}, false});
}

/// Another process has answered what was being answered here, too: those who wait here get its
/// answer.
void conversation_actor::pass_on_answers(const std::vector<domain::entry>& missed) {
  const auto answer_to = [&](const answer_waiter& waiter) {
    return std::ranges::find_if(missed, [&](const domain::entry& e) {
      return e.seq > waiter.seq && e.role == domain::message_role::agent;
    });
  };
  const auto first =
      std::stable_partition(waiters_.begin(), waiters_.end(),
                            [&](const answer_waiter& w) { return answer_to(w) == missed.end(); });
  std::vector<answer_waiter> finished{std::make_move_iterator(first),
                                      std::make_move_iterator(waiters_.end())};
  waiters_.erase(first, waiters_.end());
  for (auto& waiter : finished)
    finish_waiter(waiter, {{*answer_to(waiter)}, answer_to(waiter)->meta.interrupted});
}

void conversation_actor::end_answer() {
  answered outcome{{}, answer_ != nullptr};
  if (saving_) {
    for (const auto& e : saving_->entries)
      if (e.meta.interrupted) outcome.replies.push_back(e);
  }
  if (answer_) {
    caf::anon_send(answer_->streamer, cancel_answer{});
    if (outcome.replies.empty() && !audience_.empty())
      deps_->parts.announcements.announce(
          here(), answer_ended{answer_->shown.generation, answer_->shown.epoch},
          audience_.without_streams());
    answer_.reset();
    deps_->running_answers.fetch_sub(1, std::memory_order_relaxed);
  }
  auto left = std::move(waiters_);
  waiters_.clear();
  for (auto& waiter : left) finish_waiter(waiter, outcome);
}

void conversation_actor::finish_waiter(answer_waiter& waiter, answered outcome) {
  if (waiter.stream) {
    deps_->parts.announcements.tell(*waiter.stream, here(), listener_kind::visitor_stream,
                                    stream_done{outcome.interrupted});
    const bool had_visitor = audience_.has_visitor();
    audience_.remove(*waiter.stream);
    visitor_moved(had_visitor);
  }
  waiter.done(std::move(outcome));
}

void conversation_actor::forget_stream(const listener& stream) {
  for (auto& waiter : waiters_)
    if (waiter.stream == stream) waiter.stream.reset();
}

}  // namespace takeover::actors
