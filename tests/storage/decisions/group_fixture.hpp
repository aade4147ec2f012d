/// Several changes and jobs that reach the database in one transaction.
#pragma once

#include <future>
#include <memory>

#include "storage/conversations/conversation_change.hpp"
#include "tests/storage/workspace_fixture.hpp"

namespace takeover::storage::test {

/// Holds the writer's thread: what is submitted meanwhile makes one group.
class gate {
 public:
  explicit gate(store& of) : store_(of) {
    auto reached = std::make_shared<std::promise<void>>();
    store_.write(
        [reached, opens = opens_.get_future().share()](writer&) -> domain::result<void> {
          reached->set_value();
          opens.wait();
          return {};
        },
        [](auto) {});
    reached->get_future().wait();
  }
  ~gate() { open(); }
  void open() {
    if (std::exchange(closed_, false)) opens_.set_value();
  }

 private:
  store& store_;
  std::promise<void> opens_;
  bool closed_ = true;
};

/// What was submitted, and the outcomes that come.
class inbox {
 public:
  void submit(store& into, conversation_change change) {
    auto answer = std::make_shared<std::promise<commit_outcome>>();
    changes_.push_back(answer->get_future());
    into.submit(std::move(change),
                [answer](commit_outcome out) { answer->set_value(std::move(out)); });
  }
  void write(store& into, std::function<domain::result<void>(writer&)> job) {
    auto answer = std::make_shared<std::promise<domain::result<void>>>();
    jobs_.push_back(answer->get_future());
    into.write(std::move(job),
               [answer](domain::result<void> out) { answer->set_value(std::move(out)); });
  }
  [[nodiscard]] std::vector<commit_outcome> changes() {
    std::vector<commit_outcome> all;
    for (auto& one : changes_) all.push_back(one.get());
    return all;
  }
  [[nodiscard]] std::vector<domain::result<void>> jobs() {
    std::vector<domain::result<void>> all;
    for (auto& one : jobs_) all.push_back(one.get());
    return all;
  }

 private:
  std::vector<std::future<commit_outcome>> changes_;
  std::vector<std::future<domain::result<void>>> jobs_;
};

inline domain::post_visitor_message message(int number) {
  return {"m" + std::to_string(number), "message " + std::to_string(number)};
}

}  // namespace takeover::storage::test
