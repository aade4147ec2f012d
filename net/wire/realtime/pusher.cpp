#include "net/wire/realtime/pusher.hpp"

#include <boost/json/array.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "net/wire/json/json_text.hpp"

namespace takeover::net::wire {

namespace json = boost::json;
using domain::errc;
using domain::fail;

namespace {

domain::error malformed(std::string why) { return fail(errc::malformed, std::move(why)); }

const json::value* field(const json::object& in, std::string_view name) {
  const auto* value = in.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

/// A text field; an absent one reads as empty. nullopt means that it is no text.
std::optional<std::string> text_field(const json::object& in, std::string_view name) {
  const auto* value = field(in, name);
  if (value == nullptr) return std::string{};
  if (const auto* text = value->if_string()) return std::string{text->begin(), text->end()};
  return std::nullopt;
}

/// A time in milliseconds; nullopt if it is absent or no time.
std::optional<domain::timestamp> time_field(const json::object& in, std::string_view name) {
  const auto* value = field(in, name);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  return domain::from_ms(value->get_int64());
}

domain::result<json::object> object_of(std::string_view text, const json::storage_ptr& memory) {
  boost::system::error_code ec;
  auto value = json::parse(text, ec, memory);
  if (ec) return malformed("not JSON");
  if (!value.is_object()) return malformed("not an object");
  return std::move(value.get_object());
}

/// `data` as an object, whichever of its two forms it came in.
domain::result<json::object> data_of(const json::object& message, const json::storage_ptr& memory) {
  const auto* data = field(message, "data");
  if (data == nullptr) return json::object{memory};
  if (const auto* object = data->if_object()) return json::object{*object, memory};
  if (const auto* text = data->if_string()) return object_of(*text, memory);
  return malformed("data is not an object");
}

domain::result<client_message> read_subscribe(const json::object& data) {
  auto channel = text_field(data, "channel");
  auto auth = text_field(data, "auth");
  auto signed_data = text_field(data, "channel_data");
  if (!channel || !auth || !signed_data)
    return malformed("channel, auth and channel_data are strings");
  if (channel->empty()) return malformed("channel is missing");
  return client_message{subscribe{*std::move(channel), *std::move(auth), *std::move(signed_data)}};
}

domain::result<client_message> read_unsubscribe(const json::object& data) {
  auto channel = text_field(data, "channel");
  if (!channel || channel->empty()) return malformed("channel is missing");
  return client_message{unsubscribe{*std::move(channel)}};
}

domain::result<client_message> read_pusher_event(std::string_view event,
                                                 const json::object& message,
                                                 const json::storage_ptr& memory) {
  if (event == "pusher:ping") return client_message{ping{}};
  if (event == "pusher:pong") return client_message{pong{}};
  if (event != "pusher:subscribe" && event != "pusher:unsubscribe")
    return malformed("unknown event");
  auto data = data_of(message, memory);
  if (!data) return data.error();
  return event == "pusher:subscribe" ? read_subscribe(*data) : read_unsubscribe(*data);
}

template <class Id>
bool read_id(const json::object& in, std::string_view name, Id& to) {
  const auto text = text_field(in, name);
  if (!text) return false;
  const auto id = Id::parse(*text);
  if (id) to = *id;
  return id.has_value();
}

std::string name_of_user(const json::object& in) {
  const auto* info = field(in, "user_info");
  const auto* object = info == nullptr ? nullptr : info->if_object();
  if (object == nullptr) return {};
  return text_field(*object, "name").value_or(std::string{});
}

domain::result<identity> read_member(const json::object& in) {
  domain::member who;
  if (!read_id(in, "user_id", who.user) || !read_id(in, "session_id", who.session) ||
      !read_id(in, "workspace_id", who.workspace))
    return malformed("channel_data names no member");
  who.name = name_of_user(in);
  return identity{std::move(who)};
}

domain::result<identity> read_visitor(const json::object& in) {
  named_visitor visitor;
  auto& who = visitor.who;
  if (!read_id(in, "user_id", who.visitor) || !read_id(in, "conversation_id", who.conversation) ||
      !read_id(in, "agent_id", who.agent) || !read_id(in, "workspace_id", who.workspace))
    return malformed("channel_data names no visitor");
  visitor.name = name_of_user(in);
  return identity{std::move(visitor)};
}

domain::result<identity> read_identity(const json::object& in) {
  const auto kind = text_field(in, "kind");
  if (kind == "member") return read_member(in);
  if (kind == "visitor") return read_visitor(in);
  return malformed("channel_data names neither a member nor a visitor");
}

json::object object_of_identity(const domain::member& who) {
  return {{"kind", "member"},
          {"user_id", who.user.text().view()},
          {"session_id", who.session.text().view()},
          {"workspace_id", who.workspace.text().view()},
          {"user_info", json::object{{"name", who.name}}}};
}

json::object object_of_identity(const named_visitor& visitor) {
  const auto& who = visitor.who;
  return {{"kind", "visitor"},
          {"user_id", who.visitor.text().view()},
          {"session_id", nullptr},
          {"conversation_id", who.conversation.text().view()},
          {"agent_id", who.agent.text().view()},
          {"workspace_id", who.workspace.text().view()},
          {"user_info", json::object{{"name", visitor.name}}}};
}

std::string presence_data(const std::vector<domain::person>& present) {
  json::array ids;
  json::object hash;
  for (const auto& who : present) {
    const auto id = who.id.text();
    if (hash.contains(id.view())) continue;
    ids.emplace_back(id.view());
    hash.emplace(id.view(), json::object{{"name", who.name}});
  }
  const auto count = hash.size();
  return json::serialize(json::object{
      {"presence",
       json::object{{"count", count}, {"ids", std::move(ids)}, {"hash", std::move(hash)}}}});
}

}  // namespace

domain::result<client_message> read_client_message(std::string_view text) {
  unsigned char room[4096];
  json::monotonic_resource memory{room, sizeof room};
  const auto message = object_of(text, &memory);
  if (!message) return message.error();
  const auto event = text_field(*message, "event");
  if (!event || event->empty()) return malformed("event is missing");
  if (event->starts_with("pusher:") || event->starts_with("pusher_internal:"))
    return read_pusher_event(*event, *message, &memory);
  if (!event->starts_with("client-")) return client_message{unknown_event{}};
  auto channel = text_field(*message, "channel");
  if (!channel || channel->empty()) return malformed("channel is missing");
  return client_message{client_event{*event, *std::move(channel)}};
}

std::string envelope(std::string_view event, std::string_view channel, std::string_view data) {
  std::string text;
  text.reserve(64 + event.size() + channel.size() + data.size() + data.size() / 4);
  text += R"({"event":)";
  append_quoted(text, event);
  if (!channel.empty()) {
    text += R"(,"channel":)";
    append_quoted(text, channel);
  }
  text += R"(,"data":)";
  append_quoted(text, data);
  text += '}';
  return text;
}

std::string connection_established(std::string_view socket_id,
                                   std::chrono::seconds activity_timeout) {
  return envelope("pusher:connection_established", {},
                  json::serialize(json::object{{"socket_id", socket_id},
                                               {"activity_timeout", activity_timeout.count()}}));
}

std::string pusher_error(int code, std::string_view message) {
  return envelope("pusher:error", {},
                  json::serialize(json::object{{"code", code}, {"message", message}}));
}

std::string subscription_error(std::string_view channel, std::string_view type,
                               std::string_view message, int status) {
  return envelope(
      "pusher:subscription_error", channel,
      json::serialize(json::object{{"type", type}, {"error", message}, {"status", status}}));
}

std::string subscription_succeeded(const actors::channel& where, std::string_view channel,
                                   const actors::admission& from) {
  constexpr std::string_view event = "pusher_internal:subscription_succeeded";
  switch (where.kind) {
    case actors::channel_kind::conversation:
      return envelope(event, channel, json::serialize(json::object{{"last_seq", from.last_seq}}));
    case actors::channel_kind::workspace_presence:
    case actors::channel_kind::conversation_presence:
      return envelope(event, channel, presence_data(from.present));
    case actors::channel_kind::workspace: break;
  }
  return envelope(event, channel, "{}");
}

std::string channel_data(const signed_identity& what) {
  auto data = std::visit([](const auto& who) { return object_of_identity(who); }, what.who);
  data.emplace("issued_ms", domain::to_ms(what.issued_at));
  if (what.expires_at) {
    data.emplace("expires_ms", domain::to_ms(*what.expires_at));
  } else {
    data.emplace("expires_ms", nullptr);
  }
  return json::serialize(data);
}

domain::result<signed_identity> read_channel_data(std::string_view text) {
  unsigned char room[2048];
  json::monotonic_resource memory{room, sizeof room};
  const auto data = object_of(text, &memory);
  if (!data) return data.error();
  auto who = read_identity(*data);
  if (!who) return who.error();
  signed_identity read{*std::move(who), {}, {}};
  const auto issued = time_field(*data, "issued_ms");
  if (!issued) return malformed("channel_data does not say when it was made");
  read.issued_at = *issued;
  read.expires_at = time_field(*data, "expires_ms");
  if (std::holds_alternative<domain::member>(read.who) && !read.expires_at)
    return malformed("channel_data does not say when the session ends");
  return read;
}

}  // namespace takeover::net::wire
