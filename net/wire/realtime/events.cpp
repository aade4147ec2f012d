#include "net/wire/realtime/events.hpp"

#include <boost/json/serialize.hpp>
#include <charconv>
#include <type_traits>

#include "net/wire/conversations.hpp"
#include "net/wire/json/json_text.hpp"
#include "net/wire/leads.hpp"

namespace takeover::net::wire {

namespace json = boost::json;
using actors::listener_kind;

namespace {

using maybe_event = std::optional<rendered_event>;

viewer viewer_of(listener_kind kind) noexcept {
  return kind == listener_kind::member ? viewer::member : viewer::visitor;
}

void append_number(std::string& to, std::int64_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  to.append(digits, end);
}

void append_conversation_id(std::string& to, const actors::channel& where) {
  to += R"({"conversation_id":")";
  to += domain::ulid_text{where.id};
  to += '"';
}

std::string_view entry_event_name(domain::entry_kind kind) noexcept {
  switch (kind) {
    case domain::entry_kind::message: return "message.created";
    case domain::entry_kind::note: return "note.created";
    case domain::entry_kind::claimed: return "conversation.claimed";
    case domain::entry_kind::released: return "conversation.released";
    case domain::entry_kind::lapsed: return "conversation.lapsed";
    case domain::entry_kind::queued: return "conversation.queued";
    case domain::entry_kind::lead_captured: return "lead.captured";
  }
  return "message.created";
}

/// Renders one event for one kind of listener. Each overload is one row of the protocol's tables.
struct renderer {
  const actors::channel& where;
  listener_kind to;
  const event_context& context;

  [[nodiscard]] bool on_stream() const noexcept { return to == listener_kind::visitor_stream; }

  maybe_event operator()(const actors::entry_added& added) const {
    if (to != listener_kind::member && !domain::visible_to_visitor(added.entry))
      return std::nullopt;
    if (on_stream()) return stream_message(added.entry);
    const auto who = viewer_of(to);
    json::object data{{"conversation_id", domain::ulid_text{where.id}.view()},
                      {"seq", added.entry.seq},
                      {"prev_seq", who == viewer::member ? added.member_prev : added.visitor_prev},
                      {"entry", entry(added.entry, who)}};
    if (added.view) data["conversation"] = conversation(*added.view, who);
    return rendered_event{entry_event_name(added.entry.kind), json::serialize(data)};
  }

  /// The stream carries the agent's answer and nothing of what members do.
  static maybe_event stream_message(const domain::entry& added) {
    const bool answers =
        added.role == domain::message_role::agent || added.role == domain::message_role::system;
    if (added.kind != domain::entry_kind::message || !answers) return std::nullopt;
    return rendered_event{"message",
                          json::serialize(json::object{{"entry", entry(added, viewer::visitor)}})};
  }

  maybe_event operator()(const actors::answer_delta& delta) const {
    std::string data;
    data.reserve(delta.text.size() + 160);
    if (on_stream()) {
      data += '{';
    } else {
      append_conversation_id(data, where);
      data += ',';
    }
    data += R"("generation":)";
    append_number(data, delta.generation);
    data += R"(,"epoch":)";
    append_number(data, delta.epoch);
    data += R"(,"offset":)";
    append_number(data, static_cast<std::int64_t>(delta.offset));
    data += R"(,"text":)";
    append_quoted(data, delta.text);
    data += '}';
    return rendered_event{on_stream() ? "delta" : "message.delta", std::move(data)};
  }

  maybe_event operator()(const actors::answer_ended& ended) const {
    if (on_stream()) return std::nullopt;
    std::string data;
    append_conversation_id(data, where);
    data += R"(,"generation":)";
    append_number(data, ended.generation);
    data += '}';
    return rendered_event{"generation.ended", std::move(data)};
  }

  maybe_event operator()(const actors::conversation_removed& removed) const {
    if (on_stream()) return std::nullopt;
    std::string data;
    append_conversation_id(data, where);
    data += R"(,"deleted_by":)";
    if (removed.deleted_by.empty()) {
      data += "null";
    } else {
      data += R"({"name":)";
      append_quoted(data, removed.deleted_by);
      data += '}';
    }
    data += '}';
    return rendered_event{"conversation.deleted", std::move(data)};
  }

