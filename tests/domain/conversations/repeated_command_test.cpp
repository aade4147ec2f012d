#include "domain/conversations/repeated_command.hpp"

#include <boost/test/unit_test.hpp>

using namespace takeover::domain;

namespace {

const member ada = [] {
  member who;
  who.user = random_ids{}.make<user_id>(from_ms(1));
  who.name = "Ada";
  return who;
}();
const member bob = [] {
  member who;
  who.user = random_ids{}.make<user_id>(from_ms(2));
  who.name = "Bob";
  return who;
}();

entry message(message_role role, const std::string& body, std::optional<person> author = {}) {
  entry e;
  e.role = role;
  e.body = body;
  e.author = std::move(author);
  return e;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(repeated_commands)

BOOST_AUTO_TEST_CASE(only_commands_that_write_have_a_client_id) {
  BOOST_TEST(client_id_of(post_visitor_message{"c1", "Hello"}) == "c1");
  BOOST_TEST(client_id_of(post_reply{ada, "r1", "Hello"}) == "r1");
  BOOST_TEST(client_id_of(take_over{ada}).empty());
}

BOOST_AUTO_TEST_CASE(a_visitor_message_is_a_repeat_only_with_the_same_body) {
  const auto first = message(message_role::visitor, "Hello");
  BOOST_TEST(is_repeat_of(post_visitor_message{"c1", "Hello"}, first));
  BOOST_TEST(!is_repeat_of(post_visitor_message{"c1", "Bye"}, first));
  BOOST_TEST(!is_repeat_of(post_reply{ada, "c1", "Hello"}, first));
}

BOOST_AUTO_TEST_CASE(a_reply_is_a_repeat_only_by_the_same_member) {
  const auto first = message(message_role::human_agent, "Hello", person{ada.user, ada.name});
  BOOST_TEST(is_repeat_of(post_reply{ada, "c1", "Hello"}, first));
  BOOST_TEST(!is_repeat_of(post_reply{bob, "c1", "Hello"}, first));
  BOOST_TEST(!is_repeat_of(post_note{ada, "c1", "Hello"}, first));
}

BOOST_AUTO_TEST_CASE(a_lead_is_a_repeat_only_with_the_same_fields_and_source) {
  entry first;
  first.kind = entry_kind::lead_captured;
  first.meta.lead = random_ids{}.make<lead_id>(from_ms(1));
  first.meta.email = "lou@example.com";
  first.meta.name = "Lou";
  first.meta.source = std::string{name_of(lead_source::form)};
  const lead_fields fields{"Lou", "lou@example.com", "", {}};
  BOOST_TEST(is_repeat_of(capture_lead{"l1", lead_source::form, fields}, first));
  BOOST_TEST(!is_repeat_of(capture_lead{"l1", lead_source::rule, fields}, first));
  BOOST_TEST(!is_repeat_of(
      capture_lead{"l1", lead_source::form, {"Ann", "lou@example.com", "", {}}}, first));
}

BOOST_AUTO_TEST_CASE(a_command_that_writes_nothing_is_never_a_repeat) {
  BOOST_TEST(!is_repeat_of(take_over{ada}, entry{}));
}

BOOST_AUTO_TEST_SUITE_END()
