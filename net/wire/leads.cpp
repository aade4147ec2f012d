#include "net/wire/leads.hpp"

#include <boost/json/string.hpp>

#include "net/wire/conversations.hpp"
#include "net/wire/json/fields.hpp"
#include "net/wire/json/values.hpp"
#include "net/wire/people.hpp"

namespace takeover::net::wire {

namespace json = boost::json;

namespace {

void read_lead_fields(const json::object& from, field_reader& report, domain::lead_fields& to) {
  for (const auto& field : from) {
    const std::string name{field.key()};
    if (field.value().is_null()) continue;
    const auto* text = field.value().if_string();
    if (text == nullptr) {
      report.refuse(name, "must be text");
      continue;
    }
    std::string value{text->data(), text->size()};
    if (name == "name")
      to.name = std::move(value);
    else if (name == "email")
      to.email = std::move(value);
    else if (name == "phone")
      to.phone = std::move(value);
    else
      to.extra.emplace(name, std::move(value));
  }
}

json::object object_of(const std::map<std::string, std::string>& fields) {
  json::object object;
  for (const auto& [name, value] : fields) object[name] = text(value);
  return object;
}

json::array also_given(const domain::lead& record) {
  json::array list;
  for (const auto& other : record.others)
    list.push_back(json::object{{"name", text_or_null(other.name)},
                                {"phone", text_or_null(other.phone)},
                                {"fields", object_of(other.extra)},
                                {"conversation_id", id_or_null(other.conversation)},
                                {"given_at", time(other.given_at)}});
  return list;
}

json::array other_conversations(const domain::lead& record) {
  json::array list;
  for (const auto& id : record.other_conversations) list.push_back(id_text(id));
  return list;
}

}  // namespace

json::object lead(const domain::lead_view& row, const domain::visitor_presence& visitor) {
  const auto& record = row.record;
  json::value controller = nullptr;
  if (row.controlled_by) controller = text(domain::name_of(*row.controlled_by));
  json::value holder = nullptr;
  if (row.holder) holder = person(*row.holder);
  return {{"id", id_text(record.id)},
          {"name", text_or_null(record.fields.name)},
          {"email", text(record.fields.email)},
          {"phone", text_or_null(record.fields.phone)},
          {"fields", object_of(record.fields.extra)},
          {"status", text(domain::name_of(record.status))},
          {"source", text(domain::name_of(record.source))},
          {"rule_id", id_or_null(record.rule)},
          {"triggered_by", text_or_null(record.triggered_by)},
          {"conversation_id", id_or_null(record.conversation)},
          {"also_given", also_given(record)},
          {"other_conversation_ids", other_conversations(record)},
          {"feed_number", record.feed_seq},
          {"captured_at", time(record.captured_at)},
          {"last_activity_at", time(record.last_activity_at)},
          {"controller", std::move(controller)},
          {"claimed_by", std::move(holder)},
          {"online", visitor.now == domain::presence::connected},
          {"left_at", time_or_null(visitor.left_at)},
          {"last_message", last_message_or_null(row.last)}};
}

json::object feed(json::array leads, const storage::lead_feed& page) {
  return {
      {"leads", std::move(leads)}, {"cursor", std::to_string(page.position)}, {"more", page.more}};
}

domain::result<lead_body> read_lead(std::string_view body) {
  return read_body<lead_body>(body, [](field_reader& from) {
    lead_body read;
    read.client_id = from.text("client_id");
    const auto text = from.text("source");
    const auto source = domain::parse_lead_source(text);
    if (!source) from.refuse("source", "must be rule, intent, cta or form");
    read.source = source.value_or(domain::lead_source::form);
    if (const auto* fields = from.object("fields")) read_lead_fields(*fields, from, read.fields);
    // An unreadable rule id is no reason to lose a lead.
    if (const auto rule = from.optional_text("rule_id")) read.rule = domain::rule_id::parse(*rule);
    return read;
  });
}

domain::result<domain::lead_status> read_lead_status(std::string_view body) {
  return read_body<domain::lead_status>(body, [](field_reader& from) {
    const auto text = from.text("status");
    const auto status = domain::parse_lead_status(text);
    if (!status) from.refuse("status", "must be new, qualified, contacted, won or lost");
    return status.value_or(domain::lead_status::incoming);
  });
}

}  // namespace takeover::net::wire
