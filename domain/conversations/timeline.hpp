/// The durable sequence of what happened in a conversation. Owns the kinds of entries and what each
/// carries.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/errors.hpp"
#include "domain/ids.hpp"

namespace takeover::domain {

/// Position in a timeline: 1, 2, 3 … without holes. 0 means before the first.
using seq_t = std::int64_t;
/// Grows at every change of controller. Output made under an older one is void.
using epoch_t = std::int64_t;
/// Number of an answer of the agent within its conversation; never reused, also not after a
/// restart.
using generation_t = std::int64_t;

enum class entry_kind { message, note, claimed, released, lapsed, queued, lead_captured };
enum class message_role { none, visitor, agent, human_agent, system };

[[nodiscard]] std::string_view name_of(entry_kind kind) noexcept;
[[nodiscard]] std::string_view name_of(message_role role) noexcept;  // "" for none
[[nodiscard]] std::optional<entry_kind> parse_entry_kind(std::string_view text) noexcept;
[[nodiscard]] message_role parse_message_role(std::string_view text) noexcept;

/// A source that an answer names as `[n]`.
struct citation {
  int n = 0;
  std::string title;
  std::string url;  ///< empty: none
  friend bool operator==(const citation&, const citation&) = default;
};

/// What an entry says beyond its body. Fields that do not apply stay empty.
struct entry_meta {
  bool interrupted = false;  ///< agent message that a takeover cut
  bool offer_human = false;  ///< the agent did not know
  bool failed = false;       ///< the agent could not answer
  std::vector<citation> citations;
  std::optional<double> confidence;  ///< 0…1
  std::optional<generation_t> generation;
  std::optional<epoch_t> epoch;            ///< the epoch that begins with this entry
  std::optional<person> forced_from;       ///< claimed: from whom
  std::optional<person> transferred_by;    ///< claimed: who gave the claim to the author
  std::optional<person> transferred_from;  ///< claimed: who held it before that
  /// Released: `timeout`; queued: `handoff`, `phrase`, `offer`, `rule`, `lapse`; lapsed: `shift`;
  /// system message: `closed`
  std::string reason;
  std::string availability;           ///< queued: who was there, see domain/handoff.hpp
  std::optional<bool> told;           ///< queued: whether any member saw it or got a mail
  std::optional<timestamp> opens_at;  ///< closed: when somebody is there again
  std::optional<domain::lead_id> lead;
  /// lead_captured: the id that the visitor was told, if it is not the lead's
  std::optional<domain::lead_id> receipt;
  std::string source;          ///< lead_captured
  std::string name;            ///< lead_captured
  std::string email;           ///< lead_captured
  std::string triggered_by;    ///< lead_captured, queued: the rule's name or the visitor's phrase
  std::vector<rule_id> rules;  ///< agent message: rules whose keywords the visitor's words hold
  /// Agent message: the phrase in which the visitor wanted to be written to
  std::string intent;
  friend bool operator==(const entry_meta&, const entry_meta&) = default;
};

/// The lead that a `lead_captured` entry tells of turned out to be this one.
void name_lead(entry_meta& meta, lead_id lead);

/// A confidence as it is kept and shown: 0…1 in thousandths, so that it reads the same wherever it
/// comes from.
[[nodiscard]] double rounded_confidence(double value) noexcept;

struct entry {
  seq_t seq = 0;
  entry_kind kind = entry_kind::message;
  message_role role = message_role::none;
  std::optional<person> author;  ///< a member; the visitor and the agent have none
  std::string client_id;         ///< empty: none
  std::string body;
  entry_meta meta;
  timestamp created_at{};
  friend bool operator==(const entry&, const entry&) = default;
};

/// Notes are for members alone.
[[nodiscard]] inline bool visible_to_visitor(const entry& e) noexcept {
  return e.kind != entry_kind::note;
}

/// The longest message body, in bytes. Source: docs/protocol.md.
inline constexpr std::size_t max_body_bytes = 65'536;

/// Checks a body: 1 to `max_body_bytes` bytes of UTF-8, without control characters other than tabs
/// and line ends (LF or CR LF). Errors: invalid (empty, control characters), too_large, malformed
/// (not UTF-8).
[[nodiscard]] result<void> check_body(std::string_view body);
/// Checks that a body has at most so many bytes. Error: too_large.
[[nodiscard]] result<void> check_length(std::string_view body, std::size_t max_bytes);
/// Checks a client id: 1–64 characters of `[A-Za-z0-9._:-]`. Error: invalid.
[[nodiscard]] result<void> check_client_id(std::string_view client_id);

}  // namespace takeover::domain
