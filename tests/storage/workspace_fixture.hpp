/// A shop on a real database: its people, its agent, its conversations, kept by a store. Owns the
/// temporary folder. The database is a file of SQLite, or with TAKEOVER_TEST_DATABASE=postgresql a
/// schema on a server that the tests start.
#pragma once

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <map>

#include "storage/conversations/conversation_change.hpp"
#include "storage/sql/dialect.hpp"
#include "storage/store.hpp"

namespace takeover::storage::test {

/// What the tests run on.
[[nodiscard]] dialect tested();
/// For cases that are about one of them: `* boost::unit_test::precondition(on_sqlite)`.
[[nodiscard]] boost::test_tools::assertion_result on_sqlite(boost::unit_test::test_unit_id);
[[nodiscard]] boost::test_tools::assertion_result on_postgresql(boost::unit_test::test_unit_id);

/// The url of a database that is empty: a file in the folder that is not there yet, or a new
/// schema.
[[nodiscard]] std::string fresh_database(const std::string& file);

inline domain::timestamp at(std::int64_t seconds) {
  return domain::from_ms(1'790'000'000'000 + seconds * 1'000);
}

class temporary_folder {
 public:
  temporary_folder();
  ~temporary_folder();
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// Opens the database, or fails the test.
[[nodiscard]] std::unique_ptr<store> opened(const std::string& url, domain::id_source& ids,
                                            const domain::clock& clock,
                                            std::size_t max_waiting = open_options{}.max_waiting);

/// Runs a job in a transaction of its own, or fails the test.
void write(store& into, const std::function<void(writer&)>& job);

/// What a question to a reader gives.
template <class Ask>
auto read(store& from, Ask ask) {
  std::optional<decltype(ask(std::declval<reader&>()))> answer;
  read_and_wait(from, [&](reader& rows) { answer.emplace(ask(rows)); });
  return std::move(*answer);
}

/// Submits, and waits for the outcome.
[[nodiscard]] commit_outcome submitted(store& into, conversation_change change);

[[nodiscard]] inline bool stored(const commit_outcome& outcome) {
  return std::holds_alternative<committed>(outcome);
}
/// True if the sentence of the error holds the text.
[[nodiscard]] inline bool says(const domain::error& e, const std::string& text) {
  return e.detail.find(text) != std::string::npos;
}
/// The error's code; nothing if it is no error.
[[nodiscard]] std::optional<domain::errc> refusal(const commit_outcome& outcome);

/// One conversation as the rules see it: decides, and goes on from what was stored.
class talk {
 public:
  talk(domain::conversation start, domain::id_source& ids) : now_(std::move(start)), ids_(&ids) {}

  [[nodiscard]] const domain::conversation& now() const { return now_; }
  [[nodiscard]] domain::conversation_id id() const { return now_.id; }
  /// What the command changes, fenced by what is known of the conversation, one second after the
  /// last one or the last activity.
  [[nodiscard]] conversation_change deciding(const domain::command& wanted) const;
  void follow(const conversation_change& change) {
    now_ = change.decision.next;
    changed_at_ = change.now;
  }
  /// Decides, submits to `into`, and follows if it is stored.
  commit_outcome run(store& into, const domain::command& wanted);
  /// Posts messages of the visitor: `c1`, `c2`, … with the bodies `question 1`, ….
  void say(store& into, int count = 1);
  commit_outcome leave_lead(store& into, const std::string& email, domain::lead_fields others = {});

 private:
  domain::conversation now_;
  domain::timestamp changed_at_{};
  domain::id_source* ids_;
  int said_ = 0;
};

/// The workspace with three members (Ada: member, Bob: admin, Olga: owner), and one agent.
class workspace_fixture {
 public:
  explicit workspace_fixture(std::size_t max_waiting = open_options{}.max_waiting);

  [[nodiscard]] store& rows() { return *store_; }
  /// SQLite's.
  [[nodiscard]] std::string file() const { return folder.file("takeover.db"); }
  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] database_place place() const { return parse_database_url(url_).value(); }
  void close();
  void reopen();

  [[nodiscard]] domain::member person(const std::string& name, domain::role as);
  [[nodiscard]] domain::agent_id given_agent(const std::string& name);
  [[nodiscard]] talk given_conversation(const std::string& page_url = "https://shop.example/");
  [[nodiscard]] talk given_conversation_of(domain::agent_id with, domain::timestamp made,
                                           const std::string& page_url = "https://shop.example/");
  [[nodiscard]] domain::conversation state(domain::conversation_id id);
  [[nodiscard]] std::vector<domain::entry> timeline(domain::conversation_id id);
  /// One number out of the database, asked past the store.
  [[nodiscard]] std::int64_t number(const std::string& sql) const;
  /// Runs statements past the store.
  void tamper(const std::string& sql) const;

  temporary_folder folder;
  domain::random_ids ids;
  domain::manual_clock clock{at(0)};

 private:
  std::string url_;
  std::unique_ptr<store> store_;

 public:
  domain::workspace_id workspace;
  domain::agent_id agent;
  domain::member ada, bob, olga;
};

}  // namespace takeover::storage::test
