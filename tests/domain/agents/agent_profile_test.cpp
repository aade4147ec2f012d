// What members may make of an agent, with a sentence for each field that is wrong; and who may do
// what with members.
#include <boost/test/unit_test.hpp>
#include <functional>

#include "domain/agents/agent_profile.hpp"
#include "domain/people/membership.hpp"

using namespace takeover::domain;

namespace {

agent_profile wren() {
  return {"Wren",
          "Hi!",
          {"https://shop.example"},
          {"Stay in touch",
           "We answer.",
           {{"name", "Name", "text", false}, {"email", "E-mail", "email", true}}}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(agent_profiles)

BOOST_AUTO_TEST_CASE(an_origin_has_one_form_which_stays_as_it_is) {
  const std::vector<std::pair<std::string, std::string>> origins{
      {"HTTPS://Shop.Example:443", "https://shop.example"},
      {"http://shop.example:80", "http://shop.example"},
      {"http://shop.example:443", "http://shop.example:443"},
      {"https://127.0.0.1:8443", "https://127.0.0.1:8443"},
      {"http://[::1]:80", "http://[::1]"},
      {"http://[2001:DB8::1]:8080", "http://[2001:db8::1]:8080"}};
  for (const auto& [given, normal] : origins) {
    BOOST_TEST(normal_origin(given) == normal);
    BOOST_TEST(normal_origin(normal) == normal);
  }
}

BOOST_AUTO_TEST_CASE(a_profile_is_trimmed_and_its_origins_are_brought_into_one_form) {
  auto profile = wren();
  profile.name = " Wren ";
  profile.allowed_origins = {" HTTPS://Shop.Example:443 ", "https://shop.example", "", "*"};
  const auto checked = check_profile(profile).value();
  BOOST_TEST(checked.name == "Wren");
  BOOST_TEST((checked.allowed_origins == std::vector<std::string>{"https://shop.example", "*"}));
}

BOOST_AUTO_TEST_CASE(each_field_that_is_wrong_is_named) {
  struct row {
    const char* field;
    std::function<void(agent_profile&)> spoil;
  };
  const std::vector<row> table{
      {"name", [](auto& p) { p.name = ""; }},
      {"name", [](auto& p) { p.name = "a\nb"; }},
      {"name", [](auto& p) { p.name = std::string(61, 'x'); }},
      {"greeting", [](auto& p) { p.greeting = std::string(1'001, 'x'); }},
      {"allowed_origins", [](auto& p) { p.allowed_origins = {"shop.example"}; }},
      {"allowed_origins", [](auto& p) { p.allowed_origins = {"https://shop.example/path"}; }},
      {"allowed_origins", [](auto& p) { p.allowed_origins = {"javascript:alert(1)"}; }},
      {"allowed_origins", [](auto& p) { p.allowed_origins = {"https://a.example\r\nX-Evil:1"}; }},
      {"allowed_origins", [](auto& p) { p.allowed_origins = {"https://*.shop.example"}; }},
      {"allowed_origins", [](auto& p) { p.allowed_origins = {"https://:443"}; }},
      {"allowed_origins", [](auto& p) { p.allowed_origins = {"http://:80:80"}; }},
      {"allowed_origins", [](auto& p) { p.allowed_origins = {"https://shop.example:8443:443"}; }},
      {"allowed_origins", [](auto& p) { p.allowed_origins = {"https://shop.example:https"}; }},
      {"allowed_origins", [](auto& p) { p.allowed_origins = {"https://[::1"}; }},
      {"allowed_origins", [](auto& p) { p.allowed_origins = {"https://[::1]x:443"}; }},
      {"allowed_origins",
       [](auto& p) {
         for (int i = 0; i < 51; ++i)
           p.allowed_origins.push_back("https://s" + std::to_string(i) + ".example");
       }},
      {"lead_form.title", [](auto& p) { p.form.title = ""; }},
      {"lead_form.text", [](auto& p) { p.form.text = std::string(501, 'x'); }},
      {"lead_form.fields", [](auto& p) { p.form.fields = {}; }},
      {"lead_form.fields", [](auto& p) { p.form.fields.pop_back(); }},
      {"lead_form.fields",
       [](auto& p) {
         for (int i = 0; i < 9; ++i)
           p.form.fields.push_back({"f" + std::to_string(i), "F", "text", false});
       }},
      {"lead_form.fields[0].name", [](auto& p) { p.form.fields[0].name = "Full name"; }},
      {"lead_form.fields[0].name",
       [](auto& p) {
         p.form.fields.insert(p.form.fields.begin(), form_field{"", "x", "text", false});
       }},
      {"lead_form.fields[0].label",
       [](auto& p) { p.form.fields[0].label = "<" + std::string(80, 'x'); }},
      {"lead_form.fields[0].type", [](auto& p) { p.form.fields[0].type = "file"; }},
      {"lead_form.fields[1].type", [](auto& p) { p.form.fields[1].type = "text"; }},
      {"lead_form.fields[1].required", [](auto& p) { p.form.fields[1].required = false; }},
      {"lead_form.fields[2].name",
       [](auto& p) {
         p.form.fields.push_back({"name", "Again", "text", false});
       }},
  };
  for (const auto& [field, spoil] : table) {
    auto profile = wren();
    spoil(profile);
    const auto checked = check_profile(profile);
    BOOST_TEST_CONTEXT(field) {
      BOOST_TEST_REQUIRE(!checked.has_value());
      BOOST_TEST(checked.error().fields.size() == 1U);
      BOOST_TEST(checked.error().fields.contains(field));
    }
  }
}

BOOST_AUTO_TEST_CASE(what_looks_like_a_script_is_text_like_any_other) {
  auto profile = wren();
  profile.name = profile.greeting = profile.form.title = profile.form.fields[0].label =
      "<script>alert(1)</script>";
  BOOST_TEST((check_profile(profile).value() == profile));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(memberships)

BOOST_AUTO_TEST_CASE(admins_bring_in_members_and_admins_and_owners_everybody) {
  for (const auto given : {role::member, role::admin, role::owner}) {
    BOOST_TEST((check_addition(role::member, given).error() == errc::forbidden));
    BOOST_TEST(check_addition(role::admin, given).has_value() == (given != role::owner));
    BOOST_TEST(check_addition(role::owner, given).has_value());
  }
}

BOOST_AUTO_TEST_CASE(what_concerns_an_owner_is_for_owners) {
  BOOST_TEST(
      (check_role_change(role::admin, {role::owner, 2}, role::member).error() == errc::forbidden));
  BOOST_TEST(
      (check_role_change(role::admin, {role::member, 1}, role::owner).error() == errc::forbidden));
  BOOST_TEST((check_removal(role::admin, {role::owner, 2}).error() == errc::forbidden));
  BOOST_TEST(check_role_change(role::admin, {role::member, 1}, role::admin).has_value());
  BOOST_TEST(check_removal(role::admin, {role::admin, 1}).has_value());
  BOOST_TEST((check_removal(role::member, {role::member, 1}).error() == errc::forbidden));
}

BOOST_AUTO_TEST_CASE(the_last_owner_stays_one) {
  BOOST_TEST(
      (check_role_change(role::owner, {role::owner, 1}, role::admin).error() == errc::invalid));
  BOOST_TEST((check_removal(role::owner, {role::owner, 1}).error().fields.contains("role")));
  BOOST_TEST(check_role_change(role::owner, {role::owner, 2}, role::admin).has_value());
  BOOST_TEST(check_removal(role::owner, {role::owner, 2}).has_value());
  BOOST_TEST(check_role_change(role::owner, {role::owner, 1}, role::owner).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
