/// Bodies of all calls: each reader takes each body without harm, they agree on what is JSON, and
/// what they read is text.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "domain/agents/agent_profile.hpp"
#include "domain/leads/behavior_rule.hpp"
#include "domain/leads/lead.hpp"
#include "domain/text/utf8.hpp"
#include "net/wire/agents.hpp"
#include "net/wire/conversations.hpp"
#include "net/wire/delivery.hpp"
#include "net/wire/json/fields.hpp"
#include "net/wire/json/json_text.hpp"
#include "net/wire/json/readable_texts.hpp"
#include "net/wire/leads.hpp"
#include "net/wire/live_chat.hpp"
#include "net/wire/people.hpp"
#include "net/wire/session.hpp"
#include "net/wire/widget.hpp"
#include "tests/fuzz/fuzzing.hpp"

namespace {

using namespace takeover;
namespace wire = net::wire;

void check_text(const std::string& text) {
  fuzz::require(domain::is_utf8(text), "what is read of JSON is UTF-8");
}

/// `is_json`: the body is a JSON object, as `parse_object` says; U+0000 in it is a wrong field.
template <class Value>
void check_outcome(const domain::result<Value>& read, bool is_json) {
  if (read) {
    fuzz::require(is_json, "only JSON is read");
    return;
  }
  const auto& error = read.error();
  fuzz::require((error.code == domain::errc::malformed) == !is_json,
                "what is not JSON is malformed, and nothing else");
  fuzz::require(error.code != domain::errc::internal, "a body is not the program's fault");
  check_text(error.detail);
  for (const auto& [name, why] : error.fields)
    fuzz::require(!name.empty() && !why.empty(), "each wrong field has a sentence");
  if (error.code == domain::errc::invalid)
    fuzz::require(!error.fields.empty(), "what is invalid has a wrong field");
}

void check_conversations(std::string_view body, bool is_json) {
  if (!body.empty()) check_outcome(wire::read_claim(body), is_json);
  if (!body.empty()) check_outcome(wire::read_cursor(body), is_json);
  check_outcome(wire::read_transfer(body), is_json);
  const auto message = wire::read_message(body);
  check_outcome(message, is_json);
  if (message) check_text(message->body);
  const auto ids = wire::read_ids(body);
  check_outcome(ids, is_json);
  if (ids)
    fuzz::require(ids->ids.size() + ids->unreadable.size() <= wire::max_ids, "ids have a limit");
  // What nothing depends on refuses nothing: these two read what their texts can be made into.
  const auto readable = wire::readable_texts(body);
  fuzz::require(domain::is_utf8(readable), "texts are made readable");
  const bool is_made_json = wire::parse_object(readable).has_value();
  check_outcome(wire::read_init(body), is_made_json);
  check_outcome(wire::read_page(body), is_made_json);
  check_outcome(wire::read_handoff(body.empty() ? "[]" : body), is_json);
}

void check_agents(std::string_view body, bool is_json) {
  const auto agent = wire::read_agent(body);
  check_outcome(agent, is_json);
  if (agent) {
    const auto checked = domain::check_profile(agent->over({}));
    if (checked)
      fuzz::require(domain::check_profile(*checked).value() == *checked,
                    "a checked profile stays as it is");
  }
  const auto rules = wire::read_rules(body);
  check_outcome(rules, is_json);
  if (rules) (void)domain::check_rules(*rules);
}

void check_live_chat(std::string_view body, bool is_json) {
  const auto settings = wire::read_live_chat(body);
  check_outcome(settings, is_json);
  check_outcome(wire::read_agent_hours(body), is_json);
  check_outcome(wire::read_switch(body), is_json);
  if (!settings) return;
  const auto again = wire::read_live_chat(boost::json::serialize(wire::live_chat(*settings, {})));
  fuzz::require(again && *again == *settings, "settings read the same when they are written again");
}

void check_people(std::string_view body, bool is_json) {
  const auto added = wire::read_new_member(body);
  check_outcome(added, is_json);
  if (added) check_text(added->name);
  check_outcome(wire::read_role(body), is_json);
  check_outcome(wire::read_sign_in(body), is_json);
  check_outcome(wire::read_workspace(body), is_json);
}

void check_leads(std::string_view body, bool is_json) {
  const auto lead = wire::read_lead(body);
  check_outcome(lead, is_json);
  if (lead) {
    const auto checked = domain::check_lead(lead->fields);
    if (checked)
      fuzz::require(domain::check_lead(*checked).value() == *checked,
                    "a checked lead stays as it is");
  }
  check_outcome(wire::read_lead_status(body), is_json);
  check_outcome(wire::read_webhook(body), is_json);
  check_outcome(wire::read_webhook_state(body), is_json);
}

void check_writing(std::string_view text) {
  if (!domain::is_utf8(text)) return;
  std::string quoted;
  wire::append_quoted(quoted, text);
  boost::system::error_code ec;
  const auto value = boost::json::parse(quoted, ec);
  fuzz::require(!ec && value.is_string() && std::string_view{value.get_string()} == text,
                "a text written as JSON reads as it was");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto body = fuzz::text_of(data, size);
  const auto parsed = wire::parse_object(body);
  const bool is_json = parsed || parsed.error().code != domain::errc::malformed;
  if (is_json) fuzz::require(domain::is_utf8(body), "JSON is UTF-8");
  check_conversations(body, is_json);
  check_agents(body, is_json);
  check_live_chat(body, is_json);
  check_people(body, is_json);
  check_leads(body, is_json);
  check_writing(body);
  return 0;
}
