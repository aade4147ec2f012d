/// A store that fails a conversation when a test says so, and a fixture whose conversations use it.
/// Keeps nothing itself.
#pragma once

#include "storage/conversations/conversation_change.hpp"
#include "storage/schema/secrets.hpp"
#include "storage/tokens.hpp"
#include "tests/actors/fixture.hpp"

namespace takeover::actors::test {

/// Passes everything on; what it does to changes is each said once.
class unreliable_store final : public storage::store {
 public:
  explicit unreliable_store(storage::store& real) : real_(real) {}

  /// The next change is stored, and the answer says that nobody knows.
  void lose_next_answer() { losing_ = true; }
  /// The change after so many others is met with an exception, on the thread of who submits it.
  void throw_after(int others) { until_throw_ = others + 1; }

  void submit(storage::conversation_change change, storage::commit_done done) override {
    if (until_throw_ > 0 && --until_throw_ == 0) throw std::runtime_error{"thrown by the test"};
    if (!losing_.exchange(false)) return real_.submit(std::move(change), std::move(done));
    real_.submit(std::move(change), [done = std::move(done)](storage::commit_outcome) {
      done(domain::fail(domain::errc::unavailable));
    });
  }
  void write(std::function<domain::result<void>(storage::writer&)> job,
             std::function<void(domain::result<void>)> done) override {
    real_.write(std::move(job), std::move(done));
  }
  bool read(std::function<void(storage::reader&)> job) override {
    return real_.read(std::move(job));
  }
  const storage::secrets& keys() const override { return real_.keys(); }
  bool is_shared() const override { return real_.is_shared(); }
  storage::store_stats stats() const override { return real_.stats(); }
  void stop() override { real_.stop(); }

 private:
  storage::store& real_;
  std::atomic<bool> losing_ = false;
  std::atomic<int> until_throw_ = 0;
};

struct unreliable_store_fixture : actor_fixture {
  explicit unreliable_store_fixture(tree_options wanted = {}) : actor_fixture(wanted) {
    tree->stop();
    tree = std::make_unique<actor_tree>(tree_parts{unreliable, announcements, *agent, ids, clock},
                                        options);
    tree->recover();
  }
  ~unreliable_store_fixture() { stop(); }
  unreliable_store unreliable{*store};
};

/// Holds the store's writer, so that what is submitted waits, until `let_go`.
class held_writer {
 public:
  explicit held_writer(storage::store& of) {
    of.write(
        [this](storage::writer&) -> domain::result<void> {
          held_.set_value();
          go_on_.get_future().wait();
          return {};
        },
        [](const domain::result<void>&) {});
    held_.get_future().wait();
  }
  void let_go() { go_on_.set_value(); }

 private:
  std::promise<void> held_;
  std::promise<void> go_on_;
};

}  // namespace takeover::actors::test
