#include "storage/store.hpp"

#include <exception>
#include <future>
#include <utility>

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
  struct reading {
    std::promise<void> over;
    std::exception_ptr failed;
  };
  auto shared = std::make_shared<reading>();
  auto over = shared->over.get_future();
  const bool accepted = target.read([shared, job = std::move(job)](reader& from) {
    // The reader's thread lets go of the exception before it tells the one that waits, who then is
    // the only one to read and destroy it.
    try {
      job(from);
    } catch (...) {
      shared->failed = std::current_exception();
    }
    shared->over.set_value();
  });
  if (!accepted) throw std::runtime_error("the store takes no more questions");
  over.get();
  if (auto failed = std::exchange(shared->failed, nullptr)) std::rethrow_exception(failed);
}

}  // namespace takeover::storage