  maybe_event operator()(const actors::queue_moved& moved) const {
    if (on_stream()) return std::nullopt;
    std::string data;
    append_conversation_id(data, where);
    data += R"(,"position":)";
    append_number(data, moved.position);
    data += '}';
    return rendered_event{"queue.moved", std::move(data)};
  }

  maybe_event operator()(const actors::typing& typing) const {
    if (on_stream()) return std::nullopt;
    std::string data = typing.from == listener_kind::member ? R"({"from":"member","name":)"
                                                            : R"({"from":"visitor","name":)";
    append_quoted(data, typing.name);
    data += '}';
    return rendered_event{"client-typing", std::move(data)};
  }

  maybe_event operator()(const actors::stream_accepted& accepted) const {
    if (!on_stream()) return std::nullopt;
    return rendered_event{
        "accepted",
        json::serialize(json::object{{"entry", entry(accepted.entry, viewer::visitor)}})};
  }

  maybe_event operator()(const actors::stream_done& done) const {
    if (!on_stream()) return std::nullopt;
    return rendered_event{
        "done", done.interrupted ? R"({"interrupted":true})" : R"({"interrupted":false})"};
  }

  // The workspace's and the presence channels have members alone.
  maybe_event operator()(const actors::conversation_changed& changed) const {
    if (to != listener_kind::member || !changed.view) return std::nullopt;
    return rendered_event{"conversation.updated",
                          json::serialize(json::object{
                              {"conversation", conversation(*changed.view, viewer::member)}})};
  }

  maybe_event operator()(const actors::lead_changed& changed) const {
    if (to != listener_kind::member) return std::nullopt;
    return rendered_event{
        changed.change == actors::lead_change::captured ? "lead.captured" : "lead.updated",
        json::serialize(json::object{{"lead", lead(changed.lead, context.visitor)}})};
  }

  maybe_event operator()(const actors::lead_gone& gone) const {
    if (to != listener_kind::member) return std::nullopt;
    return rendered_event{"lead.deleted",
                          json::serialize(json::object{{"lead_id", gone.id.text().view()}})};
  }

  maybe_event operator()(const actors::conversation_gone& gone) const {
    if (to != listener_kind::member) return std::nullopt;
    return rendered_event{
        "conversation.deleted",
        json::serialize(json::object{{"conversation_id", gone.id.text().view()}})};
  }

  maybe_event operator()(const actors::member_switched& switched) const {
    if (to != listener_kind::member) return std::nullopt;
    const bool available = switched.to == domain::member_switch::available;
    return rendered_event{"member.updated",
                          json::serialize(json::object{{"user_id", switched.who.text().view()},
                                                       {"available", available}})};
  }

  maybe_event operator()(const actors::member_joined& joined) const {
    if (to != listener_kind::member) return std::nullopt;
    return rendered_event{
        "pusher_internal:member_added",
        json::serialize(json::object{{"user_id", joined.who.id.text().view()},
                                     {"user_info", json::object{{"name", joined.who.name}}}})};
  }

  maybe_event operator()(const actors::member_left& left) const {
    if (to != listener_kind::member) return std::nullopt;
    return rendered_event{"pusher_internal:member_removed",
                          json::serialize(json::object{{"user_id", left.who.text().view()}})};
  }
};

}  // namespace

std::optional<rendered_event> render(const actors::channel& where, const actors::event& what,
                                     listener_kind to, const event_context& context) {
  return std::visit(renderer{where, to, context}, what);
}

bool renders_same_for_all(const actors::event& what) noexcept {
  return std::holds_alternative<actors::answer_delta>(what) ||
         std::holds_alternative<actors::answer_ended>(what) ||
         std::holds_alternative<actors::queue_moved>(what) ||
         std::holds_alternative<actors::typing>(what) ||
         std::holds_alternative<actors::conversation_removed>(what);
}

}  // namespace takeover::net::wire
