#include "domain/conversation.hpp"

#include <algorithm>
#include <utility>

#include "domain/intent.hpp"
#include "domain/permissions.hpp"

namespace takeover::domain {
namespace {

decision unchanged(const conversation& now) {
  decision out;
  out.next = now;
  return out;
}

/// Puts an entry at the end of the timeline and moves what follows from that.
entry& append(decision& to, entry e, timestamp now) {
  auto& next = to.next;
  e.seq = ++next.last_seq;
  e.created_at = now;
  if (visible_to_visitor(e)) next.visitor_seq = e.seq;
  next.last_activity_at = now;
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

/// The one place where the controller changes: a new epoch begins, and what the
/// visitor saw of a running answer is kept.
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
  error e =
      fail(code, now.claim ? now.claim->holder.name + " holds this conversation." : std::string{"No one holds this conversation. Take over first."});
  if (now.claim) e.holder = now.claim->holder;
  return e;
}

bool holds(const conversation& now, const member& who) { return now.claim && now.claim->holder.id == who.user; }

person as_person(const member& who) { return {who.user, who.name}; }

/// A claim of `holder` begins; who is not connected has the grace time to come.
entry claim_for(decision& to, const person& holder, const context& with) {
  begin_epoch(to, controller::human, with);
  to.next.claim = claim{holder, with.now};
  if (with.actor_presence == presence::away) to.next.deadline_at = with.now + with.claim_grace;
  if (with.shift_ends_at) to.next.shift = shift{*with.shift_ends_at, std::nullopt};
  return change_of(entry_kind::claimed, holder, to.next.epoch);
}

/// A visitor wants a human: waits for one, or hears when one is there again.
void call_human(decision& to, std::string reason, std::string triggered_by, const context& with) {
  if (with.desk.now == availability::closed) {
    if (with.desk.closed_told) return;
    auto e = message_of(message_role::system, {}, with.desk.closed_words);
    e.meta.reason = "closed";
    e.meta.opens_at = with.desk.opens_at;
    append(to, std::move(e), with.now);
    return;
  }
  begin_epoch(to, controller::queued, with);
  auto e = change_of(entry_kind::queued, std::nullopt, to.next.epoch);
  e.meta.reason = std::move(reason);
  e.meta.triggered_by = std::move(triggered_by);
  e.meta.availability = std::string{name_of(with.desk.now)};
  append(to, std::move(e), with.now);
  to.calls_members = with.desk.now == availability::nobody;
}

/// Why these words of a visitor ask for a human; empty: they do not.
std::string_view reason_in(const std::string& words, const context& with) {
  if (asks_for_human(words)) return "phrase";
  return with.offer_stands && accepts_offer(words) ? "offer" : "";
}

bool is_asked(const conversation& now) { return now.shift && now.shift->asked_at; }

/// Decides each kind of command; one function per line of the design's table.
struct decider {
  const conversation& now;
  const context& with;

  result<decision> operator()(const post_visitor_message& wanted) const {
    if (auto ok = check_client_id(wanted.client_id); !ok) return ok.error();
    if (auto ok = check_body(wanted.body); !ok) return ok.error();
    auto out = unchanged(now);
    const auto seq = append(out, message_of(message_role::visitor, wanted.client_id, wanted.body), with.now).seq;
    ++out.next.visitor_message_count;
    out.next.last_question_seq = seq;
    out.next.visitor_wrote_at = with.now;
    if (now.controller != controller::bot) return out;
    const auto reason = reason_in(wanted.body, with);
    // A rule calls nobody out of hours: the agent answers, as without it.
    const bool open = with.desk.now != availability::closed;
    const auto* route = reason.empty() && open ? route_for(wanted.routes, out.next.visitor_message_count) : nullptr;
    if (!reason.empty() || route != nullptr) {
      auto desk = with;
      desk.desk.closed_told = false;  // who writes gets an answer each time
      call_human(out, std::string{route != nullptr ? "rule" : reason}, route != nullptr ? route->name : std::string{}, desk);
      out.next.answered_seq = seq;  // what comes of it is the answer: the agent has nothing to add
    }
    return out;
  }

