#include "actors/conversations/conversation_actor.hpp"

#include <algorithm>
#include <caf/send.hpp>
#include <exception>
#include <utility>

#include "actors/log.hpp"

namespace takeover::actors {
namespace {

/// How often a command is decided anew after another process was faster.
constexpr int max_attempts = 20;
/// The claim ends because the holder is away, and not because they did not answer at the end of the
/// shift.
bool is_lapse_of_absent(const domain::conversation& now, const domain::decision& decided) {
  const bool lapses =
      !decided.entries.empty() && decided.entries.back().kind == domain::entry_kind::lapsed;
  return lapses && !(now.shift && now.shift->asked_at);
}

}  // namespace

void passage::then(std::function<void()> what) {
  {
    const std::lock_guard lock{mutex_};
    if (!passed_) return waiting_.push_back(std::move(what));
  }
  what();
}

void passage::pass() {
  std::vector<std::function<void()>> ready;
  {
    const std::lock_guard lock{mutex_};
    passed_ = true;
    ready.swap(waiting_);
  }
  for (const auto& what : ready) what();
}

conversation_actor::conversation_actor(caf::actor_config& config, domain::conversation_id id,
                                       std::shared_ptr<conversation_deps> deps,
                                       std::shared_ptr<std::atomic<std::size_t>> pending)
    : conversation_handle::base(config),
      id_(id),
      deps_(std::move(deps)),
      pending_(std::move(pending)) {}

conversation_actor::behavior_type conversation_actor::make_behavior() {
  // An exception that left a handler would end the actor without a word: it is caught here, once
  // for all of them.
  const auto guarded = [this](auto handler) {
    return [this, handler](auto& news) {
      try {
        handler(news);
      } catch (const std::exception& problem) {
        fail_and_quit(problem.what());
      }
    };
  };
  const auto arrived = guarded([this](request_arrived& news) { take({std::move(news.what)}); });
  const auto read = guarded([this](loaded& news) { on_loaded(news); });
  const auto stored = guarded([this](saved& news) { on_saved(news); });
  const auto found = guarded([this](looked_up& news) { on_looked_up(news); });
  const auto recalled = guarded([this](answer_found& news) { on_answer_found(news); });
  const auto gone = guarded([this](rows_deleted& news) { on_rows_deleted(news); });
  const auto text = guarded([this](answer_text& news) { take({std::move(news)}); });
  const auto whole = guarded([this](answer_whole& news) { take({std::move(news)}); });
  return {[arrived](request_arrived& news) { arrived(news); },
          [read](loaded& news) { read(news); },
          [stored](saved& news) { stored(news); },
          [found](looked_up& news) { found(news); },
          [recalled](answer_found& news) { recalled(news); },
          [gone](rows_deleted& news) { gone(news); },
          [text](answer_text& news) { text(news); },
          [whole](answer_whole& news) { whole(news); },
          [this](retire_if_idle) { on_retire_if_idle(); },
          [this](shut_down) { on_shut_down(); }};
}

void conversation_actor::on_exit() {
  if (answer_) {
    caf::anon_send(answer_->streamer, cancel_answer{});
    deps_->running_answers.fetch_sub(1, std::memory_order_relaxed);
  }
  if (!audience_.empty()) deps_->parts.announcements.close(here(), announcer::ending::rejoin);
  // A conversation that retired has no audience, and may be alive again already.
  if (audience_.has_visitor()) deps_->online.visitor_offline(id_);
  deps_->home.ended(id_, address());
  current_.reset();
  queue_.clear();
  waiters_.clear();
  answer_.reset();
}

void conversation_actor::take(work next) {
  queue_.push_back(std::move(next));
  pump();
}

void conversation_actor::pump() {
  std::size_t taken = 0;
  while (turn_ == turn::free && taken < queue_.size()) {
    current_ = std::make_unique<work>(std::move(queue_[taken++]));
    if (std::holds_alternative<conversation_request>(current_->what))
      pending_->fetch_sub(1, std::memory_order_relaxed);
    run_current();
  }
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(taken));
  if (turn_ == turn::free) {
    // Most conversations are silent most of the time: nothing is kept for the next request.
    current_.reset();
    queue_ = {};
  }
  if (stopping_ && turn_ == turn::free) quit();
}

