/// Reads a JSON body tolerantly: unknown fields are passed over, each wrong one is named. Owns no field's meaning.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/errors.hpp"

namespace takeover::net::wire {

/// Parses a body that must be a JSON object. Error: malformed (empty, not JSON, not UTF-8, nested deeper than 32, not an object).
[[nodiscard]] domain::result<boost::json::object> parse_object(std::string_view body, boost::json::storage_ptr memory = {});

/// Takes fields out of an object and collects what is wrong with them.
class field_reader {
 public:
  explicit field_reader(const boost::json::object& from) : from_(from) {}

  /// A text that must be there (it may be empty).
  std::string text(std::string_view name);
  /// A text that may be absent or null.
  std::optional<std::string> optional_text(std::string_view name);
  /// false when absent or null.
  bool flag(std::string_view name);
  /// A whole number; 0 when absent or null.
  int number(std::string_view name);
  /// Texts; none when absent or null.
  std::vector<std::string> texts(std::string_view name);
  /// What another reader found wrong, under names that begin with `at`.
  void adopt(const field_reader& inner, std::string_view at);
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
  domain::error wrong_{domain::errc::invalid, "Please check the highlighted fields."};
};

}  // namespace takeover::net::wire
