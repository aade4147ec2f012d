/// Strong identifiers: ULIDs that cannot be mixed up. Owns their text form; makes none that must be
/// secret.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "domain/time.hpp"

namespace takeover::domain {

/// 128 bits: 48 of milliseconds since 1970, 80 random. Sorts by time. Source: the ULID
/// specification.
struct ulid {
  std::array<std::uint8_t, 16> bytes{};

  friend auto operator<=>(const ulid&, const ulid&) = default;
};

/// The 26 characters of a ULID in Crockford's base 32, without a heap allocation.
class ulid_text {
 public:
  explicit ulid_text(const ulid& value) noexcept;
  [[nodiscard]] std::string_view view() const noexcept { return {chars_.data(), chars_.size()}; }
  operator std::string_view() const noexcept { return view(); }  // NOLINT: reads as text everywhere

 private:
  std::array<char, 26> chars_;
};

/// Reads 26 characters of Crockford's base 32, either case. Empty if it is anything else.
[[nodiscard]] std::optional<ulid> parse_ulid(std::string_view text) noexcept;

/// An id of one kind of thing. `Tag` only keeps the kinds apart.
template <class Tag>
class id {
 public:
  constexpr id() noexcept = default;
  constexpr explicit id(const ulid& value) noexcept : value_(value) {}

  [[nodiscard]] static std::optional<id> parse(std::string_view text) noexcept {
    if (auto value = parse_ulid(text)) return id{*value};
    return std::nullopt;
  }
  [[nodiscard]] const ulid& value() const noexcept { return value_; }
  [[nodiscard]] ulid_text text() const noexcept { return ulid_text{value_}; }
  [[nodiscard]] std::string str() const { return std::string{text().view()}; }
  /// True for the id that was never set (all zero).
  [[nodiscard]] bool empty() const noexcept { return value_ == ulid{}; }

  friend auto operator<=>(const id&, const id&) = default;

 private:
  ulid value_;
};

using workspace_id = id<struct workspace_tag>;
using user_id = id<struct user_tag>;
using session_id = id<struct session_tag>;
using agent_id = id<struct agent_tag>;
using visitor_id = id<struct visitor_tag>;
using conversation_id = id<struct conversation_tag>;
using lead_id = id<struct lead_tag>;
using document_id = id<struct document_tag>;
using rule_id = id<struct rule_tag>;
using curated_id = id<struct curated_tag>;
using audit_id = id<struct audit_tag>;
using job_id = id<struct job_tag>;
using webhook_id = id<struct webhook_tag>;

/// Makes new ids. Injected, so that tests can name them. Thread-safe.
class id_source {
 public:
  virtual ~id_source() = default;
  virtual ulid next(timestamp now) = 0;

  template <class Id>
  Id make(timestamp now) {
    return Id{next(now)};
  }
};

/// Ids with 80 bits from a generator that each thread seeds from the operating system.
class random_ids final : public id_source {
 public:
  ulid next(timestamp now) override;
};

}  // namespace takeover::domain

template <>
struct std::hash<takeover::domain::ulid> {
  std::size_t operator()(const takeover::domain::ulid& value) const noexcept {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    std::memcpy(&high, value.bytes.data(), 8);
    std::memcpy(&low, value.bytes.data() + 8, 8);
    return static_cast<std::size_t>(high ^ (low * 0x9E3779B97F4A7C15ULL));
  }
};

template <class Tag>
struct std::hash<takeover::domain::id<Tag>> {
  std::size_t operator()(const takeover::domain::id<Tag>& value) const noexcept {
    return std::hash<takeover::domain::ulid>{}(value.value());
  }
};
