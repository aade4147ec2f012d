/// How often callers may do what: the buckets of every kind of call, and what each is keyed by.
/// Knows no route.
#pragma once

#include <atomic>

#include "domain/conversations/commands.hpp"
#include "net/auth/guess_limits.hpp"
#include "net/http/rate_limit.hpp"

namespace takeover::net {

/// Calls of one kind per minute; 0 means no limit.
struct visitor_rates {
  int of_visitor = 0;  ///< of one conversation, and of one visitor over all their conversations
  int of_address = 0;
  int of_agent = 0;  ///< of all visitors together
};

/// What one workspace takes in per hour; 0 means no limit.
struct workspace_rates {
  int conversations = 0;
  int leads = 0;
  int stored_megabytes = 0;  ///< of what visitors write; 1 megabyte is 10^6 bytes
};

struct allowed_calls {
  visitor_rates starts;
  visitor_rates messages;
  visitor_rates leads;
  visitor_rates handoffs;
  visitor_rates events;
  workspace_rates workspaces;
  int logins = 0;                             ///< per minute, of one account from one address
  std::size_t visitor_message_bytes = 8'192;  ///< of one message
};

/// The limits of one kind of visitors' calls. What a stranger can make anew for nothing (a
/// conversation, a visitor) is not enough as a key, so the address and the agent count as well.
class visitor_limit {
 public:
  explicit visitor_limit(const visitor_rates& allowed)
      : conversations_(allowed.of_visitor),
        visitors_(allowed.of_visitor),
        addresses_(allowed.of_address),
        agents_(allowed.of_agent) {}

  /// Takes from the narrowest bucket to the widest, so that whoever is over their own limit uses up
  /// nobody else's. `address`: as `http::address_key` makes it. Error: too_many_requests.
  [[nodiscard]] domain::result<void> take(const domain::visitor_identity& who,
                                          std::string_view address);
  /// For callers who are nobody yet. Error: too_many_requests.
  [[nodiscard]] domain::result<void> take(domain::agent_id agent, std::string_view address);
  void set(const visitor_rates& allowed) noexcept;

 private:
  http::rate_limit conversations_;
  http::rate_limit visitors_;
  http::rate_limit addresses_;
  http::rate_limit agents_;
};

/// What each caller has used up.
struct rate_limits {
  explicit rate_limits(const allowed_calls& allowed);
  /// From the next call on. Thread-safe.
  void set(const allowed_calls& allowed) noexcept;

  visitor_limit starts;
  visitor_limit messages;
  visitor_limit leads;
  visitor_limit handoffs;
  visitor_limit events;
  auth::guess_limits logins;

  std::atomic<std::size_t> visitor_message_bytes;

  // Per workspace and hour. Error of all: too_many_requests.

  [[nodiscard]] domain::result<void> take_conversation(domain::workspace_id in);
  [[nodiscard]] domain::result<void> take_lead(domain::workspace_id in);
  /// Before so many bytes of a visitor are stored.
  [[nodiscard]] domain::result<void> take_bytes(domain::workspace_id in, std::size_t bytes);

 private:
  http::rate_limit conversations_;
  http::rate_limit new_leads_;
  http::rate_limit stored_kilobytes_;
};

}  // namespace takeover::net
