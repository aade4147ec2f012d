// What a conversation looks at around it, for the rules, and whom it tells of itself beside its
// audience.
#include <caf/send.hpp>

#include "actors/conversations/conversation_actor.hpp"
#include "domain/text/intent.hpp"

namespace takeover::actors {

domain::presence conversation_actor::presence_of_next_holder(const domain::command& wanted) const {
  const auto of = [this](domain::user_id user) {
    return deps_->online.is_online(model_.state.workspace, user) ? domain::presence::connected
                                                                 : domain::presence::away;
  };
  if (const auto* claim = std::get_if<domain::take_over>(&wanted)) return of(claim->by.user);
  if (const auto* transfer = std::get_if<domain::transfer>(&wanted)) return of(transfer->to.id);
  const bool goes_on = std::holds_alternative<domain::keep_going>(wanted) ||
                       std::holds_alternative<domain::shift_is>(wanted);
  if (goes_on && model_.state.claim) return of(model_.state.claim->holder.id);
  return domain::presence::connected;
}

domain::availability_report conversation_actor::availability_now(domain::timestamp now) const {
  const auto& state = model_.state;
  const auto hours = deps_->hours.hours_of(state.workspace, state.agent);
  auto desk = domain::check_availability(hours ? std::optional{*hours} : std::nullopt,
                                         deps_->online.available_members(state.workspace), now);
  // The same words on another day mean another time.
  const bool same_words = model_.last && model_.last->role == domain::message_role::system &&
                          model_.last->snippet == desk.closed_notice;
  desk.closed_notice_shown =
      same_words && hours && domain::next_opening(*hours, model_.last->created_at) == desk.opens_at;
  return desk;
}

std::optional<domain::timestamp> conversation_actor::next_closing(domain::timestamp now) const {
  const auto hours = deps_->hours.hours_of(model_.state.workspace, model_.state.agent);
  return hours ? domain::next_closing(*hours, now) : std::nullopt;
}

domain::context conversation_actor::surroundings(const domain::command& wanted) const {
  domain::context with;
  with.now = deps_->parts.clock.now();
  with.claim_grace = deps_->options.claim_grace;
  with.handoff_timeout = deps_->options.handoff_timeout;
  with.answer = answer_ ? &answer_->shown : nullptr;
  with.ids = &deps_->parts.ids;
  with.actor_presence = presence_of_next_holder(wanted);
  if (model_.state.controller == domain::controller::bot) {
    const auto* said = std::get_if<domain::post_visitor_message>(&wanted);
    with.offer_stands = said != nullptr && model_.last && model_.last->offers_human;
    const bool wants_human =
        said != nullptr
            ? with.offer_stands || !said->routes.empty() || domain::asks_for_human(said->body)
            : std::holds_alternative<domain::ask_for_human>(wanted);
    if (wants_human) with.availability = availability_now(with.now);
  }
  const bool begins_hold = std::holds_alternative<domain::take_over>(wanted) ||
                           std::holds_alternative<domain::transfer>(wanted);
  if (begins_hold || std::holds_alternative<domain::keep_going>(wanted))
    with.shift_ends_at = next_closing(with.now);
  return with;
}

/// The holder may have come or gone while the claim was on its way to disk, and their news found no
/// claim to be told of.
void conversation_actor::look_at_holder() {
  const auto& state = model_.state;
  if (!state.claim || deps_->online.is_online(state.workspace, state.claim->holder.id) !=
                          state.deadline_at.has_value())
    return;
  pending_->fetch_add(1, std::memory_order_relaxed);
  queue_.push_back({look_again{}});
}

shared_view conversation_actor::view() const {
  live_view seen{model_, audience_.has_visitor(), std::nullopt};
  const auto& state = model_.state;
  if (state.queued_at && deps_->hours.position_of(state.workspace) == domain::queue_position::shown)
    seen.queue_position = deps_->line.position_of(id_);
  return std::make_shared<const live_view>(std::move(seen));
}

void conversation_actor::keep_line() {
  const auto& state = model_.state;
  const auto behind = deps_->line.put(state.workspace, id_, state.queued_at);
  if (deps_->hours.position_of(state.workspace) == domain::queue_position::hidden) return;
  // At the bound of another one's mailbox its visitor keeps an older number until the line moves
  // again.
  for (const auto& one : behind) (void)deps_->talk.send(one, line_moved{});
}

void conversation_actor::visitor_moved(bool had_visitor) {
  if (had_visitor == audience_.has_visitor()) return;
  if (had_visitor) {
    deps_->online.visitor_offline(id_);
  } else {
    deps_->online.visitor_online(id_);
  }
  if (rows_ == rows::present) tell_workspace();
}

bool conversation_actor::belongs_to(const domain::visitor_identity& who) const {
  return who.visitor == model_.state.visitor && who.workspace == model_.state.workspace &&
         who.conversation == id_;
}

void conversation_actor::tell_workspace() {
  if (deps_->online.workspace_listeners.load(std::memory_order_relaxed) == 0) return;
  caf::anon_send(deps_->notifications, row_changed{view()});
}

}  // namespace takeover::actors
