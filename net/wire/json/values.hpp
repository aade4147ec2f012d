/// JSON values that every topic's shapes are made of: texts, ids, times, and their nulls. Owns the
/// formats of docs/protocol.md; no object of it.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string_view>

#include "domain/time.hpp"

namespace takeover::net::wire {

inline boost::json::string text(std::string_view value) { return boost::json::string{value}; }

// Returned without braces: with them Boost.JSON makes an array of one element.

inline boost::json::value text_or_null(std::string_view value) {
  if (value.empty()) return nullptr;
  return text(value);
}

template <class Id>
boost::json::string id_text(const Id& id) {
  return text(id.text());
}
template <class Id>
boost::json::value id_or_null(const std::optional<Id>& id) {
  if (!id) return nullptr;
  return id_text(*id);
}

/// As RFC 3339 says.
inline boost::json::string time(domain::timestamp at) { return text(domain::to_rfc3339(at)); }
inline boost::json::value time_or_null(const std::optional<domain::timestamp>& at) {
  if (!at) return nullptr;
  return time(*at);
}

template <class Number>
boost::json::value number_or_null(const std::optional<Number>& value) {
  if (!value) return nullptr;
  return *value;
}

/// `{items, next_cursor|null}`: one page of a list.
[[nodiscard]] inline boost::json::object list(boost::json::array items,
                                              std::string_view next_cursor) {
  return {{"items", std::move(items)}, {"next_cursor", text_or_null(next_cursor)}};
}

}  // namespace takeover::net::wire
