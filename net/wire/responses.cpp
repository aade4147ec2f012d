#include "net/wire/responses.hpp"

#include <boost/json/array.hpp>
#include <boost/json/string.hpp>

namespace takeover::net::wire {

namespace json = boost::json;

namespace {

template <class Id>
json::string id_text(const Id& id) {
  return json::string{id.text().view()};
}

}  // namespace

json::object session(const storage::session_record& session, std::string_view realtime_key, std::string_view token) {
  const auto& who = session.who;
  json::object to{{"user", json::object{{"id", id_text(who.user)}, {"name", who.name}, {"email", who.email}}},
                  {"workspace", json::object{{"id", id_text(who.workspace)}, {"name", session.workspace_name}, {"role", domain::name_of(who.role)}}},
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
  return {{"entries", entries(page.entries, who)}, {"last_seq", page.last_seq}, {"more", page.more}};
}

json::object counts(const storage::conversation_counts& counts) {
  return {{"live", counts.live}, {"needs_human", counts.needs_human}, {"mine", counts.mine}};
}

json::object init(const opened_conversation& opened) {
  const auto& state = opened.view.state;
  json::value holder = nullptr;
  if (state.claim) holder = json::object{{"name", state.claim->holder.name}};
  return {{"conversation_id", id_text(state.id)},
          {"visitor_id", id_text(opened.visitor.id)},
          {"anon_id", opened.visitor.anon_id},
          {"token", opened.token},
          {"expires_at", domain::to_rfc3339(opened.expires_at)},
          {"controller", domain::name_of(state.controller)},
          {"claimed_by", std::move(holder)},
          {"last_seq", state.visitor_seq},
          {"agent", agent(opened.agent)},
          {"rules", rules(opened.agent)},
          {"entries", entries(opened.newest.entries, eyes::visitor)},
          {"realtime", json::object{{"key", opened.realtime_key}, {"channel", opened.channel}}}};
}

}  // namespace takeover::net::wire
