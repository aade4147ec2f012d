// How a conversation learns what stands in its rows: at first, after a doubt, and where other
// processes write, too.
#include <algorithm>
#include <caf/send.hpp>
#include <exception>
#include <utility>

#include "actors/conversations/conversation_actor.hpp"
#include "actors/log.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/conversations/timeline.hpp"
#include "storage/people/heartbeats.hpp"
#include "storage/sql/db_errors.hpp"
#include "storage/tokens.hpp"

namespace takeover::actors {
namespace {

/// How many entries are announced belatedly; above it the listeners ask for the timeline.
constexpr int most_missed = 50;

/// The wish that all of it shall go, however it is.
delete_request* deletion_in(conversation_request* asked) {
  auto* deletion = asked != nullptr ? std::get_if<delete_request>(asked) : nullptr;
  return deletion != nullptr && deletion->what == domain::deletion::any ? deletion : nullptr;
}

}  // namespace

domain::error why_unread(domain::conversation_id id, const std::exception& problem) {
  log_error("conversation could not be read", id.str(), problem.what());
  const auto* known = dynamic_cast<const storage::db_error*>(&problem);
  if (known != nullptr && known->problem() == storage::db_problem::unreadable)
    return domain::fail(domain::errc::corrupt, storage::corrupt_row_message);
  return domain::fail(domain::errc::unavailable, "The database does not answer.");
}

void conversation_actor::load() {
  turn_ = turn::waiting_for_storage;
  const bool nobody_missed_it = audience_.empty() && !answer_;
  const auto known = nobody_missed_it ? std::nullopt : std::optional{model_.state.last_seq};
  const auto process =
      deps_->beats.are_needed() ? std::optional{deps_->beats.process()} : std::nullopt;
  const bool queued = deps_->parts.store.read([me = self(), id = id_, known,
                                               process](storage::reader& data) {
    loaded news{std::optional<domain::conversation_view>{}, std::nullopt, {}, false, std::nullopt};
    try {
      auto view = storage::conversations::view(data, id);
      if (!view) news.deleted_from = storage::conversations::deleted_from(data, id);
      if (view && known && view->state.last_seq > *known) {
        auto page = storage::timeline::page(
            data, {id, storage::timeline_audience::member, *known, std::nullopt, most_missed});
        news.missed = std::move(page.entries);
        news.more = page.more;
      }
      if (view && view->state.claim && process)
        news.holder_seen = storage::heartbeats::last(data, view->state.workspace,
                                                     view->state.claim->holder.id, *process);
      news.view = std::move(view);
    } catch (const std::exception& problem) {
      news.view = why_unread(id, problem);
    }
    caf::anon_send(me, std::move(news));
  });
  if (queued) return;
  turn_ = turn::free;
  if (!current_) deps_->parts.announcements.close(here(), announcer::ending::rejoin);
  refuse_current(
      {domain::errc::overloaded, "The database is busy.", {}, {}, std::chrono::seconds{1}});
}

void conversation_actor::on_loaded(loaded& news) {
  turn_ = turn::free;
  if (current_) current_->read_first = true;
  if (!news.view) {
    auto* asked = current_ ? std::get_if<conversation_request>(&current_->what) : nullptr;
    if (auto* deletion = deletion_in(asked);
        deletion != nullptr && news.view.error() == domain::errc::corrupt) {
      delete_rows(*deletion);
    } else {
      refuse_current(news.view.error());
      // Who listens would miss what is in the rows and not known here.
      if (!audience_.empty()) deps_->parts.announcements.close(here(), announcer::ending::rejoin);
    }
  } else if (!*news.view) {
    rows_ = rows::missing;
    if (news.deleted_from) {
      model_.state.workspace = *news.deleted_from;
      be_deleted({});
    }
  } else {
    const auto known = std::move(model_.state);
    model_ = std::move(**news.view);
    rows_ = rows::present;
    if (model_.state.claim && deps_->beats.are_needed()) {
      const bool is_fresh = news.holder_seen &&
                            *news.holder_seen >= deps_->beats.fresh_since(deps_->parts.clock.now());
      deps_->online.set_elsewhere(model_.state.workspace, model_.state.claim->holder.id,
                                  is_fresh ? domain::presence::connected : domain::presence::away);
    }
    keep_line();
    catch_up(known, news);
    const bool was_answered =
        news.more || std::ranges::any_of(news.missed, [](const domain::entry& e) {
          return e.role == domain::message_role::agent;
        });
    if (answer_ && was_answered) pass_on_answers(news.missed);
    if (answer_ && (was_answered || answer_->shown.epoch != model_.state.epoch)) end_answer();
    maybe_start_answer();
  }
  if (news.view && current_) run_current();
  pump();
}

bool conversation_actor::reads_first() {
  if (!deps_->parts.store.is_shared() || std::exchange(current_->read_first, true)) return false;
  rows_ = rows::unread;
  run_current();
  return true;
}

/// The rows were ahead of memory: after a write whose outcome nobody knew, or one by another
/// process.
void conversation_actor::catch_up(const domain::conversation& known, const loaded& news) {
  if (news.missed.empty()) return;
  if (news.more) {
    deps_->parts.announcements.close(here(), announcer::ending::rejoin);
  } else {
    // Whoever asks for what is stored already is told when everybody has been sent it, too.
    const auto way = std::make_shared<passage>();
    last_passage_ = way;
    announce_entries(news.missed, known.visitor_seq, view(), passage::fence_of(way));
  }
  tell_workspace();
}

}  // namespace takeover::actors
