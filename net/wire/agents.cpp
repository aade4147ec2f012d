#include "net/wire/agents.hpp"

#include "net/wire/fields.hpp"
#include "storage/agents/agents.hpp"

namespace takeover::net::wire {

namespace json = boost::json;

namespace {

json::string text(std::string_view value) { return json::string{value}; }

json::array texts(const std::vector<std::string>& values) {
  json::array list;
  for (const auto& one : values) list.push_back(text(one));
  return list;
}

// Not with braces: they make a list of it.
json::value text_or_null(std::string_view value) {
  if (value.empty()) return nullptr;
  return text(value);
}

json::value number_or_null(std::int64_t value) {
  if (value == 0) return nullptr;
  return value;
}

/// Each object of the list, with a reader that reports under its place in it.
template <class Read>
void read_each(const json::array& list, std::string_view name, field_reader& report, Read read) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto at = std::string{name} + "[" + std::to_string(i) + "]";
    const auto* one = list[i].if_object();
    if (one == nullptr) {
      report.refuse(at, "must be an object");
      continue;
    }
    field_reader fields{*one};
    read(*one, fields);
    report.adopt(fields, at + ".");
  }
}

domain::lead_form read_form(const json::object& from, field_reader& report) {
  field_reader fields{from};
  domain::lead_form form{fields.text("title"), fields.optional_text("text").value_or(""), {}};
  const auto* list = fields.list("fields");
  if (list != nullptr && list->size() > domain::max_form_fields) {
    fields.refuse("fields",
                  "A form has at most " + std::to_string(domain::max_form_fields) + " fields");
  } else if (list != nullptr) {
    read_each(*list, "fields", fields, [&](const json::object&, field_reader& one) {
      form.fields.push_back(
          {one.text("name"), one.text("label"), one.text("type"), one.flag("required")});
    });
  }
  report.adopt(fields, "lead_form.");
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
  report.adopt(fields, "");
  return when;
}

domain::behavior_rule read_rule(const json::object& from, field_reader& fields) {
  domain::behavior_rule rule;
  if (const auto given = fields.optional_text("id"); given && !given->empty()) {
    const auto id = domain::rule_id::parse(*given);
    if (!id) fields.refuse("id", "is no rule of this agent");
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

/// Nothing that the visitor has said is asked for, and nobody is called to a visitor who has said
/// nothing.
bool happens_on_page(const domain::behavior_rule& rule) {
  return domain::waits_for_page(rule.when) && rule.when.keywords.empty() &&
         rule.when.after_messages == 0 && rule.kind != domain::rule_kind::route;
}

/// Words that call a human are for the server alone to see.
bool is_for_widget(const domain::behavior_rule& rule) {
  return rule.kind != domain::rule_kind::route || domain::waits_for_page(rule.when);
}

json::object widget_rule(const domain::behavior_rule& rule) {
  const auto& when = rule.when;
  return {{"id", text(rule.id.text())},
          {"kind", text(domain::name_of(rule.kind))},
          {"label", text(rule.label)},
          {"title", text(rule.title)},
          {"text", text(rule.text)},
          {"after_messages", when.after_messages},
          {"when", json::object{{"keywords", !when.keywords.empty()},
                                {"url", text_or_null(when.url)},
                                {"scroll_percent", number_or_null(when.scroll_percent)},
                                {"idle_seconds", number_or_null(when.idle.count())},
                                {"exit_intent", when.exit_intent}}}};
}

template <class Which>
json::array rules_that(const storage::agent_record& agent, Which which) {
  json::array list;
  for (const auto& rule : agent.rules)
    if (rule.state == domain::rule_state::enabled && which(rule)) list.push_back(widget_rule(rule));
  return list;
}

}  // namespace

domain::agent_profile agent_wish::over(const storage::agent_record& agent) const {
  return {name.value_or(agent.name), greeting.value_or(agent.greeting),
          allowed_origins.value_or(agent.allowed_origins), form.value_or(agent.form)};
}

domain::result<agent_wish> read_agent(std::string_view body) {
  const auto object = parse_object(body);
  if (!object) return object.error();
  field_reader fields{*object};
  agent_wish wanted;
  wanted.name = fields.optional_text("name");
  wanted.greeting = fields.optional_text("greeting");
  if (const auto* origins = object->if_contains("allowed_origins");
      origins != nullptr && !origins->is_null())
    wanted.allowed_origins = fields.texts("allowed_origins");
  if (const auto* form = object->if_contains("lead_form"); form != nullptr && !form->is_null())
    if (const auto* given = fields.object("lead_form")) wanted.form = read_form(*given, fields);
  if (const auto fine = fields.outcome(); !fine) return fine.error();
  return wanted;
}

domain::result<std::vector<domain::behavior_rule>> read_rules(std::string_view body) {
  const auto object = parse_object(body);
  if (!object) return object.error();
  field_reader fields{*object};
  std::vector<domain::behavior_rule> rules;
  const auto* list = fields.list("rules");
  // Before each is looked at: whoever sends ten thousand gets one sentence, not as many.
  if (list != nullptr && list->size() > domain::max_rules)
    fields.refuse("rules", "An agent has at most " + std::to_string(domain::max_rules) + " rules");
  else if (list != nullptr)
    read_each(*list, "rules", fields, [&](const json::object& from, field_reader& one) {
      rules.push_back(read_rule(from, one));
    });
  if (const auto fine = fields.outcome(); !fine) return fine.error();
  return rules;
}

json::object agent_settings(const storage::agent_record& agent) {
  json::array fields;
  for (const auto& field : agent.form.fields) {
    fields.push_back(json::object{{"name", text(field.name)},
                                  {"label", text(field.label)},
                                  {"type", text(field.type)},
                                  {"required", field.required}});
  }
  return {{"id", text(agent.id.text())},
          {"name", text(agent.name)},
          {"greeting", text(agent.greeting)},
          {"allowed_origins", texts(agent.allowed_origins)},
          {"lead_form", json::object{{"title", text(agent.form.title)},
                                     {"text", text(agent.form.text)},
                                     {"fields", std::move(fields)}}}};
}

json::array rule_settings(const std::vector<domain::behavior_rule>& rules) {
  json::array list;
  for (const auto& rule : rules) {
    const auto& when = rule.when;
    list.push_back(
        json::object{{"id", text(rule.id.text())},
                     {"kind", text(domain::name_of(rule.kind))},
                     {"name", text(rule.name)},
                     {"enabled", rule.state == domain::rule_state::enabled},
                     {"label", text(rule.label)},
                     {"title", text(rule.title)},
                     {"text", text(rule.text)},
                     {"when", json::object{{"keywords", texts(when.keywords)},
                                           {"url", text_or_null(when.url)},
                                           {"scroll_percent", number_or_null(when.scroll_percent)},
                                           {"idle_seconds", number_or_null(when.idle.count())},
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
