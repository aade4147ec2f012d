#include "storage/json_columns.hpp"

#include <boost/json.hpp>

namespace takeover::storage {
namespace {

namespace json = boost::json;

json::value parse(std::string_view text) { return json::parse(json::string_view{text.data(), text.size()}); }

std::string as_text(const json::value& value) { return std::string{std::string_view{value.as_string()}}; }

std::string text_of(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr ? as_text(*value) : std::string{};
}

}  // namespace

std::string encode_texts(const std::vector<std::string>& texts) {
  json::array list;
  for (const auto& text : texts) list.emplace_back(text);
  return json::serialize(list);
}

std::vector<std::string> decode_texts(std::string_view text) {
  std::vector<std::string> texts;
  const auto value = parse(text);
  for (const auto& item : value.as_array()) texts.push_back(as_text(item));
  return texts;
}

std::string encode_fields(const std::map<std::string, std::string>& fields) {
  json::object object;
  for (const auto& [name, value] : fields) object[name] = value;
  return json::serialize(object);
}

std::map<std::string, std::string> decode_fields(std::string_view text) {
  std::map<std::string, std::string> fields;
  if (text == "{}") return fields;
  const auto parsed = parse(text);
  for (const auto& [name, value] : parsed.as_object()) fields.emplace(std::string{std::string_view{name}}, as_text(value));
  return fields;
}

std::string encode_form(const lead_form& form) {
  json::array fields;
  for (const auto& field : form.fields)
    fields.push_back(json::object{{"name", field.name}, {"label", field.label}, {"type", field.type}, {"required", field.required}});
  return json::serialize(json::object{{"title", form.title}, {"text", form.text}, {"fields", std::move(fields)}});
}

lead_form decode_form(std::string_view text) {
  const auto value = parse(text);
  const auto& object = value.as_object();
  lead_form form{text_of(object, "title"), text_of(object, "text"), {}};
  for (const auto& item : object.at("fields").as_array()) {
    const auto& field = item.as_object();
    form.fields.push_back({text_of(field, "name"), text_of(field, "label"), text_of(field, "type"), field.at("required").as_bool()});
  }
  return form;
}

std::string encode_cta(const cta_rule& rule) {
  return json::serialize(json::object{{"label", rule.label}, {"title", rule.title}, {"text", rule.text}, {"after_messages", rule.after_messages}});
}

cta_rule decode_cta(std::string_view text) {
  const auto value = parse(text);
  const auto& object = value.as_object();
  return {{}, text_of(object, "label"), text_of(object, "title"), text_of(object, "text"), object.at("after_messages").to_number<int>()};
}

std::string encode_ids(const std::vector<domain::conversation_id>& ids) {
  json::array list;
  for (const auto& id : ids) list.emplace_back(id.text().view());
  return json::serialize(list);
}

}  // namespace takeover::storage
