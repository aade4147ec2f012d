#include "net/wire/agents.hpp"

#include "net/wire/json/fields.hpp"
#include "net/wire/json/values.hpp"

namespace takeover::net::wire {

namespace json = boost::json;

namespace {

json::array texts(const std::vector<std::string>& values) {
  json::array list;
  for (const auto& value : values) list.push_back(text(value));
  return list;
}

/// A condition of 0 is none.
json::value condition_or_null(std::int64_t value) {
  if (value == 0) return nullptr;
  return value;
}

/// Each object of the list, with a reader that reports under its place in it.
template <class Read>
void read_each(const json::array& list, std::string_view name, field_reader& report, Read read) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto at = std::string{name} + "[" + std::to_string(i) + "]";
    const auto* object = list[i].if_object();
    if (object == nullptr) {
      report.refuse(at, "must be an object");
      continue;
    }
    field_reader fields{*object};
    read(*object, fields);
    report.merge_errors(fields, at + ".");
  }
}

domain::lead_form read_form(const json::object& from, field_reader& report) {
  field_reader fields{from};
  domain::lead_form form{fields.text("title"), fields.optional_text("text").value_or(""), {}};
  const auto* list = fields.list("fields");
  if (list != nullptr && list->size() > domain::max_form_fields) {
    fields.refuse("fields",
                  "A form can have at most " + std::to_string(domain::max_form_fields) + " fields");
  } else if (list != nullptr) {
    read_each(*list, "fields", fields, [&](const json::object&, field_reader& field) {
      form.fields.push_back(
          {field.text("name"), field.text("label"), field.text("type"), field.flag("required")});
    });
  }
  report.merge_errors(fields, "lead_form.");
  return form;
}

domain::rule_conditions read_conditions(const json::object& from, field_reader& report) {
  field_reader fields{from};
  domain::rule_conditions when;
  when.keywords = fields.texts("keywords");
  when.url = fields.optional_text("url").value_or("");
  when.scroll_percent = fields.number("scroll_percent");
  when.idle = std::chrono::seconds{fields.number("idle_seconds")};
  when.exit_intent = fields.flag("exit_intent");
  when.after_messages = fields.number("after_messages");
  report.merge_errors(fields, "");
  return when;
}

domain::behavior_rule read_rule(const json::object& from, field_reader& fields) {
  domain::behavior_rule rule;
  if (const auto given = fields.optional_text("id"); given && !given->empty()) {
    const auto id = domain::rule_id::parse(*given);
    if (!id) fields.refuse("id", "is not one of this agent's rules");
    rule.id = id.value_or(domain::rule_id{});
  }
  const auto kind = domain::parse_rule_kind(fields.text("kind"));
  if (!kind) fields.refuse("kind", "must be cta, lead_capture or route");
  rule.kind = kind.value_or(domain::rule_kind::cta);
  rule.name = fields.text("name");
  rule.label = fields.optional_text("label").value_or("");
  rule.title = fields.optional_text("title").value_or("");
  rule.text = fields.optional_text("text").value_or("");
  if (const auto* enabled = from.if_contains("enabled"); enabled != nullptr && !enabled->is_null())
    rule.state = fields.flag("enabled") ? domain::rule_state::enabled : domain::rule_state::paused;
  if (const auto* when = from.if_contains("when"); when != nullptr && !when->is_null())
    if (const auto* conditions = fields.object("when"))
      rule.when = read_conditions(*conditions, fields);
  return rule;
}

/// Triggered by the page alone: needs no message of the visitor, and calls no human to a visitor
/// who has said nothing.
bool happens_on_page(const domain::behavior_rule& rule) {
  return domain::waits_for_page(rule.when) && rule.when.keywords.empty() &&
         rule.when.after_messages == 0 && rule.kind != domain::rule_kind::route;
}

/// Keywords that call a human stay on the server.
bool is_for_widget(const domain::behavior_rule& rule) {
  return rule.kind != domain::rule_kind::route || domain::waits_for_page(rule.when);
}

json::object widget_rule(const domain::behavior_rule& rule) {
  const auto& when = rule.when;
  return {{"id", id_text(rule.id)},
          {"kind", text(domain::name_of(rule.kind))},
          {"label", text(rule.label)},
          {"title", text(rule.title)},
          {"text", text(rule.text)},
          {"after_messages", when.after_messages},
          {"when", json::object{{"keywords", !when.keywords.empty()},
                                {"url", text_or_null(when.url)},
                                {"scroll_percent", condition_or_null(when.scroll_percent)},
                                {"idle_seconds", condition_or_null(when.idle.count())},
                                {"exit_intent", when.exit_intent}}}};
}

