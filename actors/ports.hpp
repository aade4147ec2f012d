/// What the actors need from outside, as interfaces: announcing and delivering. Owns no
/// implementation.
#pragma once

#include "actors/events.hpp"
#include "domain/promise.hpp"
#include "storage/delivery/delivery_queue.hpp"

namespace takeover::actors {

/// Where announcements go: the I/O shards. Thread-safe, never blocks. The calls of one actor reach
/// a shard in order.
class announcer {
 public:
  virtual ~announcer() = default;

  /// Renders `what` once for each listener kind in `to`, and passes it to every listener of the
  /// channel there except `except`. Shards hold `token` until they have flushed the frame.
  virtual void announce(const channel& where, const event& what, const reach& to,
                        flush_token token = {}, listener except = {}) = 0;
  /// Subscribes a listener to the channel from here on, and tells it so before anything later.
  virtual void admit(const listener& who, const channel& where, listener_kind kind,
                     const admission& from) = 0;
  virtual void refuse(const listener& who, const channel& where, const domain::error& why) = 0;
  /// Passes one event to one listener (the stream of a visitor's message).
  virtual void tell(const listener& who, const channel& where, listener_kind kind,
                    const event& what) = 0;
  /// Ends every subscription of the channel after what is queued. `rejoin`: clients are to
  /// subscribe again.
  enum class ending { gone, rejoin };
  virtual void close(const channel& where, ending how) = 0;
  /// Ends a session's subscriptions (signed out, here or in another process), and invalidates its
  /// unused channel signatures.
  virtual void end_session(domain::session_id session) = 0;
};

/// Delivers jobs to a mail server and to webhooks. Thread-safe; answers later, on any thread. An
/// error instead of an attempt means it was not tried.
class courier {
 public:
  virtual ~courier() = default;
  /// Without a mailer, mail waits.
  [[nodiscard]] virtual bool has_mailer() const = 0;
  /// Tries once, within the job's lease.
  virtual void deliver(storage::claimed_job job, domain::promise<domain::attempt> done) = 0;
};

}  // namespace takeover::actors