void conversation_actor::run_current() {
  if (auto* request = std::get_if<conversation_request>(&current_->what)) {
    // Who goes needs no rows.
    if (auto* leave = std::get_if<leave_request>(request)) return handle(*leave);
  }
  switch (rows_) {
    case rows::unread: load(); return;
    case rows::missing: refuse_current(domain::fail(domain::errc::not_found)); return;
    case rows::deleted: refuse_as_deleted(); return;
    case rows::present: break;
  }
  auto& what = current_->what;
  if (auto* request = std::get_if<conversation_request>(&what)) {
    std::visit([this](auto& asked) { handle(asked); }, *request);
  } else if (auto* text = std::get_if<answer_text>(&what)) {
    handle(*text);
  } else {
    handle(std::get<answer_whole>(what));
  }
}

void conversation_actor::commit(domain::command wanted) {
  const auto with = surroundings(wanted);

  auto decided = domain::decide(model_.state, wanted, with);
  // What would be stored is fenced. What is refused, or changes nothing, has to be true by itself.
  if ((!decided || decided->empty()) && reads_first()) return;
  if (!decided) {
    if (const auto& client_id = current_client_id(); !client_id.empty()) {
      look_up(client_id, std::move(decided.error()));
    } else {
      refuse_current(decided.error());
    }
    return;
  }
  if (decided->empty()) {
    succeed({}, fence_for_current());
    return;
  }
  saving_ = std::make_unique<domain::decision>(std::move(*decided));
  turn_ = turn::waiting_for_storage;
  storage::conversation_change change{model_.state.epoch, model_.state.last_seq, *saving_, with.now,
                                      std::nullopt};
  if (deps_->beats.are_needed() && is_lapse_of_absent(model_.state, *saving_))
    change.if_holder_unseen_since = deps_->beats.fresh_since(with.now);
  deps_->parts.store.submit(std::move(change), [me = self()](storage::commit_outcome outcome) {
    caf::anon_send(me, saved{std::move(outcome)});
  });
}

void conversation_actor::on_saved(saved& news) {
  turn_ = turn::free;
  if (auto* stored = std::get_if<storage::committed>(&news.outcome)) {
    apply(*stored);
  } else if (auto* known = std::get_if<storage::duplicate>(&news.outcome)) {
    answer_repeated(known->first);
  } else {
    const auto& problem = std::get<domain::error>(news.outcome);
    if (problem == domain::errc::conflict && ++current_->attempts < max_attempts) {
      rows_ = rows::unread;
      saving_.reset();
      run_current();
    } else {
      if (problem == domain::errc::deleted) be_deleted({});
      log_error("conversation could not store a change", id_.str(), domain::name_of(problem.code));
      refuse_current(problem);
      // Unknown whether it was stored: what is in memory cannot be trusted any more, and who
      // listens shall hear of it now and not with the next command.
      if (problem == domain::errc::unavailable || problem == domain::errc::conflict) {
        rows_ = rows::unread;
        saving_.reset();
        current_.reset();
        if (!audience_.empty()) load();
      }
    }
  }
  if (turn_ == turn::free) saving_.reset();
  pump();
}

void conversation_actor::apply(storage::committed& news) {
  const auto before = std::move(model_.state);
  model_.state = std::move(saving_->next);
  for (auto& e : saving_->entries) {
    if (news.lead && e.kind == domain::entry_kind::lead_captured) e.meta.lead = news.lead->id;
    if (e.kind == domain::entry_kind::message)
      model_.last = domain::summarize(e, model_.agent_name);
  }
  if (news.lead) {
    model_.captured = news.lead;
    if (!news.lead->fields.name.empty()) model_.visitor_name = news.lead->fields.name;
    model_.visitor_email = news.lead->fields.email;
  }
  keep_line();
  auto passed = fence_for_current();
  announce_entries(saving_->entries, before.visitor_seq,
                   model_.state.epoch != before.epoch || saving_->lead ? view() : nullptr, passed);
  if (model_.state.epoch != before.epoch) end_answer();
  succeed(news, std::move(passed));
  maybe_start_answer();
  if (news.lead)
    caf::anon_send(
        deps_->leads,
        lead_moved{{*news.lead, model_.state.controller,
                    model_.state.claim ? std::optional{model_.state.claim->holder} : std::nullopt,
                    model_.last},
                   lead_change::captured});
  tell_workspace();
  look_at_holder();
}

