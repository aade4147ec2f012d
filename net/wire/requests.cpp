#include "net/wire/requests.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/serialize.hpp>
#include <unordered_set>

#include "domain/conversations/timeline.hpp"
#include "domain/text/text.hpp"
#include "domain/text/text_field.hpp"
#include "net/wire/fields.hpp"

namespace takeover::net::wire {

namespace json = boost::json;

namespace {

constexpr std::size_t max_url_bytes = 2'048;
constexpr std::size_t max_anon_bytes = 64;

/// A body that has no field it must have may be left out.
std::string_view or_empty_object(std::string_view body) {
  return body.empty() ? std::string_view{"{}"} : body;
}

/// Parses on the stack, reads, and reports what was wrong.
template <class T, class Read>
domain::result<T> read_body(std::string_view body, Read read) {
  unsigned char room[4'096];
  json::monotonic_resource memory{room, sizeof room};
  const auto object = parse_object(body, &memory);
  if (!object) return object.error();
  field_reader fields{*object};
  T value = read(fields);
  if (const auto fine = fields.outcome(); !fine) return fine.error();
  return value;
}

template <class T>
domain::result<T> known_id(const domain::result<std::string>& text, std::string_view what) {
  if (!text) return text.error();
  if (const auto id = T::parse(*text)) return *id;
  return domain::fail(domain::errc::not_found, "There is no such " + std::string{what} + ".");
}

domain::role role_in(field_reader& from) {
  const auto role = domain::parse_role(from.text("role"));
  if (!role) from.refuse("role", "must be owner, admin or member");
  return role.value_or(domain::role::member);
}

void read_lead_fields(const json::object& from, field_reader& report, domain::lead_fields& to) {
  for (const auto& field : from) {
    const std::string name{field.key()};
    if (field.value().is_null()) continue;
    const auto* text = field.value().if_string();
    if (text == nullptr) {
      report.refuse(name, "must be a text");
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

}  // namespace

domain::result<sign_in_body> read_sign_in(std::string_view body) {
  return read_body<sign_in_body>(body, [](field_reader& from) {
    return sign_in_body{from.text("email"), from.text("password"), from.flag("bearer")};
  });
}

domain::result<domain::workspace_id> read_workspace(std::string_view body) {
  return known_id<domain::workspace_id>(
      read_body<std::string>(body, [](field_reader& from) { return from.text("id"); }),
      "workspace");
}

domain::result<force> read_claim(std::string_view body) {
  return read_body<force>(or_empty_object(body), [](field_reader& from) {
    return from.flag("force") ? force::yes : force::no;
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
  if (const auto fine = domain::check_body(read->body); !fine) return fine.error();
  if (const auto fine = domain::check_client_id(read->client_id); !fine) return fine.error();
  return read;
}

domain::result<handoff_body> read_handoff(std::string_view body) {
  return read_body<handoff_body>(or_empty_object(body), [](field_reader& from) {
    handoff_body wanted{from.optional_text("reason").value_or("handoff"), std::nullopt};
    if (wanted.reason != "handoff" && wanted.reason != "offer" && wanted.reason != "rule")
      from.refuse("reason", "must be handoff, offer or rule");
    if (wanted.reason == "rule") {
      wanted.rule = domain::rule_id::parse(from.text("rule_id"));
      if (!wanted.rule) from.refuse("rule_id", "is no rule of this agent");
    }
    return wanted;
  });
}

domain::result<new_member_body> read_new_member(std::string_view body) {
  return read_body<new_member_body>(body, [](field_reader& from) {
    new_member_body wanted{domain::trimmed(from.text("name")), from.text("email"),
                           from.text("password"), role_in(from)};
    if (auto wrong = domain::line_problem(wanted.name, 80); !wrong.empty())
      from.refuse("name", std::move(wrong));
    domain::lead_fields contact;
    contact.email = wanted.email;
    auto checked = domain::check_lead(std::move(contact));
    if (checked)
      wanted.email = std::move(checked->email);
    else
      from.refuse("email", checked.error().fields.begin()->second);
    return wanted;
  });
}

domain::result<domain::role> read_role(std::string_view body) {
  return read_body<domain::role>(body, [](field_reader& from) { return role_in(from); });
}

domain::result<domain::member_switch> read_switch(std::string_view body) {
  return read_body<domain::member_switch>(body, [](field_reader& from) {
    return from.required_flag("available") ? domain::member_switch::available
                                           : domain::member_switch::away;
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

domain::result<init_body> read_init(std::string_view body) {
  std::string agent;
  auto read = read_body<init_body>(body, [&](field_reader& from) {
    agent = from.text("agent_id");
    init_body wanted{{}, from.text("page_url"), from.optional_text("anon_id").value_or("")};
    if (wanted.page_url.size() > max_url_bytes) from.refuse("page_url", "has at most 2,048 bytes");
    if (wanted.anon_id.size() > max_anon_bytes) wanted.anon_id.clear();  // not one of ours
    return wanted;
  });
  if (!read) return read;
  const auto id = known_id<domain::agent_id>(agent, "agent");
  if (!id) return id.error();
  read->agent = *id;
  return read;
}

domain::result<lead_body> read_lead(std::string_view body) {
  return read_body<lead_body>(body, [](field_reader& from) {
    lead_body wanted;
    wanted.client_id = from.text("client_id");
    const auto text = from.text("source");
    const auto source = domain::parse_lead_source(text);
    if (!source) from.refuse("source", "must be rule, intent, cta or form");
    wanted.source = source.value_or(domain::lead_source::form);
    if (const auto* fields = from.object("fields")) read_lead_fields(*fields, from, wanted.fields);
    // One that cannot be read is no reason to lose a lead.
    if (const auto rule = from.optional_text("rule_id"))
      wanted.rule = domain::rule_id::parse(*rule);
    return wanted;
  });
}

domain::result<ids_body> read_ids(std::string_view body) {
  return read_body<ids_body>(body, [](field_reader& from) {
    ids_body wanted;
    const auto* list = from.list("ids");
    if (list == nullptr) return wanted;
    if (list->empty() || list->size() > most_ids) {
      from.refuse("ids", "must name 1 to " + std::to_string(most_ids) +
                             " conversations; more go in several calls");
      return wanted;
    }
    std::unordered_set<domain::conversation_id> seen;
    for (const auto& one : *list) {
      const auto* text = one.if_string();
      if (text == nullptr) {
        from.refuse("ids", "must hold texts");
        break;
      }
      const auto id = domain::conversation_id::parse({text->data(), text->size()});
      if (!id)
        wanted.unreadable.emplace_back(text->data(), text->size());
      else if (seen.insert(*id).second)
        wanted.ids.push_back(*id);
    }
    return wanted;
  });
}

domain::result<std::string> read_cursor(std::string_view body) {
  return read_body<std::string>(or_empty_object(body), [](field_reader& from) {
    return from.optional_text("cursor").value_or("");
  });
}

domain::result<void> read_nothing(std::string_view body) {
  const auto object = parse_object(or_empty_object(body));
  if (!object) return object.error();
  return {};
}

std::string write_token_claims(const token_claims& claims, std::int64_t issued) {
  return json::serialize(json::object{{"sub", std::string_view{claims.who.visitor.text()}},
                                      {"cid", std::string_view{claims.who.conversation.text()}},
                                      {"aid", std::string_view{claims.who.agent.text()}},
                                      {"wid", std::string_view{claims.who.workspace.text()}},
                                      {"exp", claims.expires},
                                      {"iat", issued}});
}

std::optional<token_claims> read_token_claims(std::string_view text) {
  const auto object = parse_object(text);
  if (!object) return std::nullopt;
  field_reader from{*object};
  const auto visitor = domain::visitor_id::parse(from.text("sub"));
  const auto conversation = domain::conversation_id::parse(from.text("cid"));
  const auto agent = domain::agent_id::parse(from.text("aid"));
  const auto workspace = domain::workspace_id::parse(from.text("wid"));
  const auto* expires = object->if_contains("exp");
  if (!visitor || !conversation || !agent || !workspace || expires == nullptr ||
      !expires->is_int64())
    return std::nullopt;
  return token_claims{{*workspace, *agent, *visitor, *conversation}, expires->get_int64()};
}

std::string read_token_algorithm(std::string_view text) {
  const auto object = parse_object(text);
  if (!object) return {};
  return field_reader{*object}.text("alg");
}

}  // namespace takeover::net::wire
