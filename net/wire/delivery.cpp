#include "net/wire/delivery.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include "net/wire/json/fields.hpp"
#include "net/wire/json/values.hpp"

namespace takeover::net::wire {

namespace json = boost::json;

namespace {

json::object lead(const domain::lead& record, std::string_view agent_name) {
  json::object extra;
  for (const auto& [name, value] : record.fields.extra) extra[name] = value;
  return {{"id", id_text(record.id)},
          {"name", text_or_null(record.fields.name)},
          {"email", record.fields.email},
          {"phone", text_or_null(record.fields.phone)},
          {"fields", std::move(extra)},
          {"status", domain::name_of(record.status)},
          {"source", domain::name_of(record.source)},
          {"triggered_by", text_or_null(record.triggered_by)},
          {"conversation_id", id_or_null(record.conversation)},
          {"agent", json::object{{"id", id_text(record.agent)}, {"name", agent_name}}},
          {"captured_at", domain::to_rfc3339(record.captured_at)},
          {"last_activity_at", domain::to_rfc3339(record.last_activity_at)}};
}

bool is_due_sometime(const storage::job_record& row) {
  return !row.failed_at && row.state == storage::readiness::ready;
}

void read_events(const json::object& from, field_reader& fields, webhook_input& to) {
  constexpr auto all = domain::webhook_event::lead_captured;
  const auto* value = from.if_contains("events");
  if (value == nullptr || value->is_null()) {
    to.events = {all};
    return;
  }
  const auto* names = value->if_array();
  if (names == nullptr || names->empty())
    return fields.refuse("events", "must be a list of at least one event");
  for (const auto& name : *names) {
    const auto* text = name.if_string();
    const auto event =
        text != nullptr ? domain::parse_webhook_event({text->data(), text->size()}) : std::nullopt;
    if (event != all) return fields.refuse("events", "can only contain lead.captured");
    if (std::find(to.events.begin(), to.events.end(), *event) == to.events.end())
      to.events.push_back(*event);
  }
}

}  // namespace

std::string webhook_body(const storage::claimed_job& job, const storage::webhook_post& about) {
  json::object data{{"workspace_id", id_text(about.hook.workspace)}};
  if (about.lead) data["lead"] = lead(*about.lead, about.agent_name);
  return json::serialize(json::object{{"id", id_text(job.id)},
                                      {"type", domain::name_of(about.event)},
                                      {"timestamp", domain::to_rfc3339(job.created_at)},
                                      {"data", std::move(data)}});
}

json::object webhook(const storage::webhook_record& hook) {
  json::array events;
  for (const auto event : hook.events) events.emplace_back(domain::name_of(event));
  return {{"id", id_text(hook.id)},
          {"url", hook.url},
          {"events", std::move(events)},
          {"active", hook.state == storage::activity::active},
          {"created_at", domain::to_rfc3339(hook.created_at)},
          {"paused_at", time_or_null(hook.health.paused_at)},
          {"pause_reason", text_or_null(hook.health.pause_reason)}};
}

json::object queue(const storage::job_counts& counts,
                   const std::vector<storage::dropped_record>& dropped, std::int64_t max_waiting) {
  json::object kinds;
  for (const auto kind : {domain::job_kind::mail, domain::job_kind::webhook}) {
    json::value lost;
    for (const auto& row : dropped)
      if (row.kind == kind)
        lost = json::object{{"count", row.dropped},
                            {"first_at", domain::to_rfc3339(row.first_at)},
                            {"last_at", domain::to_rfc3339(row.last_at)}};
    const auto counted = counts.of(kind);
    kinds[domain::name_of(kind)] = json::object{
        {"waiting", counted.waiting}, {"failed", counted.failed}, {"dropped", std::move(lost)}};
  }
  return {{"max_waiting", max_waiting},
          {"mail", std::move(kinds["mail"])},
          {"webhook", std::move(kinds["webhook"])}};
}

json::object delivery(const storage::delivery_record& row) {
  json::value status;
  if (row.status_code) status = *row.status_code;
  return {{"id", id_text(row.id)},
          {"webhook_id", id_text(row.webhook)},
          {"event", domain::name_of(row.event)},
          {"lead_id", id_or_null(row.lead)},
          {"about", text_or_null(row.about)},
          {"state", domain::name_of(row.state)},
          {"attempts", row.attempts},
          {"status_code", std::move(status)},
          {"error", text_or_null(row.last_error)},
          {"next_try_at", row.state == domain::delivery_state::waiting ? time_or_null(row.next_try)
                                                                       : json::value{}},
          {"created_at", time(row.created_at)},
          {"finished_at", time_or_null(row.finished_at)}};
}

json::object job(const storage::job_record& row) {
  json::value recipient;
  if (row.recipient)
    recipient = json::object{{"id", id_text(row.recipient->id)}, {"name", row.recipient->name}};
  const auto state =
      row.failed_at ? domain::delivery_state::failed : domain::delivery_state::waiting;
  return {{"id", id_text(row.id)},
          {"kind", domain::name_of(row.kind)},
          {"state", domain::name_of(state)},
          {"lead_id", id_or_null(row.lead)},
          {"conversation_id", id_or_null(row.conversation)},
          {"about", text_or_null(row.about)},
          {"recipient", std::move(recipient)},
          {"attempts", row.attempts},
          {"error", text_or_null(row.last_error)},
          {"collected", row.collected},
          {"next_try_at",
           is_due_sometime(row) ? json::value(domain::to_rfc3339(row.run_at)) : json::value{}},
          {"created_at", time(row.created_at)},
          {"failed_at", time_or_null(row.failed_at)}};
}

domain::result<webhook_input> read_webhook(std::string_view body) {
  const auto object = parse_object(body);
  if (!object) return object.error();
  field_reader fields{*object};
  webhook_input input;
  input.url = fields.text("url");
  read_events(*object, fields, input);
  const auto* active = object->if_contains("active");
  if (active != nullptr && !active->is_null())
    input.state = fields.flag("active") ? storage::activity::active : storage::activity::paused;
  if (const auto valid = fields.outcome(); !valid) return valid.error();
  return input;
}

domain::result<storage::activity> read_webhook_state(std::string_view body) {
  const auto object = parse_object(body);
  if (!object) return object.error();
  field_reader fields{*object};
  const auto* active = object->if_contains("active");
  if (active == nullptr || active->is_null()) fields.refuse("active", "is required");
  const auto state = fields.flag("active") ? storage::activity::active : storage::activity::paused;
  if (const auto valid = fields.outcome(); !valid) return valid.error();
  return state;
}

}  // namespace takeover::net::wire
