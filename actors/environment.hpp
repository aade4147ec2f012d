/// What every actor may need from outside: the ports and the options. Owns none of them.
#pragma once

#include "actors/ports.hpp"
#include "answering/answerer.hpp"
#include "domain/delivery/circuit_breaker.hpp"
#include "storage/store.hpp"

namespace takeover::actors {

/// How the job queue is worked off.
struct delivery_options {
  domain::retry_policy retries;
  std::chrono::milliseconds look_every{1'000};  ///< how often due jobs are polled
  /// Lease of a claimed job: well over one attempt; after a crash its jobs wait this long
  std::chrono::milliseconds mail_lease{90'000};
  std::chrono::milliseconds webhook_lease{30'000};
  int mails_at_once = 2;
  int webhooks_at_once = 4;
  int calls_per_host = 2;  ///< webhook calls under way at once, all processes together
  domain::breaker_policy breaker;
  /// A recipient gets one mail of a kind in this time; 0: one for each event
  std::chrono::milliseconds digest_every{60'000};
  int mails_per_hour = 2'000;      ///< of a workspace; 0: no limit
  int webhooks_per_hour = 20'000;  ///< of a workspace; 0: no limit
};

struct tree_options {
  std::chrono::milliseconds claim_grace{120'000};
  std::chrono::milliseconds handoff_timeout{120'000};
  /// How long a visitor whose last connection closed still counts as on the site: they may only be
  /// on the way to another page
  std::chrono::milliseconds visitor_grace{0};
  double words_per_second = 30;  ///< pace of answers; 0 means all at once
  /// Idle time without listeners, answer and deadline
  std::chrono::milliseconds passivate_after{60'000};
  std::chrono::milliseconds sweep_every{500};  ///< how often deadlines are polled
  /// How long a conversation without a word of its visitor is kept; 0: for ever
  std::chrono::milliseconds keep_unused{std::chrono::hours{168}};
  std::chrono::milliseconds expire_every{600'000};  ///< how often those are looked for
  std::size_t max_pending = 256;                    ///< requests pending in one conversation
  std::size_t max_live = 200'000;                   ///< conversations in memory at once
  std::size_t threads = 2;
  delivery_options delivery;
};

/// The ports the actors are built on; all outlive the tree.
struct tree_parts {
  storage::store& store;
  announcer& announcements;
  answering::answerer& agent;
  domain::id_source& ids;
  const domain::clock& clock;
  courier* outgoing = nullptr;  ///< nullptr: jobs stay queued
};

}  // namespace takeover::actors
