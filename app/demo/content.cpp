#include "app/demo/content.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <exception>
#include <stdexcept>

#include "app/cli/front_matter.hpp"

namespace takeover::app {
namespace {

namespace json = boost::json;

std::string text_of(const json::value& value) { return std::string{value.as_string()}; }

/// Absent or null: empty.
std::string text_or_empty(const json::object& from, std::string_view name) {
  const auto* value = from.if_contains(name);
  return value == nullptr || value->is_null() ? std::string{} : text_of(*value);
}

bool flag(const json::object& from, std::string_view name) {
  const auto* value = from.if_contains(name);
  return value != nullptr && value->as_bool();
}

std::vector<std::string> texts_of(const json::value& list) {
  std::vector<std::string> texts;
  for (const auto& text : list.as_array()) texts.push_back(text_of(text));
  return texts;
}

domain::milliseconds minutes_ago(const json::object& from) {
  const std::chrono::duration<double, std::ratio<60>> minutes{
      from.at("minutes_ago").to_number<double>()};
  return std::chrono::duration_cast<domain::milliseconds>(minutes);
}

/// A word that stands for a value, such as a role or a status.
template <class Parse>
auto named(const json::object& from, std::string_view name, Parse parse) {
  const auto text = text_of(from.at(name));
  const auto value = parse(text);
  if (!value) throw std::invalid_argument("\"" + text + "\" is not a valid " + std::string{name});
  return *value;
}

domain::lead_form read_form(const json::object& from) {
  domain::lead_form form{text_of(from.at("title")), text_of(from.at("text")), {}};
  for (const auto& element : from.at("fields").as_array()) {
    const auto& field = element.as_object();
    form.fields.push_back({text_of(field.at("name")), text_of(field.at("label")),
                           text_of(field.at("type")), field.at("required").as_bool()});
  }
  return form;
}

storage::agent_record read_agent(const json::object& from) {
  storage::agent_record agent;
  agent.name = text_of(from.at("name"));
  agent.greeting = text_of(from.at("greeting"));
  agent.starters = texts_of(from.at("starters"));
  agent.accent = text_or_empty(from, "accent");
  agent.privacy_url = text_or_empty(from, "privacy_url");
  agent.confidence_threshold = from.at("confidence_threshold").to_number<double>();
  agent.form = read_form(from.at("lead_form").as_object());
  for (const auto& element : from.at("rules").as_array()) {
    const auto& rule = element.as_object();
    auto& made = agent.rules.emplace_back();
    made.kind = named(rule, "kind", domain::parse_rule_kind);
    made.name = text_of(rule.at("name"));
    made.label = text_of(rule.at("label"));
    made.title = text_of(rule.at("title"));
    made.text = text_of(rule.at("text"));
    made.when.after_messages = rule.at("after_messages").to_number<int>();
  }
  return agent;
}

void read_workspace(const json::object& from, demo_content& to) {
  to.workspace_name = text_of(from.at("name"));
  const auto sender = net::outbound::parse_mailbox(text_of(from.at("mails_from")));
  if (!sender) throw std::invalid_argument{"mails_from is no address"};
  to.mails_from = *sender;
  for (const auto& element : from.at("members").as_array()) {
    const auto& member = element.as_object();
    to.members.push_back({text_of(member.at("name")), text_of(member.at("email")),
                          named(member, "role", domain::parse_role)});
  }
  to.agent = read_agent(from.at("agent").as_object());
}

std::vector<storage::curated_answer> read_curated(const json::array& from) {
  std::vector<storage::curated_answer> answers;
  for (const auto& element : from) {
    const auto& row = element.as_object();
    answers.push_back(
        {{}, texts_of(row.at("phrases")), text_of(row.at("answer")), text_or_empty(row, "url")});
  }
  return answers;
}

domain::lead_fields read_fields(const json::object& from) {
  domain::lead_fields fields;
  for (const auto& field : from) {
    auto value = text_of(field.value());
    if (field.key() == "name") {
      fields.name = std::move(value);
    } else if (field.key() == "email") {
      fields.email = std::move(value);
    } else if (field.key() == "phone") {
      fields.phone = std::move(value);
    } else {
      fields.extra.emplace(field.key(), std::move(value));
    }
  }
  return fields;
}

demo_entry read_entry(const json::object& from) {
  demo_entry entry;
  entry.ago = minutes_ago(from);
  entry.kind = named(from, "kind", domain::parse_entry_kind);
  entry.role = domain::parse_message_role(text_or_empty(from, "role"));
  entry.by = text_or_empty(from, "by");
  entry.body = text_or_empty(from, "body");
  entry.reason = text_or_empty(from, "reason");
  if (const auto* urls = from.if_contains("citations")) entry.citations = texts_of(*urls);
  if (const auto* confidence = from.if_contains("confidence"))
    entry.confidence = confidence->to_number<double>();
  entry.interrupted = flag(from, "interrupted");
  entry.offer_human = flag(from, "offer_human");
  if (entry.kind == domain::entry_kind::lead_captured) {
    entry.source = named(from, "source", domain::parse_lead_source);
    entry.status = named(from, "status", domain::parse_lead_status);
    entry.fields = read_fields(from.at("fields").as_object());
  }
  return entry;
}

std::vector<demo_conversation> read_conversations(const json::array& from) {
  std::vector<demo_conversation> conversations;
  for (const auto& element : from) {
    const auto& row = element.as_object();
    demo_conversation talk{minutes_ago(row), text_of(row.at("page_url")), {}, {}, {}};
    if (const auto* visitor = row.at("visitor").if_object()) {
      talk.visitor_name = text_or_empty(*visitor, "name");
      talk.visitor_email = text_or_empty(*visitor, "email");
    }
    for (const auto& entry : row.at("entries").as_array())
      talk.entries.push_back(read_entry(entry.as_object()));
    conversations.push_back(std::move(talk));
  }
  return conversations;
}

void read_file(const embedded_demo_file& file, demo_content& to) {
  if (file.path.ends_with(".md")) {
    auto page = read_page(file.text, file.path);
    if (!page) throw std::invalid_argument(page.error().detail);
    to.pages.push_back(
        {{}, std::move(page->title), std::move(page->url), std::move(page->markdown)});
    return;
  }
  const auto parsed = json::parse({file.text.data(), file.text.size()});
  if (file.path == "workspace.json") read_workspace(parsed.as_object(), to);
  if (file.path == "curated.json") to.curated = read_curated(parsed.as_array());
  if (file.path == "conversations.json") to.conversations = read_conversations(parsed.as_array());
}

}  // namespace

domain::result<demo_content> read_demo(std::span<const embedded_demo_file> files) {
  demo_content content;
  for (const auto& file : files) {
    try {
      read_file(file, content);
    } catch (const std::exception& e) {  // Boost.JSON throws for what is missing or of another type
      return domain::fail(domain::errc::internal,
                          "demo/" + std::string{file.path} + ": " + e.what());
    }
  }
  if (content.workspace_name.empty() || content.members.empty())
    return domain::fail(domain::errc::internal, "demo/workspace.json is missing");
  return content;
}

}  // namespace takeover::app
