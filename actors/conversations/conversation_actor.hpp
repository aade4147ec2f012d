/// One live conversation: its model, its audience, its running answer, one command at a time. Owns
/// no socket and no SQL.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "actors/conversations/audience.hpp"
#include "actors/conversations/conversation_deps.hpp"

namespace takeover::actors {

/// A visitor who waits for the answer to the message `seq`.
struct answer_waiter {
  domain::seq_t seq = 0;
  domain::promise<answered> done;
  std::optional<listener> stream;
};

/// The answer that is being written.
struct answer_in_progress {
  domain::running_answer shown;
  std::size_t units = 0;  ///< length of the text in UTF-16 units
  streamer_handle streamer;
};

/// The way of one announcement through the shards: what waits for its end runs then, or at once.
/// Thread-safe.
class passage {
 public:
  void then(std::function<void()> what);
  void pass();
  /// Its end is the end of the last copy: shards keep copies until they have passed a frame.
  [[nodiscard]] static fence fence_of(const std::shared_ptr<passage>& way) {
    return fence{way.get(), [way](void*) { way->pass(); }};
  }

 private:
  std::mutex mutex_;
  bool passed_ = false;
  std::vector<std::function<void()>> waiting_;
};

/// Logs why rows could not be read; what to say of it to who asked.
[[nodiscard]] domain::error why_unread(domain::conversation_id id, const std::exception& problem);

/// How a command goes: decide on the model, store, apply, announce, answer; the next one waits its
/// turn meanwhile. Nothing of a decision is visible before it is on disk; what the agent writes
/// meanwhile waits too, so a takeover stores exactly what was announced.
class conversation_actor : public conversation_handle::base {
 public:
  conversation_actor(caf::actor_config& config, domain::conversation_id id,
                     std::shared_ptr<conversation_deps> deps,
                     std::shared_ptr<std::atomic<std::size_t>> pending);
  behavior_type make_behavior() override;
  void on_exit() override;

 private:
  using task = std::variant<conversation_request, answer_text, answer_whole>;
  struct work {
    task what;
    int attempts = 0;
    /// The rows were read for it, so that it is decided on what other processes did
    bool read_first = false;
  };
  enum class rows { unread, present, missing, deleted };
  enum class turn { free, waiting_for_storage };

  // The mailbox, in conversation_actor.cpp.
  void take(work next);
  void pump();
  void run_current();
  void on_saved(saved& news);
  void on_looked_up(looked_up& news);
  void on_answer_found(answer_found& news);
  void on_rows_deleted(rows_deleted& news);
  void be_deleted(const std::string& by);
  void pass_on_answers(const std::vector<domain::entry>& missed);
  void on_retire_if_idle();
  void on_shut_down();
  void fail_and_quit(const char* why);
  void commit(domain::command wanted);
  void look_up(const std::string& client_id, domain::error refusal);
  void apply(storage::committed& news);
  void announce_entries(const std::vector<domain::entry>& entries, domain::seq_t visitor_prev,
                        const shared_view& shown, const fence& passed);
  void refuse_current(const domain::error& why);
  void refuse_as_deleted();

  // Its rows, in conversation_rows.cpp.
  void load();
  /// True: other processes may have changed the rows, and they are read before the current request
  /// is handled.
  [[nodiscard]] bool reads_first();
  void on_loaded(loaded& news);
  void catch_up(const domain::conversation& known, const loaded& news);

  // Each request, in conversation_requests.cpp.
  void handle(visitor_says& asked);
  void handle(claim_request& asked);
  void handle(transfer_request& asked);
  void handle(release_request& asked);
  void handle(keep_request& asked);
  void handle(reply_request& asked);
  void handle(note_request& asked);
  void handle(handoff_request& asked);
  void handle(lead_request& asked);
  void handle(delete_request& asked);
  void delete_rows(delete_request& asked);
  void handle(join_request& asked);
  void handle(leave_request& asked);
  void handle(typing_request& asked);
  void handle(lead_updated& asked);
  void handle(look_again& asked);
  void handle(line_moved& asked);
  void handle(answer_text& news);
  void handle(answer_whole& news);
  [[nodiscard]] const std::string& current_client_id() const;
  [[nodiscard]] fence fence_for_current();
  void succeed(const storage::committed& news, fence passed);
  void answer_repeated(const domain::entry& first);
  void await_answer(visitor_says& asked, const domain::entry& mine);
  void look_up_answer(const domain::entry& first);

  // The running answer, in conversation_answer.cpp.
  [[nodiscard]] bool is_answer_due(const domain::entry& message) const;
  void maybe_start_answer();
  void end_answer();
  void complete_answer(const domain::entry& whole);
  void finish_waiter(answer_waiter& waiter, answered outcome);
  void forget_stream(const listener& stream);

  // What is around it, in conversation_surroundings.cpp.
  /// What the rules look at beside the conversation, as far as this command needs it.
  [[nodiscard]] domain::context surroundings(const domain::command& wanted) const;
  [[nodiscard]] domain::presence presence_of_next_holder(const domain::command& wanted) const;
  [[nodiscard]] domain::availability_report availability_now(domain::timestamp now) const;
  [[nodiscard]] std::optional<domain::timestamp> next_closing(domain::timestamp now) const;
  [[nodiscard]] channel here() const { return {channel_kind::conversation, id_.value()}; }
  [[nodiscard]] shared_view view() const;
  [[nodiscard]] bool belongs_to(const domain::visitor_identity& who) const;
  /// Says who is there if the visitor came or went since `had_visitor`.
  void visitor_moved(bool had_visitor);
  void look_at_holder();
  /// Keeps the line of those who wait, and has the visitors behind hear that it moved.
  void keep_line();
  void tell_workspace();
  conversation_handle self() { return this; }

  domain::conversation_id id_;
  std::shared_ptr<conversation_deps> deps_;
  /// Requests that wait for their turn, in the mailbox or here
  std::shared_ptr<std::atomic<std::size_t>> pending_;
  rows rows_ = rows::unread;
  turn turn_ = turn::free;
  bool stopping_ = false;
  domain::conversation_view model_;
  audience audience_;
  std::unique_ptr<answer_in_progress> answer_;
  domain::generation_t last_generation_ = 0;
  std::vector<answer_waiter> waiters_;
  std::unique_ptr<work> current_;
  std::vector<work> queue_;
  std::unique_ptr<domain::decision> saving_;
  std::weak_ptr<passage> last_passage_;  ///< of the epoch that not every shard has passed yet
};

}  // namespace takeover::actors
