#include "bench/support/shop.hpp"

#include <boost/json.hpp>

namespace takeover::bench {
namespace {

constexpr std::string_view origin = "https://shop.example";
constexpr std::string_view email = "owner@shop.example";
constexpr std::string_view password = "a password for the bench";

std::string text_of(const boost::json::value& object, std::string_view name) {
  return boost::json::value_to<std::string>(object.at(name));
}

}  // namespace

shop::shop(server_process& server) {
  const auto workspace = server.tool({"workspace", "create", "Bench"});
  server.tool({"user", "add", "--workspace", workspace, "--email", std::string(email), "--name",
               "Owner", "--role", "owner", "--password-stdin"},
              std::string(password) + "\n");
  agent_ = server.tool({"agent", "create", "--workspace", workspace, "--name", "Wren", "--origin",
                        std::string(origin)});
  server.start();
  http_client client(server.port());
  const auto session =
      client.post("/api/session", {{"email", email}, {"password", password}, {"bearer", true}});
  owner_ = text_of(session, "token");
  realtime_key_ = text_of(session.at("realtime"), "key");
}

visitor shop::new_visitor(http_client& client) const {
  const auto init =
      client.post("/v1/widget/init",
                  {{"agent_id", agent_}, {"page_url", "https://shop.example/beans"}}, {}, origin);
  return {text_of(init, "conversation_id"), text_of(init, "token")};
}

void shop::claim(http_client& client, const std::string& conversation) const {
  client.post("/api/conversations/" + conversation + "/claim", boost::json::object{}, owner_);
}

settings measured_settings() {
  return {
      {"TAKEOVER_LIMITS_INIT_PER_MINUTE", "0"},
      {"TAKEOVER_LIMITS_MESSAGES_PER_MINUTE", "0"},
      {"TAKEOVER_LIMITS_LEADS_PER_MINUTE", "0"},
      {"TAKEOVER_LIMITS_LOGINS_PER_MINUTE", "0"},
      {"TAKEOVER_LIMITS_EVENTS_PER_MINUTE", "0"},
      {"TAKEOVER_ANSWERER_WORDS_PER_SECOND", "0"},
      {"TAKEOVER_LIVE_CHAT_CLAIM_GRACE", "24h"},
      {"TAKEOVER_SERVER_MAX_CONNECTIONS_PER_ADDRESS", "0"},
  };
}

}  // namespace takeover::bench
