#include "net/wire/views.hpp"

#include <boost/json/array.hpp>
#include <boost/json/string.hpp>

#include "storage/agents/agents.hpp"
#include "storage/audit/audit.hpp"

namespace takeover::net::wire {

namespace json = boost::json;

namespace {

json::string text(std::string_view value) { return json::string{value}; }

json::value text_or_null(std::string_view value) {
  if (value.empty()) return nullptr;
  return text(value);
}

json::string time(domain::timestamp at) { return text(domain::to_rfc3339(at)); }

json::value time_or_null(const std::optional<domain::timestamp>& at) {
  if (!at) return nullptr;
  return time(*at);
}

template <class Id>
json::string id_text(const Id& id) {
  return text(id.text());
}

/// A visitor is told the name of a member, and nothing else of them.
json::object person_for(const domain::person& who, eyes audience) {
  if (audience == eyes::member) return person(who);
  return {{"name", text(who.name)}};
}

template <class Person>
json::value person_or_null(const std::optional<Person>& who) {
  if (!who) return nullptr;
  return person(*who);
}

json::value last_message_or_null(const std::optional<domain::last_message>& last) {
  if (!last) return nullptr;
  return json::object{{"role", text(domain::name_of(last->role))},
                      {"author_name", text_or_null(last->author_name)},
                      {"body", text(last->snippet)},
                      {"created_at", time(last->created_at)}};
}

json::array citations(const std::vector<domain::citation>& sources) {
  json::array list;
  list.reserve(sources.size());
  for (const auto& source : sources)
    list.push_back(json::object{
        {"n", source.n}, {"title", text(source.title)}, {"url", text_or_null(source.url)}});
  return list;
}

/// What a lead's entry says of the person is for members alone.
void add_lead_meta(json::object& to, const domain::entry_meta& meta, eyes who) {
  if (!meta.source.empty()) to["source"] = text(meta.source);
  if (who == eyes::visitor) return;
  if (meta.lead) to["lead_id"] = id_text(*meta.lead);
  if (!meta.name.empty()) to["name"] = text(meta.name);
  if (!meta.email.empty()) to["email"] = text(meta.email);
  if (!meta.triggered_by.empty()) to["triggered_by"] = text(meta.triggered_by);
}

/// What the visitor's words called for beside the answer: the widget acts on it.
void add_called_for(json::object& to, const domain::entry_meta& meta) {
  if (!meta.rules.empty()) {
    auto& list = to["rules"].emplace_array();
    for (const auto id : meta.rules) list.push_back(id_text(id));
  }
  if (!meta.intent.empty()) to["intent"] = text(meta.intent);
}

json::object entry_meta(const domain::entry_meta& meta, eyes who) {
  json::object to;
  if (meta.interrupted) to["interrupted"] = true;
  if (meta.offer_human) to["offer_human"] = true;
  if (meta.failed) to["error"] = true;
  if (!meta.citations.empty()) to["citations"] = citations(meta.citations);
  if (meta.confidence) to["confidence"] = *meta.confidence;
  if (meta.generation) to["generation"] = *meta.generation;
  if (meta.epoch) to["epoch"] = *meta.epoch;
  if (meta.forced_from) to["forced_from"] = person_for(*meta.forced_from, who);
  if (meta.transferred_by) to["transferred_by"] = person_for(*meta.transferred_by, who);
  if (meta.transferred_from) to["transferred_from"] = person_for(*meta.transferred_from, who);
  if (!meta.reason.empty()) to["reason"] = text(meta.reason);
  if (!meta.availability.empty()) to["availability"] = text(meta.availability);
  if (meta.opens_at) to["opens_at"] = time(*meta.opens_at);
  add_lead_meta(to, meta, who);
  add_called_for(to, meta);
  return to;
}

json::value number_or_null(const std::optional<int>& value) {
  if (!value) return nullptr;
  return *value;
}

json::value shift_or_null(const std::optional<domain::shift>& shift) {
  if (!shift) return nullptr;
  return json::object{{"ends_at", time(shift->ends_at)},
                      {"asked_at", time_or_null(shift->asked_at)}};
}

json::object visitor_conversation(const actors::live_view& view) {
  const auto& state = view.view.state;
  json::value holder = nullptr;
  if (state.claim) holder = person_for(state.claim->holder, eyes::visitor);
  return {{"id", id_text(state.id)},
          {"controller", text(domain::name_of(state.controller))},
          {"claimed_by", std::move(holder)},
          {"last_seq", state.visitor_seq},
          {"epoch", state.epoch},
          {"queue_position", number_or_null(view.queue_position)}};
}

std::optional<domain::person> holder_of(const domain::conversation& state) {
  if (!state.claim) return std::nullopt;
  return state.claim->holder;
}

json::value lead_of(const actors::live_view& view) {
  if (!view.view.captured) return nullptr;
  const auto& state = view.view.state;
  return lead({*view.view.captured, state.controller, holder_of(state), view.view.last},
              view.online);
}

json::object visitor_of(const actors::live_view& view) {
  const auto id = view.view.state.visitor;
  return {{"id", id_text(id)},
          {"name", text_or_null(view.view.visitor_name)},
          {"email", text_or_null(view.view.visitor_email)},
          {"label", text(domain::visitor_label(id))},
          {"online", view.online}};
}

}  // namespace

json::object person(const domain::person& who) {
  return {{"id", id_text(who.id)}, {"name", text(who.name)}};
}

json::object entry(const domain::entry& e, eyes who) {
  // A visitor hears that their details were taken, not what they are.
  const bool hides_fields = who == eyes::visitor && e.kind == domain::entry_kind::lead_captured;
  json::value author = nullptr;
  if (e.author) author = person_for(*e.author, who);
  return {{"seq", e.seq},
          {"kind", text(domain::name_of(e.kind))},
          {"role", text_or_null(domain::name_of(e.role))},
          {"author", std::move(author)},
          {"body", text(hides_fields ? std::string_view{} : std::string_view{e.body})},
          {"client_id", text_or_null(e.client_id)},
          {"created_at", time(e.created_at)},
          {"meta", entry_meta(e.meta, who)}};
}

json::object conversation(const actors::live_view& view, eyes who) {
  const auto& state = view.view.state;
  if (who == eyes::visitor) return visitor_conversation(view);

  const auto holder = holder_of(state);
  json::value holder_id = nullptr;
  json::value claimed_at = nullptr;
  if (state.claim) {
    holder_id = id_text(state.claim->holder.id);
    claimed_at = time(state.claim->since);
  }
  return {
      {"id", id_text(state.id)},
      {"agent", json::object{{"id", id_text(state.agent)}, {"name", text(view.view.agent_name)}}},
      {"controller", text(domain::name_of(state.controller))},
      {"claimed_by_user_id", std::move(holder_id)},
      {"claimed_by", person_or_null(holder)},
      {"claimed_at", std::move(claimed_at)},
      {"epoch", state.epoch},
      {"last_seq", state.last_seq},
      {"engaged", state.engaged()},
      {"visitor_message_count", state.visitor_message_count},
      {"last_activity_at", time(state.last_activity_at)},
      {"created_at", time(state.created_at)},
      {"queued_at", time_or_null(state.queued_at)},
      {"deadline_at", time_or_null(state.deadline_at)},
      {"shift", shift_or_null(state.shift)},
      {"visitor", visitor_of(view)},
      {"lead", lead_of(view)},
      {"page_url", text_or_null(state.page_url)},
      {"last_message", last_message_or_null(view.view.last)}};
}

json::object lead(const domain::lead_view& row, bool online) {
  const auto& record = row.record;
  json::object extra;
  for (const auto& [name, value] : record.fields.extra) extra[name] = text(value);
  json::value conversation = nullptr;
  if (record.conversation) conversation = id_text(*record.conversation);
  json::value rule = nullptr;
  if (record.rule) rule = id_text(*record.rule);
  json::value controller = nullptr;
  if (row.controlled_by) controller = text(domain::name_of(*row.controlled_by));
  return {{"id", id_text(record.id)},
          {"name", text_or_null(record.fields.name)},
          {"email", text(record.fields.email)},
          {"phone", text_or_null(record.fields.phone)},
          {"fields", std::move(extra)},
          {"status", text(domain::name_of(record.status))},
          {"source", text(domain::name_of(record.source))},
          {"rule_id", std::move(rule)},
          {"triggered_by", text_or_null(record.triggered_by)},
          {"conversation_id", std::move(conversation)},
          {"feed_number", record.feed_seq},
          {"captured_at", time(record.captured_at)},
          {"last_activity_at", time(record.last_activity_at)},
          {"controller", std::move(controller)},
          {"claimed_by", person_or_null(row.holder)},
          {"online", online},
          {"last_message", last_message_or_null(row.last)}};
}

json::object audit(const storage::audit_entry& entry) {
  const auto& row = entry.row;
  json::value actor_id = nullptr;
  json::value actor = nullptr;
  if (row.actor) {
    actor_id = id_text(*row.actor);
    actor = person({*row.actor, entry.actor_name});
  }
  return {{"id", id_text(row.id)},
          {"position", entry.position},
          {"actor_user_id", std::move(actor_id)},
          {"actor", std::move(actor)},
          {"action", text(row.action)},
          {"target_type", text(row.target_type)},
          {"target_id", text(row.target_id)},
          {"target_name", text_or_null(entry.target_name)},
          {"created_at", time(row.created_at)},
          {"prev_hash", text(entry.prev_hash)},
          {"hash", text(entry.hash)}};
}

json::object agent(const storage::agent_record& agent) {
  json::array starters;
  for (const auto& starter : agent.starters) starters.push_back(text(starter));
  json::array fields;
  for (const auto& field : agent.form.fields) {
    fields.push_back(json::object{{"name", text(field.name)},
                                  {"label", text(field.label)},
                                  {"type", text(field.type)},
                                  {"required", field.required}});
  }
  return {{"id", id_text(agent.id)},
          {"name", text(agent.name)},
          {"greeting", text(agent.greeting)},
          {"starters", std::move(starters)},
          {"theme", json::object{{"accent", text_or_null(agent.accent)}}},
          {"privacy_url", text_or_null(agent.privacy_url)},
          {"lead_form", json::object{{"title", text(agent.form.title)},
                                     {"text", text(agent.form.text)},
                                     {"fields", std::move(fields)}}}};
}

}  // namespace takeover::net::wire
