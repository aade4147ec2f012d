#include "net/wire/widget.hpp"

#include "net/wire/agents.hpp"
#include "net/wire/conversations.hpp"
#include "net/wire/json/fields.hpp"
#include "net/wire/json/readable_texts.hpp"
#include "net/wire/json/values.hpp"

namespace takeover::net::wire {

namespace json = boost::json;

namespace {

constexpr std::size_t max_url_bytes = 2'048;
constexpr std::size_t max_anon_bytes = 64;

}  // namespace

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
          {"queue_position", number_or_null(opened.queue_position)},
          {"last_seq", state.visitor_seq},
          {"agent", agent(opened.agent)},
          {"rules", rules(opened.agent)},
          {"entries", entries(opened.newest.entries, viewer::visitor)},
          {"realtime", json::object{{"key", opened.realtime_key}, {"channel", opened.channel}}}};
}

domain::result<init_body> read_init(std::string_view body) {
  std::string agent;
  auto read = read_body<init_body>(readable_texts(body), [&](field_reader& from) {
    agent = from.text("agent_id");
    init_body given{{},
                    from.telemetry("page_url", max_url_bytes),
                    from.telemetry("anon_id", max_anon_bytes + 1)};
    if (given.anon_id.size() > max_anon_bytes) given.anon_id.clear();  // not one of ours
    return given;
  });
  if (!read) return read;
  const auto id = known_id<domain::agent_id>(agent, "agent");
  if (!id) return id.error();
  read->agent = *id;
  return read;
}

domain::result<std::string> read_page(std::string_view body) {
  return read_body<std::string>(readable_texts(body), [](field_reader& from) {
    return from.telemetry("page_url", max_url_bytes);
  });
}

domain::result<handoff_body> read_handoff(std::string_view body) {
  return read_body<handoff_body>(or_empty_object(body), [](field_reader& from) {
    handoff_body read{from.optional_text("reason").value_or("handoff"), std::nullopt};
    if (read.reason != "handoff" && read.reason != "offer" && read.reason != "rule")
      from.refuse("reason", "must be handoff, offer or rule");
    if (read.reason == "rule") {
      read.rule = domain::rule_id::parse(from.text("rule_id"));
      if (!read.rule) from.refuse("rule_id", "is not one of this agent's rules");
    }
    return read;
  });
}

}  // namespace takeover::net::wire
