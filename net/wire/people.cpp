#include "net/wire/people.hpp"

#include "domain/leads/lead.hpp"
#include "domain/text/text_field.hpp"
#include "domain/text/unicode.hpp"
#include "net/wire/json/fields.hpp"
#include "net/wire/json/values.hpp"

namespace takeover::net::wire {

namespace json = boost::json;

namespace {

domain::role role_in(field_reader& from) {
  const auto role = domain::parse_role(from.text("role"));
  if (!role) from.refuse("role", "must be owner, admin or member");
  return role.value_or(domain::role::member);
}

}  // namespace

json::object person(const domain::person& who) {
  return {{"id", id_text(who.id)}, {"name", text(who.name)}};
}

json::object colleague(const storage::member_record& member, bool online, email_visibility emails) {
  auto to = person(member.who);
  to["role"] = domain::name_of(member.role);
  to["online"] = online;
  to["available"] = member.available == domain::member_switch::available;
  to["email"] = nullptr;
  if (emails == email_visibility::shown) to["email"] = member.email;
  return to;
}

domain::result<new_member_body> read_new_member(std::string_view body) {
  return read_body<new_member_body>(body, [](field_reader& from) {
    new_member_body read{domain::clean_name(from.text("name")), from.text("email"),
                         from.text("password"), role_in(from)};
    if (auto wrong = domain::line_problem(read.name, 80); !wrong.empty())
      from.refuse("name", std::move(wrong));
    domain::lead_fields contact;
    contact.email = read.email;
    auto checked = domain::check_lead(std::move(contact));
    if (checked)
      read.email = std::move(checked->email);
    else
      from.refuse("email", checked.error().fields.begin()->second);
    return read;
  });
}

domain::result<domain::role> read_role(std::string_view body) {
  return read_body<domain::role>(body, [](field_reader& from) { return role_in(from); });
}

}  // namespace takeover::net::wire
