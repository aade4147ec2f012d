/// Sign-in sessions of members: opaque tokens, stored as hashes. Owns the cache that keeps the
/// database off the hot path.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "net/io/await.hpp"
#include "storage/people/sessions.hpp"

namespace takeover::net::auth {

using shared_session = std::shared_ptr<const storage::session_record>;

/// A session that was just made, with the token that proves it; only its hash is stored.
struct opened_session {
  std::string token;
  shared_session session;
  std::vector<domain::session_id> ended{};  ///< the user's oldest, which had to make room
};

/// Thread-safe.
class member_sessions {
 public:
  /// A cached session is read again after this time.
  static constexpr std::chrono::seconds cached_for{30};
  /// The same where another process may end it or change its member's role.
  static constexpr std::chrono::seconds cached_for_if_shared{4};

  struct options {
    std::chrono::milliseconds lifetime{};
    /// A session that was not used for this long ends; zero: never.
    std::chrono::milliseconds idle{};
  };

  member_sessions(storage::store& store, domain::id_source& ids, const domain::clock& clock,
                  options how)
      : store_(store), ids_(ids), clock_(clock), options_(how) {}

  /// The session if it is cached and still valid; never waits.
  [[nodiscard]] shared_session cached(std::string_view token);
  /// Errors: unauthenticated (unknown, ended, expired).
  [[nodiscard]] boost::asio::awaitable<domain::result<shared_session>> find(io_shard& shard,
                                                                            std::string token);
  /// `address`: the client's, for the audit log.
  [[nodiscard]] boost::asio::awaitable<domain::result<opened_session>> open(
      io_shard& shard, domain::user_id user, domain::workspace_id workspace, std::string address);
  /// Ends `who`'s session; afterwards no thread finds it. Unknown: no effect.
  [[nodiscard]] boost::asio::awaitable<domain::result<void>> close(io_shard& shard,
                                                                   std::string token,
                                                                   domain::member who);

  /// The member's role or membership has changed: all of their sessions there are read again.
  void forget(domain::workspace_id workspace, domain::user_id user);
  /// The sessions have ended: no thread finds them any more.
  void forget(const std::vector<domain::session_id>& sessions);

  [[nodiscard]] std::chrono::milliseconds lifetime() const noexcept { return options_.lifetime; }

 private:
  static constexpr std::size_t max_cached = 10'000;
  struct cached_session {
    shared_session session;
    domain::timestamp until{};
  };

  void cache(const std::string& hash, shared_session session, std::uint64_t seen_version);
  std::uint64_t version() const;
  [[nodiscard]] bool has_ended(const storage::session_record& session) const;
  /// Writes down that the session is in use, unless that was done lately. Waits for nothing.
  void note_use(const storage::session_record& session);

  storage::store& store_;
  domain::id_source& ids_;
  const domain::clock& clock_;
  const options options_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, cached_session> by_hash_;
  std::uint64_t version_ = 0;  // grows at every sign-out: what was read before it is not cached
};

/// SHA-256 in hexadecimal: what is stored of a token.
[[nodiscard]] std::string token_hash(std::string_view token);

}  // namespace takeover::net::auth
