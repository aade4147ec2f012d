// What each request means to a conversation: who may ask, and what is answered.
#include <exception>

#include "actors/conversations/conversation_actor.hpp"
#include "domain/conversations/repeated_command.hpp"
#include "domain/people/permissions.hpp"
#include "storage/conversations/conversation_change.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/conversations/deletion.hpp"
#include "storage/tokens.hpp"

namespace takeover::actors {
namespace {

using domain::errc;
using domain::fail;

domain::error not_here() { return fail(errc::not_found, "This conversation does not exist."); }

/// Answers a request with an error, whatever it waits for.
struct refuser {
  const domain::error& why;
  announcer& announcements;
  channel here;

  void operator()(const command_request& request) const {
    std::visit([this](const auto& promise) { promise(why); }, request.done);
  }
  void operator()(const delete_request& request) const { request.done(why); }
  void operator()(const join_request& request) const {
    announcements.refuse(request.who, here, why);
  }
  template <class Other>
  void operator()(const Other&) const {}
};

/// The workspace of the one who asks; nullopt: the request does not come from outside.
struct workspace_of {
  using result = std::optional<domain::workspace_id>;
  result operator()(const command_request& request) const {
    return std::visit(*this, request.from);
  }
  result operator()(const domain::workspace_id& workspace) const { return workspace; }
  result operator()(const domain::visitor_identity& visitor) const { return visitor.workspace; }
  result operator()(const delete_request& request) const { return request.by.workspace; }
  result operator()(const join_request& request) const { return request.workspace; }
  template <class Other>
  result operator()(const Other&) const {
    return std::nullopt;
  }
};

}  // namespace

conversation_request* conversation_actor::current_request() noexcept {
  auto* task = commands_.current();
  return task != nullptr ? std::get_if<conversation_request>(&task->what) : nullptr;
}

command_request* conversation_actor::current_command() noexcept {
  auto* request = current_request();
  return request != nullptr ? std::get_if<command_request>(request) : nullptr;
}

void conversation_actor::refuse_current(const domain::error& why) {
  auto* task = commands_.current();
  if (task == nullptr) return;
  if (auto* request = std::get_if<conversation_request>(&task->what)) {
    if (const auto* join = std::get_if<join_request>(request)) {
      const bool had_visitor = audience_.has_visitor();
      if (audience_.remove(join->who)) visitor_presence_changed(had_visitor);
    }
    std::visit(refuser{why, deps_->parts.announcements, here()}, *request);
    return;
  }
  deps_->stale_outputs.fetch_add(1, std::memory_order_relaxed);
  // An answer that could not be stored is over; the question stays open and is taken up with the
  // next one.
  const auto* whole = std::get_if<answer_whole>(&task->what);
  if (whole != nullptr && answer_.is_running() &&
      answer_.shown()->generation == whole->generation) {
    task->decision.reset();
    end_answer();
  }
}

/// Other workspaces are not told that it ever existed.
void conversation_actor::refuse_as_deleted() {
  const auto* request = current_request();
  const auto workspace = request != nullptr ? std::visit(workspace_of{}, *request) : std::nullopt;
  refuse_current(workspace == model_.state.workspace
                     ? fail(errc::deleted, "This conversation was deleted.")
                     : not_here());
}

bool conversation_actor::admits(const asker& from) const {
  if (const auto* workspace = std::get_if<domain::workspace_id>(&from))
    return *workspace == model_.state.workspace;
  const auto& who = std::get<domain::visitor_identity>(from);
  return who.visitor == model_.state.visitor && who.workspace == model_.state.workspace &&
         who.conversation == id_;
}

void conversation_actor::handle(command_request& request) {
  if (!admits(request.from)) return refuse_current(not_here());
  commit(request.command);
}

void conversation_actor::handle(delete_request& request) {
  if (request.by.workspace != model_.state.workspace) return refuse_current(not_here());
  const auto visitor =
      audience_.has_visitor() ? domain::presence::connected : domain::presence::away;
  if (request.what == domain::deletion::only_unused &&
      !domain::is_abandoned_empty(model_.state, visitor))
    return refuse_current(fail(errc::conflict, "This conversation is in use."));
  if (request.unused_since && model_.state.last_activity_at >= *request.unused_since)
    return refuse_current(fail(errc::conflict, "This conversation is in use."));
  delete_rows(request);
}

void conversation_actor::delete_rows(delete_request& request) {
  const auto allowed = domain::check_may(request.by.role, domain::action::delete_conversation);
  if (!request.unused_since && !allowed) return refuse_current(allowed.error());
  commands_.wait_for_storage();
  deps_->parts.store.write(
      [id = id_, by = request.by, what = request.what, unused_since = request.unused_since,
       now = deps_->parts.clock.now()](storage::writer& data) {
        return unused_since ? storage::conversations::expire(data, id, *unused_since)
                            : storage::conversations::remove(data, id, by, now, what);
      },
      [me = self()](domain::result<void> outcome) {
        send_message(me, rows_deleted{std::move(outcome)});
      });
}

void conversation_actor::handle(join_request& request) {
  if (reload_before_refusing()) return;
  const bool known = request.kind == listener_kind::member
                         ? request.workspace == model_.state.workspace
                         : request.visitor == model_.state.visitor;
  if (!known) return refuse_current(not_here());
  const bool had_visitor = audience_.has_visitor();
  audience_.add({request.who, request.kind, request.person});
  const auto last_seq =
      request.kind == listener_kind::member ? model_.state.last_seq : model_.state.visitor_seq;
  deps_->parts.announcements.admit(request.who, here(), request.kind,
                                   {last_seq, answer_.so_far(), {}});
  visitor_presence_changed(had_visitor);
}

void conversation_actor::handle(leave_request& request) {
  const bool had_visitor = audience_.has_visitor();
  const auto left = audience_.remove(request.who);
  if (left && left->kind == listener_kind::visitor_stream) answer_.forget_stream(request.who);
  visitor_presence_changed(had_visitor);
}

void conversation_actor::handle(typing_request& request) {
  const auto* from = audience_.find(request.who);
  if (from == nullptr) return;
  auto to = audience_.without_streams();
  const bool holder = model_.state.claim && model_.state.claim->holder.id == from->person.id;
  if (from->kind == listener_kind::member && !holder) to = audience_.members_only();
  std::string name = from->person.name;
  if (from->kind == listener_kind::visitor)
    name = model_.visitor_name.empty() ? domain::visitor_label(model_.state.visitor)
                                       : model_.visitor_name;
  deps_->parts.announcements.announce(here(), typing{from->kind, std::move(name)}, to, {},
                                      request.who);
}

void conversation_actor::handle(lead_updated& request) {
  if (model_.captured && model_.captured->id == request.lead.id) model_.captured = request.lead;
}

void conversation_actor::handle(lead_removed& request) {
  const bool is_captured = model_.captured && model_.captured->id == request.lead;
  if (!is_captured && model_.visitor_email != request.email) return;
  if (is_captured) model_.captured.reset();
  if (model_.visitor_email == request.email) {
    model_.visitor_name.clear();
    model_.visitor_email.clear();
  }
  publish_summary();
}

void conversation_actor::handle(page_moved& request) {
  model_.state.page_url = std::move(request.page_url);
  publish_summary();
}

void conversation_actor::handle(reevaluate&) {
  if (reload_before_refusing()) return;
  const auto& state = model_.state;
  const auto now = deps_->parts.clock.now();
  const bool is_online =
      state.claim && deps_->presence.is_online(state.workspace, state.claim->holder.id);
  const auto holder = is_online ? domain::presence::connected : domain::presence::away;
  if (state.deadline_at && *state.deadline_at <= now)
    return commit(domain::deadline_passed{holder});
  if (!state.claim) return;
  const bool prompted = state.shift && state.shift->asked_at;
  if (state.shift && !prompted && state.shift->ends_at <= now)
    return commit(domain::end_of_shift{});
  // The hours may have been changed; a holder who was prompted at their end is prompted no more if
  // they go on.
  const auto hours = deps_->hours.hours_of(state.workspace, state.agent);
  const auto ends_at = next_closing(now);
  const bool as_known =
      ends_at == (state.shift ? std::optional{state.shift->ends_at} : std::nullopt);
  if (!as_known && (!prompted || !hours || domain::is_open(*hours, now)))
    return commit(domain::shift_is{ends_at});
  commit(domain::holder_is{holder});
}

void conversation_actor::handle(queue_position_changed&) {
  const auto current = view();
  if (current->queue_position && audience_.has_visitor())
    deps_->parts.announcements.announce(here(), queue_moved{*current->queue_position},
                                        audience_.without_streams());
}

flush_token conversation_actor::answer_after_flush() {
  const auto* request = current_command();
  const auto* promise =
      request != nullptr ? std::get_if<domain::promise<shared_view>>(&request->done) : nullptr;
  if (promise == nullptr) return {};
  auto acknowledge = [promise = *promise, current = view()] { promise(current); };
  if (commands_.current()->decision) return barrier_.begin(std::move(acknowledge));
  // Without an epoch of its own (a claim that was there already) it waits for the one under way.
  barrier_.after_last(std::move(acknowledge));
  return {};
}

void conversation_actor::succeed(flush_token token) {
  const auto* request = current_command();
  const auto& decision = commands_.current()->decision;
  if (request == nullptr) {
    if (decision && current_request() == nullptr) complete_answer(decision->entries.back());
  } else if (const auto* lead = std::get_if<domain::promise<captured_lead>>(&request->done)) {
    // Whether the email was known already is nothing that a visitor is told.
    (*lead)(captured_lead{decision->lead->proposed_id, true});
  } else if (const auto* accepted = std::get_if<domain::promise<posted>>(&request->done)) {
    const auto& message = decision->entries.front();  // what it led to stands behind it
    (*accepted)(posted{message, false});
    if (std::holds_alternative<domain::post_visitor_message>(request->command))
      await_answer(*request, message);
  }
  // A view is answered when the last shard lets go of the token.
  token.reset();
}

void conversation_actor::answer_repeated(const domain::entry& first) {
  const auto* request = current_command();
  if (request == nullptr) return;
  if (!domain::is_repeat_of(request->command, first)) {
    const auto reused =
        fail(errc::client_id_reused, "This client id was already used with a different body.");
    std::visit([&](const auto& promise) { promise(reused); }, request->done);
  } else if (const auto* lead = std::get_if<domain::promise<captured_lead>>(&request->done)) {
    (*lead)(captured_lead{first.meta.receipt.value_or(*first.meta.lead), false});
  } else if (const auto* accepted = std::get_if<domain::promise<posted>>(&request->done)) {
    const bool is_question = std::holds_alternative<domain::post_visitor_message>(request->command);
    if (is_question && !is_answer_due(first)) return look_up_answer(first);
    (*accepted)(posted{first, true});
    if (is_question) await_answer(*request, first);
  }
}

}  // namespace takeover::actors
