/// Webhooks, what they are told, and the jobs of the queue, as the rest of the program sees them.
/// Owns no query.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/delivery/retry_policy.hpp"
#include "domain/leads/lead.hpp"
#include "storage/records.hpp"

namespace takeover::storage {

/// How many webhooks a workspace may have.
inline constexpr std::size_t max_webhooks = 20;

enum class activity { paused, active };

struct webhook_record {
  domain::webhook_id id;
  domain::workspace_id workspace;
  std::string url;
  std::string secret;  ///< as it was shown: `whsec_…`
  std::vector<domain::webhook_event> events;
  activity state = activity::active;
  domain::timestamp created_at{};
};

/// One thing that a webhook was, or is to be, told.
struct delivery_row {
  domain::job_id id;
  domain::webhook_id webhook;
  domain::webhook_event event = domain::webhook_event::ping;
  std::optional<domain::lead_id> lead;
  domain::delivery_state state = domain::delivery_state::waiting;
  int attempts = 0;
  std::optional<int> status_code;
  std::string last_error;
  std::optional<domain::timestamp> next_try;  ///< while it waits
  domain::timestamp created_at{};
  std::optional<domain::timestamp> finished_at;
};

struct delivery_query {
  domain::workspace_id workspace;
  domain::webhook_id webhook;
  std::string cursor;
  int limit = 50;
};

/// A job that is not done: it waits, or was given up.
struct job_row {
  domain::job_id id;
  domain::job_kind kind = domain::job_kind::mail;
  std::optional<domain::lead_id> lead;
  std::optional<domain::conversation_id> conversation;  ///< whose visitor waits for a human
  std::optional<domain::person> recipient;              ///< of a mail
  int attempts = 0;
  std::string last_error;
  domain::timestamp run_at{};
  std::optional<domain::timestamp> failed_at;
  domain::timestamp created_at{};
};

struct job_query {
  domain::workspace_id workspace;
  std::optional<domain::job_kind> kind;
  std::string cursor;
  int limit = 50;
};

struct job_counts {
  std::int64_t mail_waiting = 0;
  std::int64_t mail_failed = 0;
  std::int64_t webhooks_waiting = 0;
  std::int64_t webhooks_failed = 0;
};

/// A mail that tells somebody of a lead.
struct lead_mail {
  std::string to;  ///< the recipient's address
  domain::lead lead;
  std::string agent_name;
  std::string workspace_name;
};

/// A mail that calls a member: a visitor waits, and nobody is there.
struct handoff_mail {
  std::string to;  ///< the recipient's address
  domain::conversation_id conversation;
  domain::visitor_id visitor;
  std::string page_url;
  domain::timestamp waits_since{};
  std::string workspace_name;
};

/// A webhook's call.
struct webhook_post {
  webhook_record hook;
  domain::webhook_event event = domain::webhook_event::ping;
  std::optional<domain::lead> lead;
  std::string agent_name;  ///< of the lead
};

/// A job that is this process's until `lease_until`, with all that it takes to do it.
struct claimed_job {
  domain::job_id id;
  domain::timestamp created_at{};
  domain::timestamp lease_until{};
  int attempt = 1;  ///< this try's number
  std::variant<lead_mail, handoff_mail, webhook_post> what;
};

struct claim_order {
  domain::job_kind kind = domain::job_kind::mail;
  domain::timestamp now{};
  domain::timestamp lease_until{};
  int limit = 1;
};

/// What became of a claimed job.
struct job_outcome {
  domain::job_id id;
  /// Of the claim; after another claim the outcome no longer counts
  domain::timestamp lease_until{};
  domain::attempt result;
  std::optional<domain::timestamp> again_at;  ///< none, and not delivered: given up
  domain::timestamp now{};
};

}  // namespace takeover::storage
