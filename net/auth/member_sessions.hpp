/// Sign-in sessions of members: opaque tokens, stored as hashes. Owns the cache that keeps the
/// database off the hot path.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "net/io/await.hpp"
#include "storage/people/sessions.hpp"

namespace takeover::net::auth {

using shared_session = std::shared_ptr<const storage::session_record>;

/// A session that was just made, with the token that proves it; only its hash is stored.
struct opened_session {
  std::string token;
  shared_session session;
};

/// Thread-safe.
class member_sessions {
 public:
  /// A cached session is read again after this time.
  static constexpr std::chrono::seconds cached_for{30};

  member_sessions(storage::store& store, domain::id_source& ids, const domain::clock& clock,
                  std::chrono::milliseconds lifetime)
      : store_(store), ids_(ids), clock_(clock), lifetime_(lifetime) {}

  /// The session if it is cached and still valid; never waits.
  [[nodiscard]] shared_session cached(std::string_view token);
  /// Errors: unauthenticated (unknown, ended, expired).
  [[nodiscard]] boost::asio::awaitable<domain::result<shared_session>> find(io_shard& shard,
                                                                            std::string token);
  [[nodiscard]] boost::asio::awaitable<domain::result<opened_session>> open(
      io_shard& shard, domain::user_id user, domain::workspace_id workspace);
  /// Ends it; afterwards no thread finds it. Unknown: no effect.
  [[nodiscard]] boost::asio::awaitable<domain::result<void>> close(io_shard& shard,
                                                                   std::string token);

  /// The member's role or membership has changed: all of their sessions there are read again.
  void forget(domain::workspace_id workspace, domain::user_id user);

  [[nodiscard]] std::chrono::milliseconds lifetime() const noexcept { return lifetime_; }

 private:
  static constexpr std::size_t max_cached = 10'000;
  struct cached_session {
    shared_session session;
    domain::timestamp until{};
  };

  void cache(const std::string& hash, shared_session session, std::uint64_t seen_version);
  std::uint64_t version() const;

  storage::store& store_;
  domain::id_source& ids_;
  const domain::clock& clock_;
  const std::chrono::milliseconds lifetime_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, cached_session> by_hash_;
  std::uint64_t version_ = 0;  // grows at every sign-out: what was read before it is not cached
};

/// SHA-256 in hexadecimal: what is stored of a token.
[[nodiscard]] std::string token_hash(std::string_view token);

}  // namespace takeover::net::auth