json::array form_fields(const domain::lead_form& form) {
  json::array fields;
  for (const auto& field : form.fields) {
    fields.push_back(json::object{{"name", text(field.name)},
                                  {"label", text(field.label)},
                                  {"type", text(field.type)},
                                  {"required", field.required}});
  }
  return fields;
}

template <class Which>
json::array rules_that(const storage::agent_record& agent, Which which) {
  json::array list;
  for (const auto& rule : agent.rules)
    if (rule.state == domain::rule_state::enabled && which(rule)) list.push_back(widget_rule(rule));
  return list;
}

}  // namespace

domain::agent_profile agent_patch::over(const storage::agent_record& agent) const {
  return {name.value_or(agent.name), greeting.value_or(agent.greeting),
          allowed_origins.value_or(agent.allowed_origins), form.value_or(agent.form)};
}

domain::result<agent_patch> read_agent(std::string_view body) {
  const auto object = parse_object(body);
  if (!object) return object.error();
  field_reader fields{*object};
  agent_patch patch;
  patch.name = fields.optional_text("name");
  patch.greeting = fields.optional_text("greeting");
  if (const auto* origins = object->if_contains("allowed_origins");
      origins != nullptr && !origins->is_null())
    patch.allowed_origins = fields.texts("allowed_origins");
  if (const auto* form = object->if_contains("lead_form"); form != nullptr && !form->is_null())
    if (const auto* given = fields.object("lead_form")) patch.form = read_form(*given, fields);
  if (const auto valid = fields.outcome(); !valid) return valid.error();
  return patch;
}

domain::result<std::vector<domain::behavior_rule>> read_rules(std::string_view body) {
  const auto object = parse_object(body);
  if (!object) return object.error();
  field_reader fields{*object};
  std::vector<domain::behavior_rule> rules;
  const auto* list = fields.list("rules");
  // Before each is looked at: ten thousand rules get one error, not ten thousand.
  if (list != nullptr && list->size() > domain::max_rules)
    fields.refuse("rules",
                  "An agent can have at most " + std::to_string(domain::max_rules) + " rules");
  else if (list != nullptr)
    read_each(*list, "rules", fields, [&](const json::object& from, field_reader& rule) {
      rules.push_back(read_rule(from, rule));
    });
  if (const auto valid = fields.outcome(); !valid) return valid.error();
  return rules;
}

json::object agent(const storage::agent_record& agent) {
  return {{"id", id_text(agent.id)},
          {"name", text(agent.name)},
          {"greeting", text(agent.greeting)},
          {"starters", texts(agent.starters)},
          {"theme", json::object{{"accent", text_or_null(agent.accent)}}},
          {"privacy_url", text_or_null(agent.privacy_url)},
          {"lead_form", json::object{{"title", text(agent.form.title)},
                                     {"text", text(agent.form.text)},
                                     {"fields", form_fields(agent.form)}}}};
}

json::object agent_settings(const storage::agent_record& agent) {
  return {{"id", id_text(agent.id)},
          {"name", text(agent.name)},
          {"greeting", text(agent.greeting)},
          {"allowed_origins", texts(agent.allowed_origins)},
          {"theme", json::object{{"accent", text_or_null(agent.accent)}}},
          {"lead_form", json::object{{"title", text(agent.form.title)},
                                     {"text", text(agent.form.text)},
                                     {"fields", form_fields(agent.form)}}}};
}

json::array rule_settings(const std::vector<domain::behavior_rule>& rules) {
  json::array list;
  for (const auto& rule : rules) {
    const auto& when = rule.when;
    list.push_back(json::object{
        {"id", id_text(rule.id)},
        {"kind", text(domain::name_of(rule.kind))},
        {"name", text(rule.name)},
        {"enabled", rule.state == domain::rule_state::enabled},
        {"label", text(rule.label)},
        {"title", text(rule.title)},
        {"text", text(rule.text)},
        {"when", json::object{{"keywords", texts(when.keywords)},
                              {"url", text_or_null(when.url)},
                              {"scroll_percent", condition_or_null(when.scroll_percent)},
                              {"idle_seconds", condition_or_null(when.idle.count())},
                              {"exit_intent", when.exit_intent},
                              {"after_messages", when.after_messages}}}});
  }
  return list;
}

json::array rules(const storage::agent_record& agent) { return rules_that(agent, is_for_widget); }

json::array page_rules(const storage::agent_record& agent) {
  return rules_that(agent, happens_on_page);
}

}  // namespace takeover::net::wire
