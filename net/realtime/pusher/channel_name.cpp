#include "net/realtime/pusher/channel_name.hpp"

#include <array>

#include "net/wire/realtime/pusher.hpp"

namespace takeover::net::realtime {

namespace {

struct prefix {
  std::string_view text;
  actors::channel_kind kind;
};

constexpr std::array prefixes{
    prefix{"private-conversation.", actors::channel_kind::conversation},
    prefix{"private-workspace.", actors::channel_kind::workspace},
    prefix{"presence-workspace.", actors::channel_kind::workspace_presence},
    prefix{"presence-conversation.", actors::channel_kind::conversation_presence},
};

}  // namespace

std::optional<actors::channel> parse_channel(std::string_view name) {
  for (const auto& [text, kind] : prefixes) {
    if (!name.starts_with(text)) continue;
    const auto id = domain::parse_ulid(name.substr(text.size()));
    if (!id) return std::nullopt;
    actors::channel channel{kind, *id};
    // One name per channel: an id in another spelling would be signed and heard under two names.
    if (channel_name(channel) != name) return std::nullopt;
    return channel;
  }
  return std::nullopt;
}

std::string channel_name(const actors::channel& channel) {
  std::string name;
  for (const auto& [text, kind] : prefixes)
    if (kind == channel.kind) name = text;
  name += domain::ulid_text{channel.id};
  return name;
}

std::string member_channel_data(const domain::member& who, domain::timestamp issued_at,
                                domain::timestamp session_ends) {
  return wire::channel_data({who, issued_at, session_ends});
}

std::string visitor_channel_data(const domain::visitor_identity& who, std::string_view name,
                                 domain::timestamp issued_at) {
  return wire::channel_data({wire::named_visitor{who, std::string{name}}, issued_at, {}});
}

}  // namespace takeover::net::realtime
