// How a conversation reads its rows: at first, after a write whose outcome is unknown, and where
// other processes write, too.
#include <algorithm>
#include <exception>
#include <utility>

#include "actors/conversations/conversation_actor.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/conversations/timeline.hpp"
#include "storage/people/heartbeats.hpp"
#include "storage/tokens.hpp"

namespace takeover::actors {
namespace {

/// How many entries are announced late; above it the listeners rejoin and read the timeline.
constexpr int max_missed = 50;

/// The request to delete everything, whatever its state; nullptr for any other request.
delete_request* full_deletion(conversation_request* request) {
  auto* deletion = request != nullptr ? std::get_if<delete_request>(request) : nullptr;
  return deletion != nullptr && deletion->what == domain::deletion::any ? deletion : nullptr;
}

}  // namespace

void conversation_actor::load() {
  commands_.wait_for_storage();
  const bool nobody_missed_it = audience_.empty() && !answer_.is_running();
  const auto known = nobody_missed_it ? std::nullopt : std::optional{model_.state.last_seq};
  const auto process =
      deps_->processes.is_shared() ? std::optional{deps_->processes.process()} : std::nullopt;
  const bool queued = ask_store(
      deps_->parts.store, self(),
      [id = id_, known, process](storage::reader& data) {
        rows_loaded loaded{std::optional<domain::conversation_view>{}};
        auto view = storage::conversations::view(data, id);
        if (!view) loaded.deleted_from = storage::conversations::deleted_from(data, id);
        if (view && known && view->state.last_seq > *known) {
          auto page = storage::timeline::page(
              data, {id, storage::timeline_audience::member, *known, std::nullopt, max_missed});
          loaded.missed = std::move(page.entries);
          loaded.more = page.more;
        }
        if (view && view->state.claim && process)
          loaded.holder_seen = storage::heartbeats::last(data, view->state.workspace,
                                                         view->state.claim->holder.id, *process);
        loaded.view = std::move(view);
        return loaded;
      },
      [id = id_](const std::exception& problem) { return rows_loaded{unreadable(id, problem)}; });
  if (queued) return;
  commands_.storage_answered();
  if (commands_.current() == nullptr)
    deps_->parts.announcements.close(here(), announcer::ending::rejoin);
  refuse_current(database_busy());
}

void conversation_actor::on_rows_loaded(rows_loaded& message) {
  commands_.storage_answered();
  if (auto* task = commands_.current()) task->reloaded = true;
  if (!message.view) {
    if (auto* deletion = full_deletion(current_request());
        deletion != nullptr && message.view.error() == domain::errc::corrupt) {
      delete_rows(*deletion);
    } else {
      refuse_current(message.view.error());
      // Listeners would miss what is in the rows and not known here.
      if (!audience_.empty()) deps_->parts.announcements.close(here(), announcer::ending::rejoin);
    }
  } else if (!*message.view) {
    rows_ = row_state::missing;
    if (message.deleted_from) {
      model_.state.workspace = *message.deleted_from;
      mark_deleted({});
    }
  } else {
    const auto known = std::move(model_.state);
    model_ = std::move(**message.view);
    rows_ = row_state::present;
    if (model_.state.claim && deps_->processes.is_shared()) {
      const bool is_fresh =
          message.holder_seen &&
          *message.holder_seen >= deps_->processes.fresh_since(deps_->parts.clock.now());
      deps_->presence.set_elsewhere(
          model_.state.workspace, model_.state.claim->holder.id,
          is_fresh ? domain::presence::connected : domain::presence::away);
    }
    update_queue_position();
    catch_up(known, message);
    const bool was_answered =
        message.more || std::ranges::any_of(message.missed, [](const domain::entry& e) {
          return e.role == domain::message_role::agent;
        });
    if (answer_.is_running() && was_answered) complete_waiters_from(message.missed);
    if (answer_.is_running() && (was_answered || answer_.shown()->epoch != model_.state.epoch))
      end_answer();
    maybe_start_answer();
  }
  if (message.view && commands_.current() != nullptr) run_current();
  pump();
}

bool conversation_actor::reload_before_refusing() {
  if (!deps_->parts.store.is_shared() || std::exchange(commands_.current()->reloaded, true))
    return false;
  rows_ = row_state::unread;
  run_current();
  return true;
}

/// The rows were ahead of memory: after a write whose outcome nobody knew, or one by another
/// process.
void conversation_actor::catch_up(const domain::conversation& known, const rows_loaded& read) {
  if (read.missed.empty()) return;
  if (read.more) {
    deps_->parts.announcements.close(here(), announcer::ending::rejoin);
  } else {
    // A claim that was stored already is acknowledged when everybody was sent it, too.
    announce_entries(read.missed, known.visitor_seq, view(), barrier_.begin());
  }
  publish_summary();
}

}  // namespace takeover::actors
