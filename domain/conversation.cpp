#include "domain/conversation.hpp"

#include <algorithm>
#include <utility>

#include "domain/permissions.hpp"

namespace takeover::domain {
namespace {

decision unchanged(const conversation& now) { return decision{now, {}, {}, std::nullopt, false}; }

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
  to.next.deadline_at.reset();
  to.next.queued_at.reset();
  if (next == controller::queued) {
    to.next.queued_at = with.now;
    to.next.deadline_at = with.now + with.handoff_timeout;
  }
}

error held_by_other(errc code, const conversation& now) {
  error e =
      fail(code, now.claim ? now.claim->holder.name + " holds this conversation." : std::string{"Nobody holds this conversation. Take over first."});
  if (now.claim) e.holder = now.claim->holder;
  return e;
}

bool holds(const conversation& now, const member& who) { return now.claim && now.claim->holder.id == who.user; }

person as_person(const member& who) { return {who.user, who.name}; }

/// Decides each kind of command; one function per line of the design's table.
struct decider {
  const conversation& now;
  const context& with;

  result<decision> operator()(const post_visitor_message& wanted) const {
    if (auto ok = check_client_id(wanted.client_id); !ok) return ok.error();
    if (auto ok = check_body(wanted.body); !ok) return ok.error();
    auto out = unchanged(now);
    const auto& e = append(out, message_of(message_role::visitor, wanted.client_id, wanted.body), with.now);
    ++out.next.visitor_message_count;
    out.next.last_question_seq = e.seq;
    out.next.visitor_wrote_at = with.now;
    return out;
  }

  result<decision> operator()(const take_over& wanted) const {
    if (!may(wanted.by.role, action::take_over)) return fail(errc::forbidden, "Your role may not take over.");
    if (holds(now, wanted.by)) return unchanged(now);
    std::optional<person> forced_from;
    if (now.controller == controller::human) {
      if (wanted.mode == takeover_mode::ask) return held_by_other(errc::already_claimed, now);
      if (!may(wanted.by.role, action::take_over_by_force)) return fail(errc::forbidden, "Only admins and owners can take over from another member.");
      forced_from = now.claim->holder;
    }
    auto out = unchanged(now);
    begin_epoch(out, controller::human, with);
    out.next.claim = claim{as_person(wanted.by), with.now};
    if (with.actor_presence == presence::away) out.next.deadline_at = with.now + with.claim_grace;
    auto e = change_of(entry_kind::claimed, as_person(wanted.by), out.next.epoch);
    e.meta.forced_from = std::move(forced_from);
    append(out, std::move(e), with.now);
    out.audits.push_back({wanted.by.user, "conversation.claim"});
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
    if (!may(wanted.by.role, action::write_note)) return fail(errc::forbidden, "Your role may not write notes.");
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
    auto out = unchanged(now);
    begin_epoch(out, controller::queued, with);
    auto e = change_of(entry_kind::queued, std::nullopt, out.next.epoch);
    e.meta.reason = wanted.reason;
    append(out, std::move(e), with.now);
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
    out.lead = lead_capture{*e.meta.lead, wanted.source, std::move(*fields)};
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
    if (now.controller == controller::human && wanted.holder == presence::connected) return (*this)(holder_is{presence::connected});
    auto out = unchanged(now);
    if (now.controller == controller::queued) {
      begin_epoch(out, controller::bot, with);
      auto e = change_of(entry_kind::released, std::nullopt, out.next.epoch);
      e.meta.reason = "timeout";
      append(out, std::move(e), with.now);
      return out;
    }
    begin_epoch(out, now.has_open_question() ? controller::queued : controller::bot, with);
    append(out, change_of(entry_kind::lapsed, now.claim ? std::optional{now.claim->holder} : std::nullopt, out.next.epoch), with.now);
    out.audits.push_back({std::nullopt, "conversation.lapse"});
    return out;
  }

  result<decision> operator()(const holder_is& wanted) const {
    auto out = unchanged(now);
    const bool lapsing = wanted.now == presence::away;
    if (now.controller != controller::human || lapsing == now.deadline_at.has_value()) return out;
    out.next.deadline_at = lapsing ? std::optional{with.now + with.claim_grace} : std::nullopt;
    out.changed = true;
    return out;
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

result<decision> decide(const conversation& now, const command& wanted, const context& with) { return std::visit(decider{now, with}, wanted); }

bool is_unused(const conversation& now, presence visitor) noexcept {
  return !now.engaged() && now.controller == controller::bot && visitor == presence::away;
}

}  // namespace takeover::domain
