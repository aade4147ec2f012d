#include "domain/conversations/decision.hpp"

#include <algorithm>
#include <utility>

#include "domain/people/permissions.hpp"
#include "domain/text/intent.hpp"

namespace takeover::domain {
namespace {

decision unchanged(const conversation& now) {
  decision out;
  out.next = now;
  return out;
}

/// Somebody wrote, asked for a human or left their details. Taking over, handing back and what the
/// clock does are none: a lead does not become recent by them.
bool is_activity(const entry& e) {
  switch (e.kind) {
    case entry_kind::claimed:
    case entry_kind::released:
    case entry_kind::lapsed: return false;
    case entry_kind::queued: return e.meta.reason != "lapse";
    case entry_kind::message:
    case entry_kind::note:
    case entry_kind::lead_captured: break;
  }
  return true;
}

/// Puts an entry at the end of the timeline and moves what follows from that.
entry& append(decision& to, entry e, timestamp now) {
  auto& next = to.next;
  e.seq = ++next.last_seq;
  e.created_at = now;
  if (visible_to_visitor(e)) next.visitor_seq = e.seq;
  if (is_activity(e)) next.last_activity_at = now;
  return to.entries.emplace_back(std::move(e));
}

entry message_of(message_role role, std::string client_id, std::string body) {
  entry e;
  e.kind = entry_kind::message;
  e.role = role;
  e.client_id = std::move(client_id);
  e.body = std::move(body);
  return e;
}

entry change_of(entry_kind kind, std::optional<person> author, epoch_t begins) {
  entry e;
  e.kind = kind;
  e.author = std::move(author);
  e.meta.epoch = begins;
  return e;
}

/// The one place where the controller changes: a new epoch begins, and what the visitor saw of a
/// running answer is kept.
void begin_epoch(decision& to, controller next, const context& with) {
  if (with.answer != nullptr && with.answer->epoch == to.next.epoch && !with.answer->text.empty()) {
    auto seen = message_of(message_role::agent, {}, with.answer->text);
    seen.meta.interrupted = true;
    seen.meta.generation = with.answer->generation;
    append(to, std::move(seen), with.now);
  }
  ++to.next.epoch;
  to.next.controller = next;
  to.next.claim.reset();
  to.next.shift.reset();
  to.next.deadline_at.reset();
  to.next.queued_at.reset();
  if (next == controller::queued) {
    to.next.queued_at = with.now;
    to.next.deadline_at = with.now + with.handoff_timeout;
  }
}

error held_by_other(errc code, const conversation& now) {
  error e = fail(code, now.claim ? now.claim->holder.name + " holds this conversation."
                                 : std::string{"No one holds this conversation. Take over first."});
  if (now.claim) e.holder = now.claim->holder;
  return e;
}

bool holds(const conversation& now, const member& who) {
  return now.claim && now.claim->holder.id == who.user;
}

person as_person(const member& who) { return {who.user, who.name}; }

/// A claim of `holder` begins. A holder without connection gets the grace time to connect.
entry claim_for(decision& to, const person& holder, const context& with) {
  begin_epoch(to, controller::human, with);
  to.next.claim = claim{holder, with.now};
  if (with.actor_presence == presence::away) to.next.deadline_at = with.now + with.claim_grace;
  if (with.shift_ends_at) to.next.shift = shift{*with.shift_ends_at, std::nullopt};
  return change_of(entry_kind::claimed, holder, to.next.epoch);
}

/// The entry that every wait begins with: who asked, who is there, and whether anybody was told.
void append_queued(decision& to, std::string reason, std::string triggered_by,
                   const context& with) {
  const bool somebody = with.availability.now == availability::somebody;
  entry e;
  e.kind = entry_kind::queued;
  // After a lapse the epoch began with that.
  if (to.entries.empty() || to.entries.back().kind != entry_kind::lapsed)
    e.meta.epoch = to.next.epoch;
  e.meta.reason = std::move(reason);
  e.meta.triggered_by = std::move(triggered_by);
  e.meta.availability = name_of(somebody ? availability::somebody : availability::nobody);
  e.meta.told = with.availability.members_told;
  append(to, std::move(e), with.now);
  to.notify_members_by_mail = with.availability.now == availability::nobody;
}

/// Queues a visitor who wants a human, or tells them when the team is back.
void call_human(decision& to, std::string reason, std::string triggered_by, const context& with) {
  if (with.availability.now == availability::closed) {
    if (with.availability.closed_notice_shown) return;
    auto e = message_of(message_role::system, {}, with.availability.closed_notice);
    e.meta.reason = "closed";
    e.meta.opens_at = with.availability.opens_at;
    append(to, std::move(e), with.now);
    return;
  }
  begin_epoch(to, controller::queued, with);
  append_queued(to, std::move(reason), std::move(triggered_by), with);
}

/// Why this message asks for a human. Empty if it does not.
std::string_view reason_in(const std::string& words, const context& with) {
  if (asks_for_human(words)) return "phrase";
  return with.offer_stands && accepts_offer(words) ? "offer" : "";
}

bool was_prompted(const conversation& now) { return now.shift && now.shift->asked_at; }

/// Decides each kind of command; one function per line of the design's table.
struct decider {
  const conversation& now;
  const context& with;

