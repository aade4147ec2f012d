#include "net/wire/responses.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/string.hpp>

#include "net/wire/agents.hpp"
#include "storage/audit/audit.hpp"
#include "storage/conversations/conversation_list.hpp"
#include "storage/conversations/timeline.hpp"
#include "storage/leads/leads.hpp"
#include "storage/people/memberships.hpp"
#include "storage/people/sessions.hpp"

namespace takeover::net::wire {

namespace json = boost::json;

namespace {

template <class Id>
json::string id_text(const Id& id) {
  return json::string{id.text().view()};
}

}  // namespace

json::object session(const storage::session_record& session, std::string_view realtime_key,
                     std::string_view token) {
  const auto& who = session.who;
  json::object to{
      {"user", json::object{{"id", id_text(who.user)}, {"name", who.name}, {"email", who.email}}},
      {"workspace", json::object{{"id", id_text(who.workspace)},
                                 {"name", session.workspace_name},
                                 {"role", domain::name_of(who.role)}}},
      {"realtime", json::object{{"key", realtime_key}}}};
  if (!token.empty()) to["token"] = token;
  return to;
}

json::object list(json::array items, std::string_view next_cursor) {
  json::object to{{"items", std::move(items)}, {"next_cursor", nullptr}};
  if (!next_cursor.empty()) to["next_cursor"] = next_cursor;
  return to;
}

json::array entries(const std::vector<domain::entry>& list, eyes who) {
  json::array to;
  to.reserve(list.size());
  for (const auto& one : list) to.push_back(entry(one, who));
  return to;
}

json::object timeline(const storage::timeline_page& page, eyes who) {
  return {
      {"entries", entries(page.entries, who)}, {"last_seq", page.last_seq}, {"more", page.more}};
}

json::object colleague(const storage::member_record& one, bool online, told_emails emails) {
  auto to = person(one.who);
  to["role"] = domain::name_of(one.role);
  to["online"] = online;
  to["available"] = one.available == domain::member_switch::available;
  to["email"] = nullptr;
  if (emails == told_emails::yes) to["email"] = one.email;
  return to;
}

json::object counts(const storage::conversation_counts& counts) {
  return {{"live", counts.live},
          {"needs_human", counts.needs_human},
          {"mine", counts.mine},
          {"engaged", counts.engaged},
          {"empty", counts.empty}};
}

namespace {

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
                       [outcome](const deletion& one) { return one.outcome == outcome; });
}

std::string_view name_of(storage::audit_fault::kind what) {
  switch (what) {
    case storage::audit_fault::kind::removed: return "removed";
    case storage::audit_fault::kind::added: return "added";
    case storage::audit_fault::kind::changed: break;
  }
  return "changed";
}

}  // namespace

json::object deletions(const std::vector<deletion>& all) {
  json::array items;
  items.reserve(all.size());
  for (const auto& one : all)
    items.push_back(json::object{{"id", one.id}, {"outcome", name_of(one.outcome)}});
  return {{"deleted", number_of(all, deletion_outcome::deleted)}, {"items", std::move(items)}};
}

json::object sweep(const std::vector<deletion>& all, std::string_view next_cursor) {
  json::object to{{"deleted", number_of(all, deletion_outcome::deleted)},
                  {"kept", number_of(all, deletion_outcome::kept)},
                  {"failed", number_of(all, deletion_outcome::failed)},
                  {"next_cursor", nullptr}};
  if (!next_cursor.empty()) to["next_cursor"] = next_cursor;
  return to;
}

json::object feed(json::array leads, const storage::lead_feed& news) {
  return {
      {"leads", std::move(leads)}, {"cursor", std::to_string(news.position)}, {"more", news.more}};
}

json::object audit_check(const storage::audit_check& check) {
  json::value fault = nullptr;
  if (const auto& found = check.fault) {
    json::value row = nullptr;
    if (!found->row_id.empty()) row = found->row_id;
    fault = json::object{
        {"position", found->position}, {"kind", name_of(found->what)}, {"id", std::move(row)}};
  }
  return {{"checked", check.checked},
          {"length", check.length},
          {"more", !check.fault && check.checked < check.length},
          {"fault", std::move(fault)}};
}

json::object init(const opened_conversation& opened) {
  const auto& state = opened.view.state;
  json::value holder = nullptr;
  if (state.claim) holder = json::object{{"name", state.claim->holder.name}};
  json::value position = nullptr;
  if (opened.queue_position) position = *opened.queue_position;
  return {{"conversation_id", id_text(state.id)},
          {"visitor_id", id_text(opened.visitor.id)},
          {"anon_id", opened.visitor.anon_id},
          {"token", opened.token},
          {"expires_at", domain::to_rfc3339(opened.expires_at)},
          {"controller", domain::name_of(state.controller)},
          {"claimed_by", std::move(holder)},
          {"queue_position", std::move(position)},
          {"last_seq", state.visitor_seq},
          {"agent", agent(opened.agent)},
          {"rules", rules(opened.agent)},
          {"entries", entries(opened.newest.entries, eyes::visitor)},
          {"realtime", json::object{{"key", opened.realtime_key}, {"channel", opened.channel}}}};
}

}  // namespace takeover::net::wire
