#include "actors/conversations/conversation_actor.hpp"

#include <exception>
#include <utility>

#include "actors/log.hpp"
#include "domain/conversations/repeated_command.hpp"
#include "storage/conversations/conversation_change.hpp"
#include "storage/conversations/timeline.hpp"
#include "storage/tokens.hpp"

namespace takeover::actors {
namespace {

/// How often a command is decided again after another process was faster (optimistic concurrency).
constexpr int max_attempts = 20;

/// The claim ends because the holder is away, and not because they did not answer at the end of the
/// shift.
bool is_lapse_of_absent(const domain::conversation& now, const domain::decision& decided) {
  const bool lapses =
      !decided.entries.empty() && decided.entries.back().kind == domain::entry_kind::lapsed;
  return lapses && !(now.shift && now.shift->asked_at);
}

}  // namespace

conversation_actor::conversation_actor(caf::actor_config& config, domain::conversation_id id,
                                       std::shared_ptr<conversation_deps> deps,
                                       std::shared_ptr<std::atomic<std::size_t>> pending)
    : conversation_handle::base(config),
      id_(id),
      deps_(std::move(deps)),
      pending_(std::move(pending)) {}

conversation_actor::behavior_type conversation_actor::make_behavior() {
  using this_actor = conversation_actor;
  return {on(&this_actor::on_request),
          on(&this_actor::on_rows_loaded),
          on(&this_actor::on_change_stored),
          on(&this_actor::on_first_entry_read),
          on(&this_actor::on_answer_read),
          on(&this_actor::on_rows_deleted),
          on(&this_actor::on_answer_text),
          on(&this_actor::on_answer_whole),
          on(&this_actor::on_visitor_stays_away),
          on(&this_actor::on_retire_if_idle),
          on(&this_actor::on_shut_down)};
}

void conversation_actor::on_exit() {
  if (answer_.is_running()) {
    send_message(streamer_, cancel_answer{});
    deps_->running_answers.fetch_sub(1, std::memory_order_relaxed);
  }
  if (!audience_.empty()) deps_->parts.announcements.close(here(), announcer::ending::rejoin);
  // A conversation that retired has no audience, and may be alive again already.
  if (audience_.has_visitor() || visitor_gone_at_)
    deps_->presence.visitor_offline(id_, visitor_gone_at_.value_or(deps_->parts.clock.now()));
  deps_->registry.ended(id_, address());
  doubt_feed();
  // Promises that go unanswered say that the outcome is unknown.
  commands_.release();
  answer_ = {};
  streamer_ = nullptr;
}

void conversation_actor::take(conversation_task task) {
  commands_.push(std::move(task));
  pump();
}

void conversation_actor::pump() {
  while (const auto* task = commands_.begin_next()) {
    if (std::holds_alternative<conversation_request>(task->what))
      pending_->fetch_sub(1, std::memory_order_relaxed);
    run_current();
  }
  if (commands_.waits_for_storage()) return;
  commands_.release();
  if (stopping_) quit();
}

void conversation_actor::run_current() {
  auto* request = current_request();
  // A listener that leaves needs no rows.
  if (auto* leave = request != nullptr ? std::get_if<leave_request>(request) : nullptr)
    return handle(*leave);
  switch (rows_) {
    case row_state::unread: load(); return;
    case row_state::missing: refuse_current(domain::fail(domain::errc::not_found)); return;
    case row_state::deleted: refuse_as_deleted(); return;
    case row_state::present: break;
  }
  auto& what = commands_.current()->what;
  if (request != nullptr) {
    std::visit([this](auto& alternative) { handle(alternative); }, *request);
  } else if (auto* text = std::get_if<answer_text>(&what)) {
    handle(*text);
  } else {
    handle(std::get<answer_whole>(what));
  }
}

void conversation_actor::commit(const domain::command& command) {
  const auto context = decision_context(command);
  auto decided = domain::decide(model_.state, command, context);
  // A change that is stored is fenced. A refusal, or a command that changes nothing, is not: it
  // must not rest on stale memory.
  if ((!decided || decided->empty()) && reload_before_refusing()) return;
  if (!decided) {
    if (const auto& client_id = domain::client_id_of(command); !client_id.empty()) {
      look_up(client_id, std::move(decided.error()));
    } else {
      refuse_current(decided.error());
    }
    return;
  }
  if (decided->empty()) {
    succeed(answer_after_flush());
    return;
  }
  auto& decision = commands_.current()->decision;
  decision = std::make_unique<domain::decision>(std::move(*decided));
  commands_.wait_for_storage();
  storage::conversation_change change{model_.state.epoch, model_.state.last_seq, *decision,
                                      context.now, std::nullopt};
  if (deps_->processes.is_shared() && is_lapse_of_absent(model_.state, *decision))
    change.if_holder_unseen_since = deps_->processes.fresh_since(context.now);
  deps_->parts.store.submit(std::move(change), [me = self()](storage::commit_outcome outcome) {
    send_message(me, change_stored{std::move(outcome)});
  });
}

void conversation_actor::on_change_stored(change_stored& message) {
  commands_.storage_answered();
  auto& task = *commands_.current();
  if (auto* committed = std::get_if<storage::committed>(&message.outcome)) {
    apply(*committed);
  } else if (auto* known = std::get_if<storage::duplicate>(&message.outcome)) {
    answer_repeated(known->first);
  } else {
    const auto& problem = std::get<domain::error>(message.outcome);
    if (problem == domain::errc::conflict && ++task.attempts < max_attempts) {
      rows_ = row_state::unread;
      task.decision.reset();
      run_current();
    } else {
      if (problem == domain::errc::unavailable) doubt_feed();
      if (problem == domain::errc::deleted) mark_deleted({});
      log_store_failure("conversation could not store a change", id_.str(), problem);
      refuse_current(problem);
      // Unknown whether it was stored: memory cannot be trusted any more, and listeners shall hear
      // of it now and not with the next command.
      if (problem == domain::errc::unavailable || problem == domain::errc::conflict) {
        rows_ = row_state::unread;
        commands_.drop_current();
        if (!audience_.empty()) load();
      }
    }
  }
  if (auto* current = commands_.current(); current != nullptr && !commands_.waits_for_storage())
    current->decision.reset();
  pump();
}

void conversation_actor::doubt_feed() {
  const auto* task = commands_.current();
  if (task != nullptr && task->decision && task->decision->lead)
    send_message(deps_->leads, feed_uncertain{model_.state.workspace});
}

void conversation_actor::apply(storage::committed& stored) {
  auto& decision = *commands_.current()->decision;
  const auto before = std::move(model_.state);
  model_.state = std::move(decision.next);
  for (auto& e : decision.entries) {
    if (stored.lead && e.kind == domain::entry_kind::lead_captured)
      domain::name_lead(e.meta, stored.lead->id);
    if (e.kind == domain::entry_kind::message)
      model_.last = domain::summarize(e, model_.agent_name);
  }
  if (stored.lead) {
    model_.captured = stored.lead;
    // What this visitor said of themselves: the lead may say what another one did.
    const auto& given = decision.lead->fields;
    if (!given.name.empty()) model_.visitor_name = given.name;
    model_.visitor_email = given.email;
  }
  update_queue_position();
  auto token = answer_after_flush();
  announce_entries(decision.entries, before.visitor_seq,
                   model_.state.epoch != before.epoch || decision.lead ? view() : nullptr, token);
  if (model_.state.epoch != before.epoch) end_answer();
  // Sent before the acknowledgement: a client that saw it finds the lead in its next feed poll.
  if (stored.lead)
    send_message(
        deps_->leads,
        lead_stored{{*stored.lead, model_.state.controller,
                     model_.state.claim ? std::optional{model_.state.claim->holder} : std::nullopt,
                     model_.last},
                    lead_change::captured});
  succeed(std::move(token));
  maybe_start_answer();
  publish_summary();
  recheck_holder();
}

void conversation_actor::announce_entries(const std::vector<domain::entry>& entries,
                                          domain::seq_t visitor_prev, const shared_view& shown,
                                          const flush_token& token) {
  const auto& everyone = audience_.everyone();
  if (everyone.none()) return;
  for (const auto& e : entries) {
    entry_added added{e, e.seq - 1, visitor_prev,
                      e.kind == domain::entry_kind::message ? nullptr : shown,
                      e.meta.epoch.value_or(0)};
    if (domain::visible_to_visitor(e)) visitor_prev = e.seq;
    deps_->parts.announcements.announce(
        here(), added, domain::visible_to_visitor(e) ? everyone : audience_.members_only(),
        e.meta.epoch ? token : flush_token{});
  }
}

void conversation_actor::look_up(const std::string& client_id, domain::error refusal) {
  commands_.wait_for_storage();
  // Refused now, but perhaps done before: a retry hears what its first try did.
  const bool queued = ask_store(
      deps_->parts.store, self(),
      [id = id_, client_id, refusal](storage::reader& data) {
        return first_entry_read{refusal, storage::timeline::by_client_id(data, id, client_id)};
      },
      [id = id_](const std::exception& problem) {
        return first_entry_read{unreadable(id, problem)};
      });
  if (queued) return;
  commands_.storage_answered();
  refuse_current(database_busy());
}

void conversation_actor::on_first_entry_read(first_entry_read& message) {
  commands_.storage_answered();
  if (message.first) {
    answer_repeated(*message.first);
  } else {
    refuse_current(message.refusal);
  }
  pump();
}

void conversation_actor::on_rows_deleted(rows_deleted& message) {
  commands_.storage_answered();
  auto& request = std::get<delete_request>(*current_request());
  if (!message.outcome) {
    if (message.outcome.error() == domain::errc::deleted) mark_deleted({});
    if (message.outcome.error() == domain::errc::unavailable) rows_ = row_state::unread;
    request.done(message.outcome.error());
    pump();
    return;
  }
  // Of rows that could not be read, the workspace is not known otherwise.
  model_.state.workspace = request.by.workspace;
  mark_deleted(request.by.name);
  send_message(deps_->notifications, summary_removed{request.by.workspace, id_});
  request.done(std::monostate{});
  pump();
}

void conversation_actor::mark_deleted(const std::string& by) {
  rows_ = row_state::deleted;
  end_answer();
  if (!audience_.empty())
    deps_->parts.announcements.announce(here(), conversation_removed{by},
                                        audience_.without_streams());
  deps_->parts.announcements.close(here(), announcer::ending::gone);
  audience_.clear();
  visitor_gone_at_.reset();
  deps_->presence.forget_visitor(id_);
  model_.state.queued_at.reset();
  update_queue_position();
}

void conversation_actor::on_retire_if_idle(retire_if_idle&) {
  const bool idle =
      commands_.is_idle() && audience_.empty() && !visitor_gone_at_ && answer_.is_idle();
  const bool timed = rows_ == row_state::present && model_.state.deadline_at;
  if (idle && !timed && deps_->registry.retire(id_)) quit();
}

void conversation_actor::on_shut_down(shut_down&) {
  stopping_ = true;
  commands_.drop_waiting();
  if (!commands_.waits_for_storage()) quit();
}

void conversation_actor::fail_and_quit(const char* why) {
  log_error("conversation failed", id_.str(), why);
  quit(caf::exit_reason::unhandled_exception);
}

}  // namespace takeover::actors
