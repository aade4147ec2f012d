#include "net/auth/token_claims.hpp"

#include <boost/json/serialize.hpp>

#include "net/wire/json/fields.hpp"

namespace takeover::net::auth {

namespace json = boost::json;

std::string write_token_claims(const token_claims& claims, std::int64_t issued) {
  return json::serialize(json::object{{"sub", std::string_view{claims.who.visitor.text()}},
                                      {"cid", std::string_view{claims.who.conversation.text()}},
                                      {"aid", std::string_view{claims.who.agent.text()}},
                                      {"wid", std::string_view{claims.who.workspace.text()}},
                                      {"exp", claims.expires},
                                      {"iat", issued}});
}

std::optional<token_claims> read_token_claims(std::string_view text) {
  const auto object = wire::parse_object(text);
  if (!object) return std::nullopt;
  wire::field_reader from{*object};
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
  const auto object = wire::parse_object(text);
  if (!object) return {};
  return wire::field_reader{*object}.text("alg");
}

}  // namespace takeover::net::auth
