/// Reads JSON bodies tolerantly: unknown fields are ignored, each wrong one is named. Owns no
/// field's meaning.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/errors.hpp"

namespace takeover::net::wire {

/// Parses a body that must be a JSON object. Error: malformed (empty, not JSON, not UTF-8, nested
/// deeper than 32, not an object), invalid (U+0000 in a text).
[[nodiscard]] domain::result<boost::json::object> parse_object(
    std::string_view body, boost::json::storage_ptr memory = {});

/// Takes fields out of an object and collects what is wrong with them.
class field_reader {
 public:
  explicit field_reader(const boost::json::object& from) : from_(from) {}

  /// A text that must be there (it may be empty).
  std::string text(std::string_view name);
  /// A text that may be absent or null.
  std::optional<std::string> optional_text(std::string_view name);
  /// A text that nothing depends on: without control characters, and cut to `max_bytes`; empty when
  /// absent, or no text. Never wrong.
  std::string telemetry(std::string_view name, std::size_t max_bytes);
  /// false when absent or null.
  bool flag(std::string_view name);
  /// A whole number; 0 when absent or null.
  int number(std::string_view name);
  /// Texts; none when absent or null.
  std::vector<std::string> texts(std::string_view name);
  /// Takes over what another reader found wrong, under names that begin with `prefix`.
  void merge_errors(const field_reader& inner, std::string_view prefix);
  /// A flag that must be there.
  bool required_flag(std::string_view name);
  /// An object that must be there; nullptr otherwise.
  const boost::json::object* object(std::string_view name);
  /// An array that must be there; nullptr otherwise.
  const boost::json::array* list(std::string_view name);

  void refuse(std::string_view name, std::string why);
  /// Error: invalid, with a sentence for each field that is wrong.
  [[nodiscard]] domain::result<void> outcome() const;

 private:
  const boost::json::object& from_;
  domain::error wrong_{domain::errc::invalid, std::string{domain::invalid_fields}};
};

/// Parses on the stack, lets `read` take the fields, and reports what was wrong with them. Errors:
/// those of `parse_object`, invalid.
template <class T, class Read>
domain::result<T> read_body(std::string_view body, Read read) {
  unsigned char room[4'096];
  boost::json::monotonic_resource memory{room, sizeof room};
  const auto object = parse_object(body, &memory);
  if (!object) return object.error();
  field_reader fields{*object};
  T value = read(fields);
  if (const auto valid = fields.outcome(); !valid) return valid.error();
  return value;
}

/// For bodies that have no field they must have: they may be left out.
[[nodiscard]] inline std::string_view or_empty_object(std::string_view body) {
  return body.empty() ? std::string_view{"{}"} : body;
}

/// A body without fields: only its form is checked.
[[nodiscard]] domain::result<void> read_nothing(std::string_view body);

/// The id that a field holds. Errors: that of `text`; not_found, which says that there is no such
/// `kind`.
template <class Id>
domain::result<Id> known_id(const domain::result<std::string>& text, std::string_view kind) {
  if (!text) return text.error();
  if (const auto id = Id::parse(*text)) return *id;
  return domain::fail(domain::errc::not_found, "This " + std::string{kind} + " does not exist.");
}

}  // namespace takeover::net::wire