  result<decision> operator()(const take_over& wanted) const {
    if (!may(wanted.by.role, action::take_over)) return fail(errc::forbidden, "Your role does not allow taking over.");
    if (wanted.mode == takeover_mode::from_queue && now.controller != controller::queued) return held_by_other(errc::already_claimed, now);
    if (holds(now, wanted.by)) return unchanged(now);
    std::optional<person> forced_from;
    if (now.controller == controller::human) {
      if (wanted.mode == takeover_mode::ask) return held_by_other(errc::already_claimed, now);
      if (!may(wanted.by.role, action::take_over_by_force)) return fail(errc::forbidden, "Only admins and owners can take over from another member.");
      forced_from = now.claim->holder;
    }
    auto out = unchanged(now);
    auto e = claim_for(out, as_person(wanted.by), with);
    e.meta.forced_from = std::move(forced_from);
    append(out, std::move(e), with.now);
    out.audits.push_back({wanted.by.user, "conversation.claim"});
    return out;
  }

  result<decision> operator()(const transfer& wanted) const {
    if (now.claim && now.claim->holder.id == wanted.to.id) return unchanged(now);
    if (!now.claim) return held_by_other(errc::not_holder, now);
    if (!holds(now, wanted.by) && !may(wanted.by.role, action::transfer_for_another)) return held_by_other(errc::not_holder, now);
    auto out = unchanged(now);
    auto e = claim_for(out, wanted.to, with);
    e.meta.transferred_by = as_person(wanted.by);
    e.meta.transferred_from = now.claim->holder;
    append(out, std::move(e), with.now);
    out.audits.push_back({wanted.by.user, "conversation.transfer"});
    return out;
  }

  result<decision> operator()(const post_reply& wanted) const {
    if (auto ok = check_client_id(wanted.client_id); !ok) return ok.error();
    if (auto ok = check_body(wanted.body); !ok) return ok.error();
    if (!holds(now, wanted.by)) return held_by_other(errc::not_holder, now);
    auto out = unchanged(now);
    auto e = message_of(message_role::human_agent, wanted.client_id, wanted.body);
    e.author = as_person(wanted.by);
    append(out, std::move(e), with.now);
    out.next.answered_seq = now.last_question_seq;
    return out;
  }

  result<decision> operator()(const post_note& wanted) const {
    if (!may(wanted.by.role, action::write_note)) return fail(errc::forbidden, "Your role does not allow writing notes.");
    if (auto ok = check_client_id(wanted.client_id); !ok) return ok.error();
    if (auto ok = check_body(wanted.body); !ok) return ok.error();
    auto out = unchanged(now);
    auto e = message_of(message_role::none, wanted.client_id, wanted.body);
    e.kind = entry_kind::note;
    e.author = as_person(wanted.by);
    append(out, std::move(e), with.now);
    return out;
  }

  result<decision> operator()(const release& wanted) const {
    if (now.controller == controller::bot) return unchanged(now);
    if (!holds(now, wanted.by) && !may(wanted.by.role, action::release_for_another)) return held_by_other(errc::not_holder, now);
    auto out = unchanged(now);
    begin_epoch(out, controller::bot, with);
    append(out, change_of(entry_kind::released, as_person(wanted.by), out.next.epoch), with.now);
    out.audits.push_back({wanted.by.user, "conversation.release"});
    return out;
  }

  result<decision> operator()(const ask_for_human& wanted) const {
    if (now.controller != controller::bot) return unchanged(now);
    if (wanted.reason == "rule" && with.desk.now == availability::closed) return unchanged(now);
    auto out = unchanged(now);
    call_human(out, wanted.reason, wanted.triggered_by, with);
    return out;
  }

  result<decision> operator()(const capture_lead& wanted) const {
    if (auto ok = check_client_id(wanted.client_id); !ok) return ok.error();
    auto fields = check_lead(wanted.fields);
    if (!fields) return fields.error();
    auto out = unchanged(now);
    entry e;
    e.kind = entry_kind::lead_captured;
    e.client_id = wanted.client_id;
    e.meta.lead = with.ids->make<lead_id>(with.now);
    e.meta.source = std::string{name_of(wanted.source)};
    e.meta.name = fields->name;
    e.meta.email = fields->email;
    e.meta.triggered_by = wanted.triggered_by;
    out.lead = lead_capture{*e.meta.lead, wanted.source, std::move(*fields), wanted.rule, wanted.triggered_by};
    append(out, std::move(e), with.now);
    return out;
  }