void conversation_actor::announce_entries(const std::vector<domain::entry>& entries,
                                          domain::seq_t visitor_prev, const shared_view& shown,
                                          const fence& passed) {
  const auto& everyone = audience_.everyone();
  if (everyone.none()) return;
  for (const auto& e : entries) {
    entry_added news{e, e.seq - 1, visitor_prev,
                     e.kind == domain::entry_kind::message ? nullptr : shown,
                     e.meta.epoch.value_or(0)};
    if (domain::visible_to_visitor(e)) visitor_prev = e.seq;
    deps_->parts.announcements.announce(
        here(), news, domain::visible_to_visitor(e) ? everyone : audience_.members_only(),
        e.meta.epoch ? passed : fence{});
  }
}

void conversation_actor::look_up(const std::string& client_id, domain::error refusal) {
  turn_ = turn::waiting_for_storage;
  // Refused now, but perhaps done before: a retry hears what its first try did.
  const bool queued =
      deps_->parts.store.read([me = self(), id = id_, client_id, refusal](storage::reader& data) {
        looked_up news{refusal, std::nullopt};
        try {
          news.first = data.entry_by_client_id(id, client_id);
        } catch (const std::exception& problem) {
          news.refusal = why_unread(id, problem);
        }
        caf::anon_send(me, std::move(news));
      });
  if (queued) return;
  turn_ = turn::free;
  refuse_current(
      {domain::errc::overloaded, "The database is busy.", {}, {}, std::chrono::seconds{1}});
}

void conversation_actor::on_looked_up(looked_up& news) {
  turn_ = turn::free;
  if (news.first) {
    answer_repeated(*news.first);
  } else {
    refuse_current(news.refusal);
  }
  pump();
}

void conversation_actor::on_rows_deleted(rows_deleted& news) {
  turn_ = turn::free;
  auto& asked = std::get<delete_request>(std::get<conversation_request>(current_->what));
  if (!news.outcome) {
    if (news.outcome.error() == domain::errc::deleted) be_deleted({});
    if (news.outcome.error() == domain::errc::unavailable) rows_ = rows::unread;
    asked.done(news.outcome.error());
    pump();
    return;
  }
  model_.state.workspace =
      asked.by.workspace;  // of one that could not be read it is not known otherwise
  be_deleted(asked.by.name);
  caf::anon_send(deps_->notifications, row_gone{asked.by.workspace, id_});
  asked.done(std::monostate{});
  pump();
}

/// Whoever listens is told, and nothing of it goes on. `by`: empty, if another process did it and
/// nobody here knows who.
void conversation_actor::be_deleted(const std::string& by) {
  rows_ = rows::deleted;
  end_answer();
  if (!audience_.empty())
    deps_->parts.announcements.announce(here(), conversation_removed{by},
                                        audience_.without_streams());
  deps_->parts.announcements.close(here(), announcer::ending::gone);
  audience_.clear();
  deps_->online.visitor_offline(id_);
  model_.state.queued_at.reset();
  keep_line();
}

void conversation_actor::on_retire_if_idle() {
  const bool idle =
      turn_ == turn::free && queue_.empty() && audience_.empty() && !answer_ && waiters_.empty();
  const bool timed = rows_ == rows::present && model_.state.deadline_at;
  if (idle && !timed && deps_->home.retire(id_)) quit();
}

void conversation_actor::on_shut_down() {
  stopping_ = true;
  queue_.clear();  // each reply that goes unanswered says that the outcome is
                   // unknown
  if (turn_ == turn::free) quit();
}

void conversation_actor::fail_and_quit(const char* why) {
  log_error("conversation failed", id_.str(), why);
  quit(caf::exit_reason::unhandled_exception);
}

}  // namespace takeover::actors
