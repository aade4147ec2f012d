#include "net/wire/conversations.hpp"

#include <algorithm>
#include <unordered_set>

#include "domain/conversations/timeline.hpp"
#include "net/wire/json/fields.hpp"
#include "net/wire/json/values.hpp"
#include "net/wire/leads.hpp"
#include "net/wire/people.hpp"

#include "storage/agents/agents.hpp"
#include "storage/audit/audit.hpp"

namespace takeover::net::wire {

namespace json = boost::json;

namespace {

/// A visitor is told the name of a member, and nothing else of them.
json::object person_for(const domain::person& who, viewer audience) {
  if (audience == viewer::member) return person(who);
  return {{"name", text(who.name)}};
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
void add_lead_meta(json::object& to, const domain::entry_meta& meta, viewer who) {
  if (!meta.source.empty()) to["source"] = text(meta.source);
  if (who == viewer::visitor) return;
  if (meta.lead) to["lead_id"] = id_text(*meta.lead);
  if (!meta.name.empty()) to["name"] = text(meta.name);
  if (!meta.email.empty()) to["email"] = text(meta.email);
  if (!meta.triggered_by.empty()) to["triggered_by"] = text(meta.triggered_by);
}

/// What the visitor's words triggered besides the answer: the widget acts on it.
void add_called_for(json::object& to, const domain::entry_meta& meta) {
  if (!meta.rules.empty()) {
    auto& list = to["rules"].emplace_array();
    for (const auto id : meta.rules) list.push_back(id_text(id));
  }
  if (!meta.intent.empty()) to["intent"] = text(meta.intent);
}

json::object entry_meta(const domain::entry_meta& meta, viewer who) {
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
  if (meta.told) to["told"] = *meta.told;
  if (meta.opens_at) to["opens_at"] = time(*meta.opens_at);
  add_lead_meta(to, meta, who);
  add_called_for(to, meta);
  return to;
}

json::value shift_or_null(const std::optional<domain::shift>& shift) {
  if (!shift) return nullptr;
  return json::object{{"ends_at", time(shift->ends_at)},
                      {"asked_at", time_or_null(shift->asked_at)}};
}

json::object visitor_conversation(const actors::live_view& view) {
  const auto& state = view.view.state;
  json::value holder = nullptr;
  if (state.claim) holder = person_for(state.claim->holder, viewer::visitor);
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
              view.visitor);
}

json::object visitor_of(const actors::live_view& view) {
  const auto id = view.view.state.visitor;
  return {{"id", id_text(id)},
          {"name", text_or_null(view.view.visitor_name)},
          {"email", text_or_null(view.view.visitor_email)},
          {"label", text(domain::visitor_label(id))},
          {"online", view.visitor.now == domain::presence::connected},
          {"left_at", time_or_null(view.visitor.left_at)}};
}

std::string_view name_of(deletion_outcome outcome) {
  switch (outcome) {
    case deletion_outcome::deleted: return "deleted";
    case deletion_outcome::already_deleted: return "already_deleted";
    case deletion_outcome::not_found: return "not_found";
    case deletion_outcome::kept: return "kept";
    case deletion_outcome::failed: break;
  }
  return "failed";
}

std::int64_t number_of(const std::vector<deletion>& all, deletion_outcome outcome) {
  return std::count_if(all.begin(), all.end(),
                       [outcome](const deletion& each) { return each.outcome == outcome; });
}

}  // namespace

json::object entry(const domain::entry& e, viewer who) {
  // A visitor hears that their details were taken, not what they are.
  const bool hides_fields = who == viewer::visitor && e.kind == domain::entry_kind::lead_captured;
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

json::array entries(const std::vector<domain::entry>& list, viewer who) {
  json::array to;
  to.reserve(list.size());
  for (const auto& each : list) to.push_back(entry(each, who));
  return to;
}

json::object timeline(const storage::timeline_page& page, viewer who) {
  return {
      {"entries", entries(page.entries, who)}, {"last_seq", page.last_seq}, {"more", page.more}};
}

json::object conversation(const actors::live_view& view, viewer who) {
  const auto& state = view.view.state;
  if (who == viewer::visitor) return visitor_conversation(view);

  json::value holder = nullptr;
  json::value holder_id = nullptr;
  json::value claimed_at = nullptr;
  if (state.claim) {
    holder = person(state.claim->holder);
    holder_id = id_text(state.claim->holder.id);
    claimed_at = time(state.claim->since);
  }
  return {
      {"id", id_text(state.id)},
      {"agent", json::object{{"id", id_text(state.agent)}, {"name", text(view.view.agent_name)}}},
      {"controller", text(domain::name_of(state.controller))},
      {"claimed_by_user_id", std::move(holder_id)},
      {"claimed_by", std::move(holder)},
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

json::object summary(const domain::conversation_view& view,
                     const storage::message_counts& messages) {
  const auto& state = view.state;
  json::value holder = nullptr;
  if (state.claim) holder = person(state.claim->holder);
  json::value lead_id = nullptr;
  if (view.captured) lead_id = id_text(view.captured->id);
  return {{"claimed_by", std::move(holder)},
          {"messages", json::object{{"visitor", messages.visitor},
                                    {"agent", messages.agent},
                                    {"member", messages.member}}},
          {"first_message_at", time_or_null(messages.first_at)},
          {"last_message_at", time_or_null(messages.last_at)},
          {"open_question", state.has_open_question()},
          {"lead_id", std::move(lead_id)}};
}

json::value last_message_or_null(const std::optional<domain::last_message>& last) {
  if (!last) return nullptr;
  return json::object{{"role", text(domain::name_of(last->role))},
                      {"author_name", text_or_null(last->author_name)},
                      {"body", text(last->snippet)},
                      {"created_at", time(last->created_at)}};
}

json::object counts(const storage::conversation_counts& counts) {
  return {{"live", counts.live},
          {"needs_human", counts.needs_human},
          {"mine", counts.mine},
          {"engaged", counts.engaged},
          {"empty", counts.empty}};
}

json::object deletions(const std::vector<deletion>& all) {
  json::array items;
  items.reserve(all.size());
  for (const auto& each : all)
    items.push_back(json::object{{"id", each.id}, {"outcome", name_of(each.outcome)}});
  return {{"deleted", number_of(all, deletion_outcome::deleted)}, {"items", std::move(items)}};
}

json::object sweep(const std::vector<deletion>& all, std::string_view next_cursor) {
  return {{"deleted", number_of(all, deletion_outcome::deleted)},
          {"kept", number_of(all, deletion_outcome::kept)},
          {"failed", number_of(all, deletion_outcome::failed)},
          {"next_cursor", text_or_null(next_cursor)}};
}

domain::result<domain::takeover_mode> read_claim(std::string_view body) {
  return read_body<domain::takeover_mode>(or_empty_object(body), [](field_reader& from) {
    return from.flag("force") ? domain::takeover_mode::force : domain::takeover_mode::ask;
  });
}

domain::result<domain::user_id> read_transfer(std::string_view body) {
  return known_id<domain::user_id>(
      read_body<std::string>(body, [](field_reader& from) { return from.text("user_id"); }),
      "member");
}

domain::result<message_body> read_message(std::string_view body) {
  auto read = read_body<message_body>(body, [](field_reader& from) {
    return message_body{from.text("client_id"), from.text("body")};
  });
  if (!read) return read;
  if (const auto valid = domain::check_body(read->body); !valid) return valid.error();
  if (const auto valid = domain::check_client_id(read->client_id); !valid) return valid.error();
  return read;
}

domain::result<ids_body> read_ids(std::string_view body) {
  return read_body<ids_body>(body, [](field_reader& from) {
    ids_body read;
    const auto* list = from.list("ids");
    if (list == nullptr) return read;
    if (list->empty() || list->size() > max_ids) {
      from.refuse("ids", "must name 1 to " + std::to_string(max_ids) +
                             " conversations; split more into several calls");
      return read;
    }
    std::unordered_set<domain::conversation_id> seen;
    for (const auto& value : *list) {
      const auto* text = value.if_string();
      if (text == nullptr) {
        from.refuse("ids", "must contain only text");
        break;
      }
      const auto id = domain::conversation_id::parse({text->data(), text->size()});
      if (!id)
        read.unreadable.emplace_back(text->data(), text->size());
      else if (seen.insert(*id).second)
        read.ids.push_back(*id);
    }
    return read;
  });
}

domain::result<std::string> read_cursor(std::string_view body) {
  return read_body<std::string>(or_empty_object(body), [](field_reader& from) {
    return from.optional_text("cursor").value_or("");
  });
}

}  // namespace takeover::net::wire