  result<decision> operator()(const post_visitor_message& message) const {
    if (auto ok = check_client_id(message.client_id); !ok) return ok.error();
    if (auto ok = check_body(message.body); !ok) return ok.error();
    auto out = unchanged(now);
    const auto seq =
        append(out, message_of(message_role::visitor, message.client_id, message.body), with.now)
            .seq;
    ++out.next.visitor_message_count;
    out.next.last_question_seq = seq;
    out.next.visitor_wrote_at = with.now;
    if (now.controller != controller::bot) return out;
    const auto reason = reason_in(message.body, with);
    // Out of hours a rule calls nobody: the agent answers as if the rule did not exist.
    const bool open = with.availability.now != availability::closed;
    const auto* route = reason.empty() && open
                            ? route_for(message.routes, out.next.visitor_message_count)
                            : nullptr;
    if (!reason.empty() || route != nullptr) {
      auto reply_context = with;
      reply_context.availability.closed_notice_shown = false;  // every message gets an answer
      call_human(out, std::string{route != nullptr ? "rule" : reason},
                 route != nullptr ? route->name : std::string{}, reply_context);
      out.next.answered_seq = seq;  // the handoff is the answer: the agent adds nothing
    }
    return out;
  }

  result<decision> operator()(const take_over& request) const {
    if (!may(request.by.role, action::take_over))
      return fail(errc::forbidden, "Your role does not allow taking over.");
    if (request.mode == takeover_mode::from_queue && now.controller != controller::queued)
      return held_by_other(errc::already_claimed, now);
    if (holds(now, request.by)) return unchanged(now);
    std::optional<person> forced_from;
    if (now.controller == controller::human) {
      if (request.mode == takeover_mode::ask) return held_by_other(errc::already_claimed, now);
      if (!may(request.by.role, action::take_over_by_force))
        return fail(errc::forbidden, "Only admins and owners can take over from another member.");
      forced_from = now.claim->holder;
    }
    auto out = unchanged(now);
    auto e = claim_for(out, as_person(request.by), with);
    e.meta.forced_from = std::move(forced_from);
    append(out, std::move(e), with.now);
    out.audits.push_back({request.by.user, "conversation.claim"});
    return out;
  }

  result<decision> operator()(const transfer& handover) const {
    if (now.claim && now.claim->holder.id == handover.to.id) return unchanged(now);
    if (!now.claim) return held_by_other(errc::not_holder, now);
    if (!holds(now, handover.by) && !may(handover.by.role, action::transfer_for_another))
      return held_by_other(errc::not_holder, now);
    auto out = unchanged(now);
    auto e = claim_for(out, handover.to, with);
    e.meta.transferred_by = as_person(handover.by);
    e.meta.transferred_from = now.claim->holder;
    append(out, std::move(e), with.now);
    out.audits.push_back({handover.by.user, "conversation.transfer"});
    return out;
  }

  result<decision> operator()(const post_reply& reply) const {
    if (auto ok = check_client_id(reply.client_id); !ok) return ok.error();
    if (auto ok = check_body(reply.body); !ok) return ok.error();
    if (!holds(now, reply.by)) return held_by_other(errc::not_holder, now);
    auto out = unchanged(now);
    auto e = message_of(message_role::human_agent, reply.client_id, reply.body);
    e.author = as_person(reply.by);
    append(out, std::move(e), with.now);
    out.next.answered_seq = now.last_question_seq;
    return out;
  }

  result<decision> operator()(const post_note& note) const {
    if (!may(note.by.role, action::write_note))
      return fail(errc::forbidden, "Your role does not allow writing notes.");
    if (auto ok = check_client_id(note.client_id); !ok) return ok.error();
    if (auto ok = check_body(note.body); !ok) return ok.error();
    auto out = unchanged(now);
    auto e = message_of(message_role::none, note.client_id, note.body);
    e.kind = entry_kind::note;
    e.author = as_person(note.by);
    append(out, std::move(e), with.now);
    return out;
  }

  result<decision> operator()(const release& hand_back) const {
    if (now.controller == controller::bot) return unchanged(now);
    if (hand_back.only_of && (!now.claim || now.claim->holder.id != *hand_back.only_of))
      return unchanged(now);
    if (!holds(now, hand_back.by) && !may(hand_back.by.role, action::release_for_another))
      return held_by_other(errc::not_holder, now);
    auto out = unchanged(now);
    begin_epoch(out, controller::bot, with);
    append(out, change_of(entry_kind::released, as_person(hand_back.by), out.next.epoch), with.now);
    out.audits.push_back({hand_back.by.user, "conversation.release"});
    return out;
  }

