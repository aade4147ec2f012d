/// The people and things that the files in tests/wire speak of, as values.
#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "actors/events.hpp"
#include "tests/support/source_dir.hpp"

namespace samples {

using namespace takeover;

template <class Id>
Id make_id(std::string_view end) {
  std::string text = "01JDB6T5XG0000000000000000";
  text.replace(text.size() - end.size(), end.size(), end);
  return Id::parse(text).value();
}

inline const auto workspace = make_id<domain::workspace_id>("W0");
inline const auto agent = make_id<domain::agent_id>("A0");
inline const auto visitor = make_id<domain::visitor_id>("4K7Q");
inline const auto session = make_id<domain::session_id>("5E55");
inline const auto conversation = make_id<domain::conversation_id>("C0V0");
inline const auto lead = make_id<domain::lead_id>("EAD0");
inline const domain::person ada{make_id<domain::user_id>("ADA0"), "Ada Lindqvist"};
inline const domain::person ben{make_id<domain::user_id>("BEN0"), "Ben Adeyemi"};
inline constexpr auto at = domain::from_ms(1'795'339'800'125);     // 2026-11-22T09:30:00.125Z
inline constexpr auto later = domain::from_ms(1'795'339'860'000);  // 2026-11-22T09:31:00.000Z

inline const actors::channel on_conversation{actors::channel_kind::conversation,
                                             conversation.value()};
inline const actors::channel on_workspace{actors::channel_kind::workspace, workspace.value()};
inline const actors::channel on_presence{actors::channel_kind::workspace_presence,
                                         workspace.value()};

inline domain::entry entry_of(domain::seq_t seq, domain::entry_kind kind) {
  domain::entry e;
  e.seq = seq;
  e.kind = kind;
  e.created_at = at;
  return e;
}

inline domain::entry agent_answer() {
  auto e = entry_of(5, domain::entry_kind::message);
  e.role = domain::message_role::agent;
  e.body = "Returns take 30 days [1].";
  e.meta.interrupted = true;
  e.meta.offer_human = true;
  e.meta.confidence = 0.5;
  e.meta.generation = 1'795'339'800'125;
  e.meta.citations = {{1, "Returns", "https://shop.example/returns"}, {2, "FAQ", ""}};
  return e;
}

inline domain::last_message last_message() {
  return {domain::message_role::visitor, "", "Do you ship to \"Åland\"?", at};
}

inline domain::lead_view lead_row() {
  domain::lead record;
  record.id = lead;
  record.workspace = workspace;
  record.agent = agent;
  record.conversation = conversation;
  record.fields = {
      "Mia Virtanen", "mia@example.com", "+358 40 1234567", {{"company", "Virtanen Oy"}}};
  record.rule = make_id<domain::rule_id>("CTA0");
  record.triggered_by = "Prices";
  record.captured_at = at;
  record.last_activity_at = later;
  return {record, domain::controller::human, ada, last_message()};
}

inline actors::shared_view claimed_view() {
  actors::live_view live;
  auto& state = live.view.state;
  state.id = conversation;
  state.workspace = workspace;
  state.agent = agent;
  state.visitor = visitor;
  state.controller = domain::controller::human;
  state.claim = domain::claim{ada, later};
  state.epoch = 3;
  state.last_seq = 7;
  state.visitor_seq = 6;
  state.visitor_message_count = 2;
  state.created_at = at;
  state.last_activity_at = later;
  state.page_url = "https://shop.example/cart";
  live.view.agent_name = "Piper";
  live.view.visitor_name = "Mia Virtanen";
  live.view.visitor_email = "mia@example.com";
  live.view.captured = lead_row().record;
  live.view.last = last_message();
  live.visitor.now = domain::presence::connected;
  return std::make_shared<const actors::live_view>(live);
}

inline actors::shared_view queued_view() {
  actors::live_view live;
  auto& state = live.view.state;
  state.id = conversation;
  state.agent = agent;
  state.visitor = visitor;
  state.controller = domain::controller::queued;
  state.created_at = at;
  state.last_activity_at = at;
  state.queued_at = at;
  state.deadline_at = later;
  live.visitor.left_at = later;
  live.view.agent_name = "Piper";
  return std::make_shared<const actors::live_view>(live);
}

/// A file of tests/wire.
inline boost::json::value golden(const std::string& name) {
  std::ifstream file{std::string{takeover::tests::source_dir()} + "/tests/wire/" + name + ".json"};
  if (!file) throw std::runtime_error("no golden file " + name);
  return boost::json::parse(std::string{std::istreambuf_iterator<char>{file}, {}});
}

/// A frame of the realtime protocol as the golden files show it: `data` as the object that its
/// string holds.
inline boost::json::value unfolded(std::string_view frame) {
  auto value = boost::json::parse(std::string{frame});
  auto& data = value.as_object().at("data");
  data = boost::json::parse(std::string{data.as_string()});
  return value;
}

}  // namespace samples
