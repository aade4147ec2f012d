/// How the domain's types travel through SOCI: ids, times, named enumerations, and what may be
/// null. Owns no table.
#pragma once

#include <soci/soci.h>

#include <optional>
#include <string>
#include <type_traits>

#include "domain/conversations/conversation.hpp"
#include "domain/delivery/retry_policy.hpp"
#include "domain/leads/behavior_rule.hpp"
#include "domain/leads/lead.hpp"
#include "domain/live_chat/handoff.hpp"

namespace takeover::storage {

/// A column holds what the program never writes.
struct unreadable_column : soci::soci_error {
  using soci::soci_error::soci_error;
};
[[noreturn]] inline void unreadable(const char* what) {
  throw unreadable_column(std::string{"a column holds a damaged "} + what);
}

// How the text of a column becomes a value again; one overload for each enumeration that is stored
// by name.
inline auto parse_name(std::type_identity<domain::controller>, std::string_view text) {
  return domain::parse_controller(text);
}
inline auto parse_name(std::type_identity<domain::entry_kind>, std::string_view text) {
  return domain::parse_entry_kind(text);
}
inline auto parse_name(std::type_identity<domain::lead_status>, std::string_view text) {
  return domain::parse_lead_status(text);
}
inline auto parse_name(std::type_identity<domain::lead_source>, std::string_view text) {
  return domain::parse_lead_source(text);
}
inline auto parse_name(std::type_identity<domain::queue_position>, std::string_view text) {
  return domain::parse_queue_position(text);
}
inline auto parse_name(std::type_identity<domain::rule_kind>, std::string_view text) {
  return domain::parse_rule_kind(text);
}
inline auto parse_name(std::type_identity<domain::role>, std::string_view text) {
  return domain::parse_role(text);
}
inline auto parse_name(std::type_identity<domain::webhook_event>, std::string_view text) {
  return domain::parse_webhook_event(text);
}
inline auto parse_name(std::type_identity<domain::delivery_state>, std::string_view text) {
  return domain::parse_delivery_state(text);
}
inline auto parse_name(std::type_identity<domain::job_kind>, std::string_view text) {
  return domain::parse_job_kind(text);
}
inline std::optional<domain::message_role> parse_name(std::type_identity<domain::message_role>,
                                                      std::string_view text) {
  const auto role = domain::parse_message_role(text);
  return name_of(role) == text ? std::optional{role} : std::nullopt;
}

template <class E>
concept stored_by_name = std::is_enum_v<E> && requires(std::string_view text) {
  parse_name(std::type_identity<E>{}, text);
};

}  // namespace takeover::storage

namespace soci {

template <class Tag>
struct type_conversion<takeover::domain::id<Tag>> {
  using base_type = std::string;
  static void from_base(const base_type& in, indicator ind, takeover::domain::id<Tag>& out) {
    const auto parsed = ind == i_ok ? takeover::domain::id<Tag>::parse(in) : std::nullopt;
    if (!parsed) takeover::storage::unreadable("id");
    out = *parsed;
  }
  static void to_base(const takeover::domain::id<Tag>& in, base_type& out, indicator& ind) {
    out.assign(in.text().view());
    ind = i_ok;
  }
};

template <>
struct type_conversion<takeover::domain::timestamp> {
  using base_type = long long;
  static void from_base(const base_type& in, indicator ind, takeover::domain::timestamp& out) {
    if (ind != i_ok) takeover::storage::unreadable("time");
    out = takeover::domain::from_ms(in);
  }
  static void to_base(const takeover::domain::timestamp& in, base_type& out, indicator& ind) {
    out = takeover::domain::to_ms(in);
    ind = i_ok;
  }
};

template <takeover::storage::stored_by_name E>
struct type_conversion<E> {
  using base_type = std::string;
  static void from_base(const base_type& in, indicator ind, E& out) {
    const auto parsed =
        ind == i_ok ? takeover::storage::parse_name(std::type_identity<E>{}, in) : std::nullopt;
    if (!parsed) takeover::storage::unreadable("name");
    out = *parsed;
  }
  static void to_base(const E& in, base_type& out, indicator& ind) {
    out.assign(name_of(in));
    ind = i_ok;
  }
};

/// Null is the absent value.
template <class T>
struct type_conversion<std::optional<T>> {
  using base_type = typename type_conversion<T>::base_type;
  static void from_base(const base_type& in, indicator ind, std::optional<T>& out) {
    if (ind == i_null) {
      out.reset();
      return;
    }
    type_conversion<T>::from_base(in, ind, out.emplace());
  }
  static void to_base(const std::optional<T>& in, base_type& out, indicator& ind) {
    if (in) type_conversion<T>::to_base(*in, out, ind);
    ind = in ? i_ok : i_null;
  }
};

}  // namespace soci
