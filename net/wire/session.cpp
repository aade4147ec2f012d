#include "net/wire/session.hpp"

#include "net/wire/json/fields.hpp"
#include "net/wire/json/values.hpp"

namespace takeover::net::wire {

namespace json = boost::json;

json::object session(const storage::session_record& session, std::string_view realtime_key,
                     std::string_view token) {
  const auto& who = session.who;
  json::object to{
      {"user", json::object{{"id", id_text(who.user)}, {"name", who.name}, {"email", who.email}}},
      {"workspace", json::object{{"id", id_text(who.workspace)},
                                 {"name", session.workspace_name},
                                 {"role", domain::name_of(who.role)}}},
      {"realtime", json::object{{"key", realtime_key}}}};
  if (!token.empty()) to["token"] = token;
  return to;
}

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

}  // namespace takeover::net::wire
