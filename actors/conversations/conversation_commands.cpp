// What each request means to a conversation: who may ask, which command it becomes, what is
// answered.
#include <caf/send.hpp>
#include <exception>

#include "actors/conversations/conversation_actor.hpp"
#include "domain/people/permissions.hpp"
#include "storage/conversations/conversation_change.hpp"
#include "storage/conversations/deletion.hpp"
#include "storage/tokens.hpp"

namespace takeover::actors {
namespace {

using domain::errc;
using domain::fail;

domain::error not_here() { return fail(errc::not_found, "There is no such conversation."); }

const std::string no_client_id;

/// Answers a request with an error, whatever it waits for.
struct refuser {
  const domain::error& why;
  announcer& announcements;
  channel here;

  void operator()(visitor_says& asked) const { asked.accepted(why); }
  void operator()(claim_request& asked) const { asked.done(why); }
  void operator()(transfer_request& asked) const { asked.done(why); }
  void operator()(release_request& asked) const { asked.done(why); }
  void operator()(keep_request& asked) const { asked.done(why); }
  void operator()(reply_request& asked) const { asked.done(why); }
  void operator()(note_request& asked) const { asked.done(why); }
  void operator()(handoff_request& asked) const { asked.done(why); }
  void operator()(lead_request& asked) const { asked.done(why); }
  void operator()(delete_request& asked) const { asked.done(why); }
  void operator()(join_request& asked) const { announcements.refuse(asked.who, here, why); }
  void operator()(leave_request&) const {}
  void operator()(typing_request&) const {}
  void operator()(lead_updated&) const {}
  void operator()(look_again&) const {}
  void operator()(line_moved&) const {}
};

/// The workspace that the one who asks belongs to; none: nobody asks from outside.
struct workspace_of {
  using found = std::optional<domain::workspace_id>;
  found operator()(const join_request& asked) const { return asked.workspace; }
  template <class Request>
  found operator()(const Request& asked) const {
    if constexpr (requires { asked.by.workspace; }) {
      return asked.by.workspace;
    } else if constexpr (requires { asked.who.workspace; }) {
      return asked.who.workspace;
    } else {
      return std::nullopt;
    }
  }
};

}  // namespace

void conversation_actor::refuse_current(const domain::error& why) {
  if (!current_) return;
  if (auto* request = std::get_if<conversation_request>(&current_->what)) {
    if (const auto* join = std::get_if<join_request>(request)) {
      const bool had_visitor = audience_.has_visitor();
      if (audience_.remove(join->who)) visitor_moved(had_visitor);
    }
    std::visit(refuser{why, deps_->parts.announcements, here()}, *request);
    return;
  }
  deps_->stale_outputs.fetch_add(1, std::memory_order_relaxed);
  // An answer that could not be stored is over; the question stays open and is taken up with the
  // next one.
  const auto* whole = std::get_if<answer_whole>(&current_->what);
  if (whole != nullptr && answer_ && answer_->shown.generation == whole->generation) {
    saving_.reset();
    end_answer();
  }
}

/// Another workspace is not told that it ever was.
void conversation_actor::refuse_as_deleted() {
  const auto* request = std::get_if<conversation_request>(&current_->what);
  const auto asker = request != nullptr ? std::visit(workspace_of{}, *request) : std::nullopt;
  refuse_current(asker == model_.state.workspace
                     ? fail(errc::deleted, "This conversation was deleted.")
                     : not_here());
}

const std::string& conversation_actor::current_client_id() const {
  const auto* request = std::get_if<conversation_request>(&current_->what);
  if (request == nullptr) return no_client_id;
  if (const auto* said = std::get_if<visitor_says>(request)) return said->client_id;
  if (const auto* replied = std::get_if<reply_request>(request)) return replied->client_id;
  if (const auto* noted = std::get_if<note_request>(request)) return noted->client_id;
  if (const auto* lead = std::get_if<lead_request>(request)) return lead->client_id;
  return no_client_id;
}

void conversation_actor::handle(visitor_says& asked) {
  if (!belongs_to(asked.who)) return refuse_current(not_here());
  commit(domain::post_visitor_message{asked.client_id, asked.body, asked.routes});
}

void conversation_actor::handle(claim_request& asked) {
  if (asked.by.workspace != model_.state.workspace) return refuse_current(not_here());
  commit(domain::take_over{asked.by, asked.mode});
}

void conversation_actor::handle(transfer_request& asked) {
  if (asked.by.workspace != model_.state.workspace) return refuse_current(not_here());
  commit(domain::transfer{asked.by, asked.to});
}

void conversation_actor::handle(release_request& asked) {
  if (asked.by.workspace != model_.state.workspace) return refuse_current(not_here());
  const auto& claim = model_.state.claim;
  if (asked.only_of && (!claim || claim->holder.id != *asked.only_of))
    return succeed({}, fence_for_current());
  commit(domain::release{asked.by});
}

void conversation_actor::handle(keep_request& asked) {
  if (asked.by.workspace != model_.state.workspace) return refuse_current(not_here());
  commit(domain::keep_going{asked.by});
}

void conversation_actor::handle(reply_request& asked) {
  if (asked.by.workspace != model_.state.workspace) return refuse_current(not_here());
  commit(domain::post_reply{asked.by, asked.client_id, asked.body});
}

void conversation_actor::handle(note_request& asked) {
  if (asked.by.workspace != model_.state.workspace) return refuse_current(not_here());
  commit(domain::post_note{asked.by, asked.client_id, asked.body});
}

void conversation_actor::handle(handoff_request& asked) {
  if (!belongs_to(asked.who)) return refuse_current(not_here());
  commit(domain::ask_for_human{asked.reason, asked.triggered_by});
}

void conversation_actor::handle(lead_request& asked) {
  if (!belongs_to(asked.who)) return refuse_current(not_here());
  commit(domain::capture_lead{asked.client_id, asked.source, asked.fields, asked.rule,
                              asked.triggered_by});
}

void conversation_actor::handle(delete_request& asked) {
  if (asked.by.workspace != model_.state.workspace) return refuse_current(not_here());
  const auto visitor =
      audience_.has_visitor() ? domain::presence::connected : domain::presence::away;
  if (asked.what == domain::deletion::only_unused &&
      !domain::is_abandoned_empty(model_.state, visitor))
    return refuse_current(fail(errc::conflict, "Somebody uses this conversation."));
  delete_rows(asked);
}

void conversation_actor::delete_rows(delete_request& asked) {
  if (const auto allowed = domain::check_may(asked.by.role, domain::action::delete_conversation);
      !allowed)
    return refuse_current(allowed.error());
  turn_ = turn::waiting_for_storage;
  deps_->parts.store.write(
      [id = id_, by = asked.by, what = asked.what,
       now = deps_->parts.clock.now()](storage::writer& data) {
        return storage::conversations::remove(data, id, by, now, what);
      },
      [me = self()](domain::result<void> outcome) {
        caf::anon_send(me, rows_deleted{std::move(outcome)});
      });
}

void conversation_actor::handle(join_request& asked) {
  if (reads_first()) return;
  const bool known = asked.kind == listener_kind::member ? asked.workspace == model_.state.workspace
                                                         : asked.visitor == model_.state.visitor;
  if (!known) return refuse_current(not_here());
  const bool had_visitor = audience_.has_visitor();
  audience_.add({asked.who, asked.kind, asked.person});
  admission from;
  from.last_seq =
      asked.kind == listener_kind::member ? model_.state.last_seq : model_.state.visitor_seq;
  if (answer_ && !answer_->shown.text.empty())
    from.so_far = std::make_shared<const answer_delta>(
        answer_delta{answer_->shown.generation, answer_->shown.epoch, 0, answer_->shown.text});
  deps_->parts.announcements.admit(asked.who, here(), asked.kind, from);
  visitor_moved(had_visitor);
}

void conversation_actor::handle(leave_request& asked) {
  const bool had_visitor = audience_.has_visitor();
  const auto left = audience_.remove(asked.who);
  if (left && left->kind == listener_kind::visitor_stream) forget_stream(asked.who);
  visitor_moved(had_visitor);
}

void conversation_actor::handle(typing_request& asked) {
  const auto* from = audience_.find(asked.who);
  if (from == nullptr) return;
  auto to = audience_.without_streams();
  const bool holder = model_.state.claim && model_.state.claim->holder.id == from->person.id;
  if (from->kind == listener_kind::member && !holder) to = audience_.members_only();
  std::string name = from->person.name;
  if (from->kind == listener_kind::visitor)
    name = model_.visitor_name.empty() ? domain::visitor_label(model_.state.visitor)
                                       : model_.visitor_name;
  deps_->parts.announcements.announce(here(), typing{from->kind, std::move(name)}, to, {},
                                      asked.who);
}

void conversation_actor::handle(lead_updated& asked) {
  if (model_.captured && model_.captured->id == asked.lead.id) model_.captured = asked.lead;
}

void conversation_actor::handle(look_again&) {
  if (reads_first()) return;
  const auto& state = model_.state;
  const auto now = deps_->parts.clock.now();
  const bool here_now =
      state.claim && deps_->online.is_online(state.workspace, state.claim->holder.id);
  const auto holder = here_now ? domain::presence::connected : domain::presence::away;
  if (state.deadline_at && *state.deadline_at <= now)
    return commit(domain::deadline_passed{holder});
  if (!state.claim) return;
  const bool asked = state.shift && state.shift->asked_at;
  if (state.shift && !asked && state.shift->ends_at <= now) return commit(domain::end_of_shift{});
  // The hours may have been changed; who was asked at their end is asked no more if they go on.
  const auto hours = deps_->hours.hours_of(state.workspace, state.agent);
  const auto ends_at = next_closing(now);
  const bool as_known =
      ends_at == (state.shift ? std::optional{state.shift->ends_at} : std::nullopt);
  if (!as_known && (!asked || !hours || domain::is_open(*hours, now)))
    return commit(domain::shift_is{ends_at});
  commit(domain::holder_is{holder});
}

void conversation_actor::handle(line_moved&) {
  const auto seen = view();
  if (seen->queue_position && audience_.has_visitor())
    deps_->parts.announcements.announce(here(), queue_moved{*seen->queue_position},
                                        audience_.without_streams());
}

fence conversation_actor::fence_for_current() {
  auto* request = std::get_if<conversation_request>(&current_->what);
  if (request == nullptr) return {};
  // Without an epoch of its own (a claim that was there already) it waits for the one that is on
  // its way.
  const auto answer_with_view = [this](const domain::promise<shared_view>& waiting) -> fence {
    auto answer = [waiting, seen = view()] { waiting(seen); };
    if (!saving_) {
      if (const auto way = last_passage_.lock()) {
        way->then(std::move(answer));
      } else {
        answer();
      }
      return {};
    }
    const auto way = std::make_shared<passage>();
    way->then(std::move(answer));
    last_passage_ = way;
    return passage::fence_of(way);
  };
  if (auto* claim = std::get_if<claim_request>(request)) return answer_with_view(claim->done);
  if (auto* transfer = std::get_if<transfer_request>(request))
    return answer_with_view(transfer->done);
  if (auto* release = std::get_if<release_request>(request)) return answer_with_view(release->done);
  if (auto* keep = std::get_if<keep_request>(request)) return answer_with_view(keep->done);
  if (auto* handoff = std::get_if<handoff_request>(request)) return answer_with_view(handoff->done);
  return {};
}

void conversation_actor::succeed(const storage::committed& news, fence passed) {
  auto* request = std::get_if<conversation_request>(&current_->what);
  if (request == nullptr) {
    complete_answer(saving_->entries.back());
  } else if (auto* said = std::get_if<visitor_says>(request)) {
    const auto& mine = saving_->entries.front();  // what it led to stands behind it
    said->accepted(posted{mine, false});
    await_answer(*said, mine);
  } else if (auto* replied = std::get_if<reply_request>(request)) {
    replied->done(posted{saving_->entries.back(), false});
  } else if (auto* noted = std::get_if<note_request>(request)) {
    noted->done(posted{saving_->entries.back(), false});
  } else if (auto* lead = std::get_if<lead_request>(request)) {
    lead->done(captured{news.lead->id, news.lead_is_new});
  }
  // Claims, transfers, releases and handoffs are answered by their fence, when the last shard lets
  // go of it.
  passed.reset();
}

void conversation_actor::answer_repeated(const domain::entry& first) {
  auto* request = std::get_if<conversation_request>(&current_->what);
  if (request == nullptr) return;
  const auto reused = fail(errc::client_id_reused, "This client id was used with another body.");
  const auto message_by = [&](domain::message_role role, const std::string& body,
                              const domain::member* by) {
    return first.kind == domain::entry_kind::message && first.role == role && first.body == body &&
           (by == nullptr || (first.author && first.author->id == by->user));
  };
  if (auto* said = std::get_if<visitor_says>(request)) {
    if (!message_by(domain::message_role::visitor, said->body, nullptr))
      return said->accepted(reused);
    if (!is_answer_due(first)) return look_up_answer(first);
    said->accepted(posted{first, true});
    await_answer(*said, first);
  } else if (auto* replied = std::get_if<reply_request>(request)) {
    if (!message_by(domain::message_role::human_agent, replied->body, &replied->by))
      return replied->done(reused);
    replied->done(posted{first, true});
  } else if (auto* noted = std::get_if<note_request>(request)) {
    const bool same = first.kind == domain::entry_kind::note && first.body == noted->body &&
                      first.author && first.author->id == noted->by.user;
    if (!same) return noted->done(reused);
    noted->done(posted{first, true});
  } else if (auto* lead = std::get_if<lead_request>(request)) {
    const auto fields = domain::check_lead(lead->fields);
    const bool same = first.kind == domain::entry_kind::lead_captured && first.meta.lead &&
                      fields && first.meta.email == fields->email &&
                      first.meta.name == fields->name &&
                      first.meta.source == domain::name_of(lead->source);
    if (!same) return lead->done(reused);
    lead->done(captured{*first.meta.lead, false});
  }
}

}  // namespace takeover::actors