  result<decision> operator()(const ask_for_human& call) const {
    if (now.controller != controller::bot) return unchanged(now);
    if (call.reason == "rule" && with.availability.now == availability::closed)
      return unchanged(now);
    auto out = unchanged(now);
    call_human(out, call.reason, call.triggered_by, with);
    return out;
  }

  result<decision> operator()(const capture_lead& capture) const {
    if (auto ok = check_client_id(capture.client_id); !ok) return ok.error();
    auto fields = check_lead(capture.fields);
    if (!fields) return fields.error();
    auto out = unchanged(now);
    entry e;
    e.kind = entry_kind::lead_captured;
    e.client_id = capture.client_id;
    e.meta.lead = with.ids->make<lead_id>(with.now);
    e.meta.source = std::string{name_of(capture.source)};
    e.meta.name = fields->name;
    e.meta.email = fields->email;
    e.meta.triggered_by = capture.triggered_by;
    out.lead = lead_capture{*e.meta.lead, capture.source, std::move(*fields), capture.rule,
                            capture.triggered_by};
    append(out, std::move(e), with.now);
    return out;
  }

  result<decision> operator()(const finish_answer& answer) const {
    if (answer.epoch != now.epoch || now.controller != controller::bot) return fail(errc::stale);
    auto out = unchanged(now);
    auto e = message_of(message_role::agent, {}, answer.text);
    e.meta = answer.meta;
    e.meta.generation = answer.generation;
    append(out, std::move(e), with.now);
    out.next.answered_seq = std::max(now.answered_seq, answer.covers);
    return out;
  }

  result<decision> operator()(const deadline_passed& expiry) const {
    if (!now.deadline_at || with.now < *now.deadline_at) return unchanged(now);
    // A holder who did not answer the prompt at the end of the shift loses the claim even when
    // connected.
    const bool prompted = was_prompted(now);
    if (now.controller == controller::human && expiry.holder == presence::connected && !prompted)
      return (*this)(holder_is{presence::connected});
    auto out = unchanged(now);
    if (now.controller == controller::queued) {
      begin_epoch(out, controller::bot, with);
      auto e = change_of(entry_kind::released, std::nullopt, out.next.epoch);
      e.meta.reason = "timeout";
      append(out, std::move(e), with.now);
      return out;
    }
    const bool waits = now.has_open_question();
    begin_epoch(out, waits ? controller::queued : controller::bot, with);
    auto e = change_of(entry_kind::lapsed,
                       now.claim ? std::optional{now.claim->holder} : std::nullopt, out.next.epoch);
    if (prompted) e.meta.reason = "shift";
    append(out, std::move(e), with.now);
    if (waits) append_queued(out, "lapse", {}, with);
    out.audits.push_back({std::nullopt, "conversation.lapse"});
    return out;
  }

  result<decision> operator()(const holder_is& holder) const {
    auto out = unchanged(now);
    const bool lapsing = holder.now == presence::away;
    if (now.controller != controller::human || was_prompted(now) ||
        lapsing == now.deadline_at.has_value())
      return out;
    out.next.deadline_at = lapsing ? std::optional{with.now + with.claim_grace} : std::nullopt;
    out.changed = true;
    return out;
  }

  result<decision> operator()(const shift_is& hours) const {
    auto out = unchanged(now);
    if (now.controller != controller::human) return out;
    const auto before = now.shift ? std::optional{now.shift->ends_at} : std::nullopt;
    if (before == hours.ends_at) return out;
    extend(out, hours.ends_at);
    return out;
  }

  result<decision> operator()(const end_of_shift&) const {
    auto out = unchanged(now);
    if (!now.shift || was_prompted(now) || with.now < now.shift->ends_at) return out;
    out.next.shift->asked_at = with.now;
    const auto lapses = with.now + with.claim_grace;
    out.next.deadline_at = std::min(now.deadline_at.value_or(lapses), lapses);
    out.changed = true;
    return out;
  }

  result<decision> operator()(const keep_going& consent) const {
    if (!holds(now, consent.by)) return held_by_other(errc::not_holder, now);
    auto out = unchanged(now);
    if (was_prompted(now)) extend(out, with.shift_ends_at);
    return out;
  }

  /// Extends the claim until then and undoes what the prompt at the end of the shift had set.
  void extend(decision& out, std::optional<timestamp> until) const {
    if (was_prompted(now)) out.next.deadline_at.reset();
    if (was_prompted(now) && with.actor_presence == presence::away)
      out.next.deadline_at = with.now + with.claim_grace;
    out.next.shift = until ? std::optional{shift{*until, std::nullopt}} : std::nullopt;
    out.changed = true;
  }
};

}  // namespace

result<decision> decide(const conversation& now, const command& requested, const context& with) {
  auto decided = std::visit(decider{now, with}, requested);
  if (decided) decided->shift_changed = decided->next.shift != now.shift;
  return decided;
}

}  // namespace takeover::domain
