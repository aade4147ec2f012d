/// One live conversation: decides commands on its model, stores, applies, announces, answers, in
/// that order and one at a time. Owns no socket and no SQL.
///
/// Nothing of a decision is visible before it is on disk. What the agent writes meanwhile waits,
/// too, so a takeover stores exactly the text that was announced.
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <vector>

#include "actors/ask_store.hpp"
#include "actors/conversations/ack_barrier.hpp"
#include "actors/conversations/audience.hpp"
#include "actors/conversations/command_queue.hpp"
#include "actors/conversations/conversation_deps.hpp"
#include "actors/conversations/running_answer.hpp"
#include "storage/conversations/conversation_change.hpp"

namespace takeover::actors {

/// Logs why a conversation's rows could not be read. The error to answer with.
[[nodiscard]] inline domain::error unreadable(domain::conversation_id id,
                                              const std::exception& problem) {
  return load_error("conversation could not be read", id.str(), problem);
}

class conversation_actor : public conversation_handle::base {
 public:
  conversation_actor(caf::actor_config& config, domain::conversation_id id,
                     std::shared_ptr<conversation_deps> deps,
                     std::shared_ptr<std::atomic<std::size_t>> pending);
  behavior_type make_behavior() override;
  void on_exit() override;

 private:
  enum class row_state : std::uint8_t { unread, present, missing, deleted };

  void on_request(request_arrived& message) { take({std::move(message.request)}); }
  void on_answer_text(answer_text& message) { take({std::move(message)}); }
  void on_answer_whole(answer_whole& message) { take({std::move(message)}); }
  void on_rows_loaded(rows_loaded& message);
  void on_change_stored(change_stored& message);
  void on_first_entry_read(first_entry_read& message);
  void on_answer_read(answer_read& message);
  void on_rows_deleted(rows_deleted& message);
  void on_visitor_stays_away(visitor_stays_away& message);
  void on_retire_if_idle(retire_if_idle& message);
  void on_shut_down(shut_down& message);
  /// A clause that calls a handler. An exception that left one would end the actor without a word:
  /// it is caught here, once for all of them.
  template <class Message>
  auto on(void (conversation_actor::*handler)(Message&)) {
    return [this, handler](Message& message) {
      const handling scope{ctrl()};
      try {
        (this->*handler)(message);
      } catch (const std::exception& problem) {
        fail_and_quit(problem.what());
      }
    };
  }
  void fail_and_quit(const char* why);

  void take(conversation_task task);
  void pump();
  void run_current();
  void commit(const domain::command& command);
  void look_up(const std::string& client_id, domain::error refusal);
  void apply(storage::committed& stored);
  void announce_entries(const std::vector<domain::entry>& entries, domain::seq_t visitor_prev,
                        const shared_view& shown, const flush_token& token);
  /// A lead that is being stored may be on disk, and `apply` will not run: the feed must not rely
  /// on memory.
  void doubt_feed();
  void refuse_current(const domain::error& why);
  void refuse_as_deleted();
  /// Tells the listeners, and stops everything. `by`: empty if another process deleted it and
  /// nobody here knows who.
  void mark_deleted(const std::string& by);

  void load();
  /// True: other processes may have changed the rows, so they are read before the current request
  /// is handled.
  [[nodiscard]] bool reload_before_refusing();
  void catch_up(const domain::conversation& known, const rows_loaded& read);

  void handle(command_request& request);
  void handle(delete_request& request);
  void handle(join_request& request);
  void handle(leave_request& request);
  void handle(typing_request& request);
  void handle(lead_updated& request);
  void handle(lead_removed& request);
  void handle(page_moved& request);
  void handle(reevaluate& request);
  void handle(queue_position_changed& request);
  void handle(answer_text& output);
  void handle(answer_whole& output);
  void delete_rows(delete_request& request);
  [[nodiscard]] conversation_request* current_request() noexcept;
  [[nodiscard]] command_request* current_command() noexcept;
  [[nodiscard]] bool admits(const asker& from) const;
  /// The token that the announcement of the current decision carries; if the current command
  /// promises a view, that is answered when the token is gone.
  [[nodiscard]] flush_token answer_after_flush();
  void succeed(flush_token token);
  void answer_repeated(const domain::entry& first);

  [[nodiscard]] bool is_answer_due(const domain::entry& message) const;
  void await_answer(const command_request& request, const domain::entry& message);
  void look_up_answer(const domain::entry& first);
  void maybe_start_answer();
  void end_answer();
  void complete_answer(const domain::entry& whole);
  void complete_waiters_from(const std::vector<domain::entry>& entries);
  void finish_waiter(answer_waiter& waiter, answered outcome);
  void forget_streamer();

  /// What the rules look at beside the conversation, as far as this command needs it.
  [[nodiscard]] domain::context decision_context(const domain::command& command) const;
  [[nodiscard]] domain::presence presence_of_next_holder(const domain::command& command) const;
  [[nodiscard]] domain::availability_report availability_now(domain::timestamp now) const;
  [[nodiscard]] std::optional<domain::timestamp> next_closing(domain::timestamp now) const;

  [[nodiscard]] channel here() const { return {channel_kind::conversation, id_.value()}; }
  [[nodiscard]] shared_view view() const;
  /// Follows up on a change of the audience, which had a visitor or not before it.
  void visitor_presence_changed(bool had_visitor);
  /// Tells the members and the visitors behind that this one came or left.
  void announce_visitor_presence();
  /// Catches a holder who came or went while the claim was on its way to disk.
  void recheck_holder();
  /// Updates the waiting queue, and tells the conversations behind this one.
  void update_queue_position();
  void publish_summary();
  conversation_handle self() { return this; }

  domain::conversation_id id_;
  std::shared_ptr<conversation_deps> deps_;
  /// Requests that wait for their turn, in the mailbox or in `commands_`
  std::shared_ptr<std::atomic<std::size_t>> pending_;
  row_state rows_ = row_state::unread;
  bool stopping_ = false;
  domain::conversation_view model_;
  audience audience_;
  /// Set from the visitor's last connection to the end of its grace: they still count as present
  std::optional<domain::timestamp> visitor_gone_at_;
  std::uint64_t departures_ = 0;
  running_answer answer_;
  streamer_handle streamer_;  ///< of the running answer
  command_queue commands_;
  ack_barrier barrier_;
};

}  // namespace takeover::actors
