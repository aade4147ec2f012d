/// Sending to an actor. Also says to ThreadSanitizer what it cannot see: that a mailbox of libcaf,
/// which is not instrumented, hands messages over in order.
#pragma once

#include <caf/actor_cast.hpp>
#include <caf/actor_control_block.hpp>
#include <caf/send.hpp>
#include <utility>

#if defined(__SANITIZE_THREAD__)
extern "C" void __tsan_acquire(void* address);
extern "C" void __tsan_release(void* address);
#endif

namespace takeover::actors {

/// While an actor's handler runs: what happened before its message was sent, and in its handlers
/// before, has happened. Does nothing without ThreadSanitizer.
class handling {
 public:
  explicit handling([[maybe_unused]] caf::actor_control_block* actor) {
#if defined(__SANITIZE_THREAD__)
    actor_ = actor;
    __tsan_acquire(actor_);
#endif
  }
  ~handling() {
#if defined(__SANITIZE_THREAD__)
    __tsan_release(actor_);
#endif
  }
  handling(const handling&) = delete;
  handling& operator=(const handling&) = delete;

#if defined(__SANITIZE_THREAD__)
 private:
  caf::actor_control_block* actor_;
#endif
};

/// Thread-safe. A message to an actor that has ended is dropped.
template <class Handle, class Message>
void send_message(const Handle& to, Message&& message) {
#if defined(__SANITIZE_THREAD__)
  __tsan_release(caf::actor_cast<caf::strong_actor_ptr>(to).get());
#endif
  caf::anon_send(to, std::forward<Message>(message));
}

}  // namespace takeover::actors
