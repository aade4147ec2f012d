#include <boost/test/unit_test.hpp>
#include <set>

#include "domain/conversations/views.hpp"
#include "domain/people/permissions.hpp"
#include "domain/text/utf8.hpp"
#include "tests/domain/fixture.hpp"

using namespace takeover::domain;

BOOST_AUTO_TEST_CASE(a_ulid_reads_back_what_it_writes) {
  random_ids ids;
  std::set<std::string> seen;
  for (int n = 0; n < 1'000; ++n) {
    const auto made = ids.make<conversation_id>(from_ms(1'790'000'000'000));
    BOOST_TEST((conversation_id::parse(made.str()).value() == made));
    seen.insert(made.str());
  }
  BOOST_TEST(seen.size() == 1'000U);
}

BOOST_AUTO_TEST_CASE(a_ulid_carries_its_time_in_front) {
  // 01ARYZ6S41 is 1469918176385 ms, from the ULID specification's example.
  random_ids ids;
  BOOST_TEST(ids.make<lead_id>(from_ms(1'469'918'176'385)).str().substr(0, 10) == "01ARYZ6S41");
}

BOOST_AUTO_TEST_CASE(what_is_no_ulid_is_refused) {
  for (const auto* text : {"", "01ARZ3NDEKTSV4RRFFQ69G5FA", "01ARZ3NDEKTSV4RRFFQ69G5FAVX",
                           "01ARZ3NDEKTSV4RRFFQ69G5FU!", "81ARZ3NDEKTSV4RRFFQ69G5FAV"})
    BOOST_TEST(!parse_ulid(text).has_value());
  BOOST_TEST(
      (parse_ulid("01arz3ndektsv4rrffq69g5fav") == parse_ulid("01ARZ3NDEKTSV4RRFFQ69G5FAV")));
}

BOOST_AUTO_TEST_CASE(durations_are_read_with_their_unit_and_nothing_else) {
  BOOST_TEST((parse_duration("500ms").value() == milliseconds{500}));
  BOOST_TEST((parse_duration("90s").value() == milliseconds{90'000}));
  BOOST_TEST((parse_duration("2m").value() == milliseconds{120'000}));
  BOOST_TEST((parse_duration("24h").value() == milliseconds{86'400'000}));
  for (const auto* text : {"", "5", "m", "-1s", "1.5s", "2 m", "2d", "2ms ", "99999999999999999h"})
    BOOST_TEST(!parse_duration(text).has_value());
}

BOOST_AUTO_TEST_CASE(times_are_written_as_rfc_3339) {
  BOOST_TEST(to_rfc3339(from_ms(0)) == "1970-01-01T00:00:00.000Z");
  BOOST_TEST(to_rfc3339(from_ms(1'795'339'800'125)) == "2026-11-22T09:30:00.125Z");
}

BOOST_AUTO_TEST_CASE(utf8_is_checked_by_the_letter) {
  for (const auto* good :
       {"", "abc", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xEF\xBF\xBF"})
    BOOST_TEST(is_utf8(good));
  for (const auto* bad : {"\x80", "\xC0\xAF", "\xC3", "\xE0\x80\xAF", "\xED\xA0\x80",
                          "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "a\xFF"})
    BOOST_TEST(!is_utf8(bad));
}

BOOST_AUTO_TEST_CASE(lengths_are_counted_as_javascript_does) {
  BOOST_TEST(utf16_length("abc") == 3U);
  BOOST_TEST(utf16_length("\xC3\xA9\xE2\x82\xAC") == 2U);
  BOOST_TEST(utf16_length("\xF0\x9F\x98\x80!") == 3U);
}

BOOST_AUTO_TEST_CASE(a_prefix_cuts_no_character) {
  BOOST_TEST(utf8_prefix("a\xE2\x82\xAC", 3) == "a");
  BOOST_TEST(utf8_prefix("a\xE2\x82\xAC", 4) == "a\xE2\x82\xAC");
}

BOOST_AUTO_TEST_CASE(names_of_kinds_roles_and_statuses_read_back) {
  for (const auto kind :
       {entry_kind::message, entry_kind::note, entry_kind::claimed, entry_kind::released,
        entry_kind::lapsed, entry_kind::queued, entry_kind::lead_captured})
    BOOST_TEST((parse_entry_kind(name_of(kind)).value() == kind));
  for (const auto role : {message_role::visitor, message_role::agent, message_role::human_agent,
                          message_role::system})
    BOOST_TEST((parse_message_role(name_of(role)) == role));
  for (const auto status : {lead_status::incoming, lead_status::qualified, lead_status::contacted,
                            lead_status::won, lead_status::lost})
    BOOST_TEST((parse_lead_status(name_of(status)).value() == status));
  BOOST_TEST(!parse_lead_status("fresh").has_value());
}

BOOST_AUTO_TEST_CASE(members_may_not_do_what_is_for_admins_and_owners) {
  for (const auto what :
       {action::take_over_by_force, action::release_for_another, action::transfer_for_another,
        action::delete_conversation, action::read_audit, action::change_settings}) {
    BOOST_TEST(!may(role::member, what));
    BOOST_TEST(may(role::admin, what));
    BOOST_TEST(may(role::owner, what));
  }
  for (const auto what :
       {action::read_conversations, action::take_over, action::write_note, action::change_lead})
    BOOST_TEST(may(role::member, what));
}

BOOST_AUTO_TEST_CASE(who_may_not_is_told_who_may) {
  BOOST_TEST(check_may(role::admin, action::delete_conversation).has_value());
  const auto refused = check_may(role::member, action::delete_conversation);
  BOOST_TEST((refused.error() == errc::forbidden));
  BOOST_TEST(refused.error().detail == "Only admins and owners can delete conversations.");
}

BOOST_AUTO_TEST_CASE(a_session_is_unused_while_nobody_wrote_held_it_waits_or_is_there) {
  conversation chat;
  BOOST_TEST(is_abandoned_empty(chat, presence::away));
  BOOST_TEST(!is_abandoned_empty(chat, presence::connected));
  for (const auto used : {controller::queued, controller::human}) {
    auto other = chat;
    other.controller = used;
    BOOST_TEST(!is_abandoned_empty(other, presence::away));
  }
  chat.visitor_message_count = 1;
  BOOST_TEST(!is_abandoned_empty(chat, presence::away));
}

BOOST_AUTO_TEST_CASE(a_lead_needs_an_e_mail_that_could_exist) {
  const auto problem_of = [](const std::string& email) {
    const auto out = check_lead({"N", email, "", {}});
    return out ? std::string{} : out.error().fields.at("email");
  };
  for (const auto* good : {"a@b.co", "first.last+tag@sub.example.com"})
    BOOST_TEST(problem_of(good) == "");
  for (const auto* bad : {"", "a", "a@", "@b.co", "a@b", "a@b@c.co", "a b@c.co", "a@.co", "a@b..co",
                          "a@b.co\nBcc: x@y.z", "<a@b.co>"})
    BOOST_TEST(problem_of(bad) != "");
  BOOST_TEST(problem_of("ingrid.solheim") == "The part after the @ is missing");
}

BOOST_AUTO_TEST_CASE(a_lead_takes_no_form_bomb) {
  lead_fields fields{"N", "a@b.co", "", {}};
  for (int n = 0; n < 21; ++n) fields.extra["f" + std::to_string(n)] = "x";
  BOOST_TEST(!check_lead(fields).has_value());
  BOOST_TEST(!check_lead({std::string(2'001, 'x'), "a@b.co", "", {}}).has_value());
  BOOST_TEST(!check_lead({"two\nlines", "a@b.co", "", {}}).has_value());
  BOOST_TEST(!check_lead({"N", "a@b.co", "", {{std::string(65, 'n'), "x"}}}).has_value());
}

BOOST_AUTO_TEST_CASE(a_summary_is_one_short_line) {
  entry e;
  e.body = "line\nline " + std::string(300, 'x');
  const auto out = summarize(e, "Wren");
  BOOST_TEST(out.snippet.size() == 160U);
  BOOST_TEST(out.snippet.find('\n') == std::string::npos);
  BOOST_TEST(out.author_name == "");
}

BOOST_AUTO_TEST_CASE(a_summary_is_signed_by_who_wrote_the_message) {
  entry e;
  e.role = message_role::agent;
  BOOST_TEST(summarize(e, "Wren").author_name == "Wren");
  e.role = message_role::human_agent;
  e.author = person{{}, "Ada"};
  BOOST_TEST(summarize(e, "Wren").author_name == "Ada");
  e.role = message_role::visitor;
  e.author.reset();
  BOOST_TEST(summarize(e, "Wren").author_name == "");
}
