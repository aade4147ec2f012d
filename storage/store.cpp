#include "storage/store.hpp"

#include <future>

namespace takeover::storage {

domain::result<void> write_and_wait(store& target,
                                    std::function<domain::result<void>(writer&)> job) {
  // Shared: the thread that answers may still be inside the promise when the one that waited has
  // gone on.
  auto answer = std::make_shared<std::promise<domain::result<void>>>();
  auto stored = answer->get_future();
  target.write(std::move(job),
               [answer](domain::result<void> outcome) { answer->set_value(std::move(outcome)); });
  return stored.get();
}

void read_and_wait(store& target, std::function<void(reader&)> job) {
  auto answer = std::make_shared<std::promise<void>>();
  auto done = answer->get_future();
  const bool accepted = target.read([answer, job = std::move(job)](reader& from) {
    try {
      job(from);
      answer->set_value();
    } catch (...) {
      answer->set_exception(std::current_exception());
    }
  });
  if (!accepted) throw std::runtime_error("the store takes no more questions");
  done.get();
}

}  // namespace takeover::storage
