// What the rules look at beside the conversation, and what others are told of it beside its
// audience.
#include <utility>

#include "actors/conversations/conversation_actor.hpp"
#include "domain/text/intent.hpp"

namespace takeover::actors {

namespace {

/// Who holds the conversation after this command; nullopt if nobody in particular.
std::optional<domain::user_id> next_holder(const domain::command& command,
                                           const domain::conversation& now) {
  if (const auto* claim = std::get_if<domain::take_over>(&command)) return claim->by.user;
  if (const auto* transfer = std::get_if<domain::transfer>(&command)) return transfer->to.id;
  const bool holder_stays = std::holds_alternative<domain::keep_going>(command) ||
                            std::holds_alternative<domain::shift_is>(command);
  return holder_stays && now.claim ? std::optional{now.claim->holder.id} : std::nullopt;
}

}  // namespace

domain::presence conversation_actor::presence_of_next_holder(const domain::command& command) const {
  const auto holder = next_holder(command, model_.state);
  return !holder || deps_->presence.is_online(model_.state.workspace, *holder)
             ? domain::presence::connected
             : domain::presence::away;
}

domain::availability_report conversation_actor::availability_now(domain::timestamp now) const {
  const auto& state = model_.state;
  const auto hours = deps_->hours.hours_of(state.workspace, state.agent);
  const auto* outgoing = deps_->parts.outgoing;
  const bool mails = outgoing != nullptr && outgoing->has_mailer();
  auto report =
      domain::check_availability(hours ? std::optional{*hours} : std::nullopt,
                                 deps_->presence.available_members(state.workspace),
                                 mails ? domain::mailer::configured : domain::mailer::none, now);
  // The same notice on another day means another time.
  const bool same_notice = model_.last && model_.last->role == domain::message_role::system &&
                           model_.last->snippet == report.closed_notice;
  report.closed_notice_shown =
      same_notice && hours &&
      domain::next_opening(*hours, model_.last->created_at) == report.opens_at;
  return report;
}

std::optional<domain::timestamp> conversation_actor::next_closing(domain::timestamp now) const {
  const auto hours = deps_->hours.hours_of(model_.state.workspace, model_.state.agent);
  return hours ? domain::next_closing(*hours, now) : std::nullopt;
}

domain::context conversation_actor::decision_context(const domain::command& command) const {
  domain::context context;
  context.now = deps_->parts.clock.now();
  context.claim_grace = deps_->options.claim_grace;
  context.handoff_timeout = deps_->options.handoff_timeout;
  context.answer = answer_.shown();
  context.ids = &deps_->parts.ids;
  context.actor_presence = presence_of_next_holder(command);
  if (model_.state.controller == domain::controller::bot) {
    const auto* message = std::get_if<domain::post_visitor_message>(&command);
    context.offer_stands = message != nullptr && model_.last && model_.last->offers_human;
    const bool wants_human = message != nullptr
                                 ? context.offer_stands || !message->routes.empty() ||
                                       domain::asks_for_human(message->body)
                                 : std::holds_alternative<domain::ask_for_human>(command);
    if (wants_human) context.availability = availability_now(context.now);
  }
  // A hold that lapses may leave a visitor waiting.
  if (std::holds_alternative<domain::deadline_passed>(command))
    context.availability = availability_now(context.now);
  const bool begins_hold = std::holds_alternative<domain::take_over>(command) ||
                           std::holds_alternative<domain::transfer>(command);
  if (begins_hold || std::holds_alternative<domain::keep_going>(command))
    context.shift_ends_at = next_closing(context.now);
  return context;
}

void conversation_actor::recheck_holder() {
  const auto& state = model_.state;
  if (!state.claim || deps_->presence.is_online(state.workspace, state.claim->holder.id) !=
                          state.deadline_at.has_value())
    return;
  pending_->fetch_add(1, std::memory_order_relaxed);
  commands_.push({reevaluate{}});
}

shared_view conversation_actor::view() const {
  live_view live{model_, deps_->presence.visitor_of(id_), std::nullopt};
  const auto& state = model_.state;
  if (state.queued_at && deps_->hours.position_of(state.workspace) == domain::queue_position::shown)
    live.queue_position = deps_->waiting.position_of(id_);
  return std::make_shared<const live_view>(std::move(live));
}

void conversation_actor::update_queue_position() {
  const auto& state = model_.state;
  const auto moved = deps_->waiting.put(state.workspace, id_, state.queued_at,
                                        deps_->presence.visitor_of(id_).now);
  if (deps_->hours.position_of(state.workspace) == domain::queue_position::hidden) return;
  // If another conversation's mailbox is full, its visitor keeps an older number until the next
  // change.
  for (const auto& id : moved) (void)deps_->conversations.send(id, queue_position_changed{});
}

/// A page that is left for another one of the site closes its connection, too: who comes back
/// within the grace was never away.
void conversation_actor::visitor_presence_changed(bool had_visitor) {
  if (had_visitor == audience_.has_visitor()) return;
  if (!had_visitor) {
    const bool came_back = std::exchange(visitor_gone_at_, std::nullopt).has_value();
    deps_->presence.visitor_online(id_);
    if (!came_back) announce_visitor_presence();
    return;
  }
  visitor_gone_at_ = deps_->parts.clock.now();
  visitor_stays_away message{++departures_};
  const auto grace = deps_->options.visitor_grace;
  if (grace == std::chrono::milliseconds{0}) return on_visitor_stays_away(message);
  delayed_send(this, grace, message);
}

void conversation_actor::on_visitor_stays_away(visitor_stays_away& message) {
  if (!visitor_gone_at_ || message.departure != departures_) return;
  deps_->presence.visitor_offline(id_, *std::exchange(visitor_gone_at_, std::nullopt));
  announce_visitor_presence();
}

void conversation_actor::announce_visitor_presence() {
  if (rows_ != row_state::present) return;
  if (model_.state.queued_at) update_queue_position();
  publish_summary();
}

void conversation_actor::publish_summary() {
  if (deps_->presence.workspace_listeners.load(std::memory_order_relaxed) == 0) return;
  send_message(deps_->notifications, summary_changed{view()});
}

}  // namespace takeover::actors
