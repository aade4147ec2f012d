/// The real actors on a real database, with an announcer that writes down what it hears. Owns the
/// temporary folder.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <future>
#include <map>
#include <mutex>
#include <thread>

#include "actors/actor_tree.hpp"
#include "answering/builtin/builtin_answerer.hpp"
#include "storage/audit/audit.hpp"
#include "storage/live_chat/live_chat.hpp"
#include "storage/store.hpp"

namespace takeover::actors::test {

/// Waits for an answer of the actors; far above what any takes, so that only a hang ends it.
inline constexpr std::chrono::seconds wait_timeout{60};

/// Looks again and again, without a pause that hides a race, for what no event tells. False after
/// `wait_timeout`.
template <class Found>
bool eventually(Found found) {
  const auto end = std::chrono::steady_clock::now() + wait_timeout;
  while (std::chrono::steady_clock::now() < end) {
    if (found()) return true;
    std::this_thread::yield();
  }
  return false;
}

/// What was announced, in order, on one channel.
struct heard {
  channel where;
  event what;
  bool to_visitor = false;
};

class recording_announcer final : public announcer {
 public:
  void announce(const channel& where, const event& what, const reach& to, flush_token passed,
                listener except) override;
  void admit(const listener& who, const channel& where, listener_kind kind,
             const admission& from) override;
  void refuse(const listener& who, const channel& where, const domain::error& why) override;
  void tell(const listener& who, const channel& where, listener_kind kind,
            const event& what) override;
  void close(const channel& where, ending how) override;
  void end_session(domain::session_id session) override;

  /// Blocks until `found` holds for what was heard so far. False after `wait_timeout`.
  bool wait_until(const std::function<bool(const std::vector<heard>&)>& found);
  /// How many pieces of answers were heard of one conversation.
  [[nodiscard]] std::size_t deltas(const domain::ulid& conversation) const;
  bool wait_for_deltas(const domain::ulid& conversation, std::size_t count);
  bool wait_for_admissions(std::size_t count);
  [[nodiscard]] std::vector<heard> all() const;
  [[nodiscard]] std::vector<std::pair<listener, admission>> admitted() const;
  [[nodiscard]] std::vector<domain::errc> refused() const;
  /// Which channels were closed, and how.
  [[nodiscard]] std::vector<std::pair<channel, ending>> closed() const;
  /// Keeps the flush tokens of what is announced from now on until `release_tokens`.
  void hold_tokens();
  void release_tokens();
  void forget();
  [[nodiscard]] std::vector<domain::session_id> ended_sessions() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<heard> heard_;
  std::map<domain::ulid, std::size_t> deltas_;
  std::vector<std::pair<listener, admission>> admitted_;
  std::vector<domain::errc> refused_;
  std::vector<std::pair<channel, ending>> closed_;
  std::vector<domain::session_id> ended_sessions_;
  bool holding_ = false;
  std::vector<flush_token> held_;
};

/// A reply that a test can wait for.
template <class T>
class waiting_reply {
 public:
  [[nodiscard]] domain::promise<T> promise() const {
    return domain::promise<T>{
        [made = made_](domain::result<T> out) { made->set_value(std::move(out)); }};
  }
  domain::result<T> get() {
    if (future_.wait_for(wait_timeout) != std::future_status::ready)
      throw std::runtime_error{"no answer came"};
    return future_.get();
  }
  [[nodiscard]] bool ready() const {
    return future_.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
  }

 private:
  std::shared_ptr<std::promise<domain::result<T>>> made_ =
      std::make_shared<std::promise<domain::result<T>>>();
  std::future<domain::result<T>> future_ = made_->get_future();
};

class temporary_folder {
 public:
  temporary_folder();
  ~temporary_folder();
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  [[nodiscard]] std::string file() const { return (path_ / "takeover.db").string(); }
  [[nodiscard]] std::string database() const { return "sqlite:" + file(); }

 private:
  std::filesystem::path path_;
};

/// The url of an empty schema on a PostgreSQL server of the tests' own.
std::string shared_database();

/// One workspace with members, one agent that knows one long curated answer ("Tell me the long
/// story"), and the tree.
class actor_fixture {
 public:
  explicit actor_fixture(tree_options options = {}, const domain::clock* clock = nullptr,
                         std::string database = {});
  /// A second program on the same database, workspace and clock.
  actor_fixture(const actor_fixture& first, tree_options options);
  ~actor_fixture();

  void start();
  void stop();  ///< ends tree and store; `start` goes on with the same file

  domain::visitor_identity given_conversation();
  domain::result<posted> say(const domain::visitor_identity& who, std::string client_id,
                             std::string body, waiting_reply<answered>* done = nullptr);
  domain::result<shared_view> claim(const domain::visitor_identity& chat, const domain::member& by,
                                    domain::takeover_mode mode = domain::takeover_mode::ask);
  domain::result<shared_view> transfer(const domain::visitor_identity& chat,
                                       const domain::member& by, const domain::member& to);
  domain::result<shared_view> release(const domain::visitor_identity& chat,
                                      const domain::member& by);
  domain::result<posted> answer(const domain::visitor_identity& chat, const domain::member& by,
                                std::string client_id, std::string body);
  domain::result<shared_view> keep(const domain::visitor_identity& chat, const domain::member& by);
  void given_settings(const domain::member& by, const domain::live_chat_settings& settings);
  /// nullopt means those of the workspace.
  void given_agent_hours(const domain::member& by,
                         const std::optional<storage::hours_override>& hours);
  void switch_to(const domain::member& who, domain::member_switch to);
  domain::result<shared_view> handoff(const domain::visitor_identity& who);
  /// A member starts to listen; returns after the actor has taken it up.
  listener given_listener(const domain::visitor_identity& chat,
                          listener_kind kind = listener_kind::member);
  [[nodiscard]] domain::member member_named(const std::string& name,
                                            domain::role as = domain::role::member);
  [[nodiscard]] std::vector<domain::entry> timeline(const domain::visitor_identity& chat);
  [[nodiscard]] std::vector<storage::audit_record> audit();
  [[nodiscard]] domain::conversation state(const domain::visitor_identity& chat);

  static constexpr const char* story_question = "Tell me the long story";
  static const std::string& story();

  temporary_folder folder;
  domain::random_ids ids;
  domain::wall_clock wall;
  const domain::clock& clock;
  tree_options options;
  recording_announcer announcements;
  courier* outgoing = nullptr;  ///< set before `start`
  std::unique_ptr<storage::store> store;
  std::unique_ptr<answering::builtin_answerer> agent;
  std::unique_ptr<actor_tree> tree;
  domain::workspace_id shop;
  domain::agent_id agent_id;

 private:
  std::string database_;
  std::atomic<std::uint64_t> next_listener_ = 1;
};

}  // namespace takeover::actors::test