  result<decision> operator()(const finish_answer& wanted) const {
    if (wanted.epoch != now.epoch || now.controller != controller::bot) return fail(errc::stale);
    auto out = unchanged(now);
    auto e = message_of(message_role::agent, {}, wanted.text);
    e.meta = wanted.meta;
    e.meta.generation = wanted.generation;
    append(out, std::move(e), with.now);
    out.next.answered_seq = std::max(now.answered_seq, wanted.covers);
    return out;
  }

  result<decision> operator()(const deadline_passed& wanted) const {
    if (!now.deadline_at || with.now < *now.deadline_at) return unchanged(now);
    // Who was asked at the end of the shift and has not answered lets go, also when connected.
    const bool asked = is_asked(now);
    if (now.controller == controller::human && wanted.holder == presence::connected && !asked) return (*this)(holder_is{presence::connected});
    auto out = unchanged(now);
    if (now.controller == controller::queued) {
      begin_epoch(out, controller::bot, with);
      auto e = change_of(entry_kind::released, std::nullopt, out.next.epoch);
      e.meta.reason = "timeout";
      append(out, std::move(e), with.now);
      return out;
    }
    begin_epoch(out, now.has_open_question() ? controller::queued : controller::bot, with);
    auto e = change_of(entry_kind::lapsed, now.claim ? std::optional{now.claim->holder} : std::nullopt, out.next.epoch);
    if (asked) e.meta.reason = "shift";
    append(out, std::move(e), with.now);
    out.audits.push_back({std::nullopt, "conversation.lapse"});
    return out;
  }

  result<decision> operator()(const holder_is& wanted) const {
    auto out = unchanged(now);
    const bool lapsing = wanted.now == presence::away;
    if (now.controller != controller::human || is_asked(now) || lapsing == now.deadline_at.has_value()) return out;
    out.next.deadline_at = lapsing ? std::optional{with.now + with.claim_grace} : std::nullopt;
    out.changed = true;
    return out;
  }

  result<decision> operator()(const shift_is& wanted) const {
    auto out = unchanged(now);
    if (now.controller != controller::human) return out;
    const auto before = now.shift ? std::optional{now.shift->ends_at} : std::nullopt;
    if (before == wanted.ends_at) return out;
    go_on(out, wanted.ends_at);
    return out;
  }

  result<decision> operator()(const end_of_shift&) const {
    auto out = unchanged(now);
    if (!now.shift || is_asked(now) || with.now < now.shift->ends_at) return out;
    out.next.shift->asked_at = with.now;
    const auto lapses = with.now + with.claim_grace;
    out.next.deadline_at = std::min(now.deadline_at.value_or(lapses), lapses);
    out.changed = true;
    return out;
  }

  result<decision> operator()(const keep_going& wanted) const {
    if (!holds(now, wanted.by)) return held_by_other(errc::not_holder, now);
    auto out = unchanged(now);
    if (is_asked(now)) go_on(out, with.shift_ends_at);
    return out;
  }

  /// The claim goes on until then. What the question at the end of the shift had set is undone.
  void go_on(decision& out, std::optional<timestamp> until) const {
    if (is_asked(now)) out.next.deadline_at.reset();
    if (is_asked(now) && with.actor_presence == presence::away) out.next.deadline_at = with.now + with.claim_grace;
    out.next.shift = until ? std::optional{shift{*until, std::nullopt}} : std::nullopt;
    out.changed = true;
  }
};

}  // namespace

std::string_view name_of(controller value) noexcept {
  switch (value) {
    case controller::bot: return "bot";
    case controller::queued: return "queued";
    case controller::human: return "human";
  }
  return "bot";
}

std::optional<controller> parse_controller(std::string_view text) noexcept {
  for (const auto value : {controller::bot, controller::queued, controller::human})
    if (text == name_of(value)) return value;
  return std::nullopt;
}

result<decision> decide(const conversation& now, const command& wanted, const context& with) {
  auto decided = std::visit(decider{now, with}, wanted);
  if (decided) decided->shift_changed = decided->next.shift != now.shift;
  return decided;
}

bool is_unused(const conversation& now, presence visitor) noexcept {
  return !now.engaged() && now.controller == controller::bot && visitor == presence::away;
}

}  // namespace takeover::domain
