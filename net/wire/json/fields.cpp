#include "net/wire/json/fields.hpp"

#include <algorithm>
#include <boost/json/parser.hpp>
#include <cstddef>
#include <utility>

#include "domain/text/text.hpp"
#include "domain/text/utf8.hpp"

namespace takeover::net::wire {

namespace json = boost::json;

namespace {

/// Whether valid JSON has U+0000 in a text, where it can only stand as an escape.
bool holds_nul(std::string_view body) {
  constexpr std::string_view escape = "u0000";
  for (auto at = body.find(escape); at != std::string_view::npos; at = body.find(escape, at + 1)) {
    std::size_t backslashes = 0;
    while (backslashes < at && body[at - 1 - backslashes] == '\\') ++backslashes;
    if (backslashes % 2 == 1) return true;
  }
  return false;
}

bool has_nul(const json::value& value) {
  if (const auto* text = value.if_string()) return text->find('\0') != json::string::npos;
  if (const auto* list = value.if_array())
    return std::any_of(list->begin(), list->end(), [](const auto& each) { return has_nul(each); });
  const auto* object = value.if_object();
  return object != nullptr && std::any_of(object->begin(), object->end(), [](const auto& field) {
           return field.key().find('\0') != json::string_view::npos || has_nul(field.value());
         });
}

/// The body's own field that has it, however deep; empty if that is in a name.
std::string field_with_nul(const json::object& body) {
  for (const auto& field : body)
    if (has_nul(field.value())) return std::string{field.key()};
  return {};
}

}  // namespace

domain::result<json::object> parse_object(std::string_view body, json::storage_ptr memory) {
  if (body.empty())
    return domain::fail(domain::errc::malformed, "The body is empty; it must be a JSON object.");
  json::parse_options options;
  options.max_depth = 32;
  std::array<unsigned char, 1'024> scratch;  // NOLINT: filled by the parser
  json::parser parser{memory, options, scratch.data(), scratch.size()};
  json::error_code ec;
  parser.write(body, ec);
  if (ec)
    return domain::fail(domain::errc::malformed,
                        "The body is not JSON in UTF-8: " + ec.message() + ".");
  auto value = parser.release();
  if (!value.is_object())
    return domain::fail(domain::errc::malformed, "The body must be a JSON object.");
  // No text of ours has U+0000, and PostgreSQL stores none.
  if (holds_nul(body)) {
    const auto field = field_with_nul(value.get_object());
    if (field.empty())
      return domain::fail(domain::errc::malformed,
                          "A field's name must not contain the character U+0000.");
    return domain::invalid_field(field, "must not contain the character U+0000");
  }
  return std::move(value.get_object());
}

std::string field_reader::text(std::string_view name) {
  const auto* value = from_.if_contains(name);
  if (value == nullptr || value->is_null()) {
    refuse(name, "is required");
    return {};
  }
  return optional_text(name).value_or(std::string{});
}

std::optional<std::string> field_reader::optional_text(std::string_view name) {
  const auto* value = from_.if_contains(name);
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (const auto* text = value->if_string()) return std::string{text->data(), text->size()};
  refuse(name, "must be text");
  return std::nullopt;
}

std::string field_reader::telemetry(std::string_view name, std::size_t max_bytes) {
  const auto* value = from_.if_contains(name);
  const auto* given = value == nullptr ? nullptr : value->if_string();
  if (given == nullptr) return {};
  std::string text{given->data(), given->size()};
  std::erase_if(text, domain::is_control);
  text.resize(domain::utf8_prefix(text, max_bytes).size());
  return text;
}

bool field_reader::flag(std::string_view name) {
  const auto* value = from_.if_contains(name);
  if (value == nullptr || value->is_null()) return false;
  if (const auto* on = value->if_bool()) return *on;
  refuse(name, "must be true or false");
  return false;
}

int field_reader::number(std::string_view name) {
  constexpr std::int64_t most = 1'000'000'000;
  const auto* value = from_.if_contains(name);
  if (value == nullptr || value->is_null()) return 0;
  const auto* whole = value->if_int64();
  if (whole != nullptr && *whole >= -most && *whole <= most) return static_cast<int>(*whole);
  refuse(name, "must be a whole number");
  return 0;
}

std::vector<std::string> field_reader::texts(std::string_view name) {
  std::vector<std::string> read;
  const auto* value = from_.if_contains(name);
  if (value == nullptr || value->is_null()) return read;
  const auto* all = list(name);
  if (all == nullptr) return read;
  for (const auto& element : *all) {
    const auto* text = element.if_string();
    if (text == nullptr) {
      refuse(name, "must contain only text");
      return {};
    }
    read.emplace_back(text->data(), text->size());
  }
  return read;
}

void field_reader::merge_errors(const field_reader& inner, std::string_view prefix) {
  for (const auto& [name, why] : inner.wrong_.fields)
    wrong_.fields.emplace(std::string{prefix} + name, why);
}

bool field_reader::required_flag(std::string_view name) {
  const auto* value = from_.if_contains(name);
  if (value == nullptr || value->is_null()) refuse(name, "is required");
  return flag(name);
}

const json::object* field_reader::object(std::string_view name) {
  const auto* value = from_.if_contains(name);
  if (value == nullptr || value->is_null()) {
    refuse(name, "is required");
    return nullptr;
  }
  if (const auto* object = value->if_object()) return object;
  refuse(name, "must be an object");
  return nullptr;
}

const json::array* field_reader::list(std::string_view name) {
  const auto* value = from_.if_contains(name);
  if (value == nullptr || value->is_null()) {
    refuse(name, "is required");
    return nullptr;
  }
  if (const auto* array = value->if_array()) return array;
  refuse(name, "must be a list");
  return nullptr;
}

void field_reader::refuse(std::string_view name, std::string why) {
  wrong_.fields.emplace(name, std::move(why));
}

domain::result<void> field_reader::outcome() const {
  if (wrong_.fields.empty()) return {};
  return wrong_;
}

domain::result<void> read_nothing(std::string_view body) {
  const auto object = parse_object(or_empty_object(body));
  if (!object) return object.error();
  return {};
}

}  // namespace takeover::net::wire
