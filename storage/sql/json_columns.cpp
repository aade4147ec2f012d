#include "storage/sql/json_columns.hpp"

#include <boost/json.hpp>

namespace takeover::storage {
namespace {

namespace json = boost::json;

json::value parse(std::string_view text) {
  return json::parse(json::string_view{text.data(), text.size()});
}

std::string as_text(const json::value& value) {
  return std::string{std::string_view{value.as_string()}};
}

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
  for (const auto& [name, value] : parsed.as_object())
    fields.emplace(std::string{std::string_view{name}}, as_text(value));
  return fields;
}

std::string encode_form(const domain::lead_form& form) {
  json::array fields;
  for (const auto& field : form.fields)
    fields.push_back(json::object{{"name", field.name},
                                  {"label", field.label},
                                  {"type", field.type},
                                  {"required", field.required}});
  return json::serialize(
      json::object{{"title", form.title}, {"text", form.text}, {"fields", std::move(fields)}});
}

domain::lead_form decode_form(std::string_view text) {
  const auto value = parse(text);
  const auto& object = value.as_object();
  domain::lead_form form{text_of(object, "title"), text_of(object, "text"), {}};
  for (const auto& item : object.at("fields").as_array()) {
    const auto& field = item.as_object();
    form.fields.push_back({text_of(field, "name"), text_of(field, "label"), text_of(field, "type"),
                           field.at("required").as_bool()});
  }
  return form;
}

std::string encode_rule(const domain::behavior_rule& rule) {
  const auto& when = rule.when;
  json::object object{{"label", rule.label},
                      {"title", rule.title},
                      {"text", rule.text},
                      {"after_messages", when.after_messages}};
  if (!when.keywords.empty()) {
    auto& list = object["keywords"].emplace_array();
    for (const auto& keyword : when.keywords) list.emplace_back(keyword);
  }
  if (!when.url.empty()) object["url"] = when.url;
  if (when.scroll_percent != 0) object["scroll_percent"] = when.scroll_percent;
  if (when.idle.count() != 0) object["idle_seconds"] = when.idle.count();
  if (when.exit_intent) object["exit_intent"] = true;
  return json::serialize(object);
}

domain::behavior_rule decode_rule(std::string_view text) {
  const auto value = parse(text);
  const auto& object = value.as_object();
  domain::behavior_rule rule;
  rule.label = text_of(object, "label");
  rule.title = text_of(object, "title");
  rule.text = text_of(object, "text");
  const auto number = [&](std::string_view key) {
    const auto* field = object.if_contains(key);
    return field != nullptr ? field->to_number<int>() : 0;
  };
  rule.when.after_messages = number("after_messages");
  rule.when.scroll_percent = number("scroll_percent");
  rule.when.idle = std::chrono::seconds{number("idle_seconds")};
  rule.when.url = text_of(object, "url");
  rule.when.exit_intent = object.contains("exit_intent");
  if (const auto* words = object.if_contains("keywords"))
    for (const auto& word : words->as_array()) rule.when.keywords.push_back(as_text(word));
  return rule;
}

std::string encode_ids(const std::vector<domain::conversation_id>& ids) {
  json::array list;
  for (const auto& id : ids) list.emplace_back(id.text().view());
  return json::serialize(list);
}

}  // namespace takeover::storage
