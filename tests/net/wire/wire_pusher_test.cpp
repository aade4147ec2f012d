#include <boost/json/parse.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "net/realtime/pusher/channel_name.hpp"
#include "net/realtime/pusher/signature.hpp"
#include "net/wire/json/json_text.hpp"
#include "net/wire/realtime/pusher.hpp"
#include "tests/net/wire/wire_samples.hpp"

namespace json = boost::json;
using namespace takeover;
using net::wire::read_client_message;

BOOST_AUTO_TEST_SUITE(wire_pusher)

BOOST_AUTO_TEST_CASE(data_of_a_client_message_may_be_an_object_or_a_string_of_one) {
  for (
      const std::string text :
      {R"({"event":"pusher:subscribe","data":{"channel":"private-a","auth":"k:s","channel_data":"{\"x\":1}"}})",
       R"({"event":"pusher:subscribe","data":"{\"channel\":\"private-a\",\"auth\":\"k:s\",\"channel_data\":\"{\\\"x\\\":1}\"}"})"}) {
    const auto message = read_client_message(text);
    BOOST_REQUIRE(message.has_value());
    const auto& asked = std::get<net::wire::subscribe>(*message);
    BOOST_TEST(asked.channel == "private-a");
    BOOST_TEST(asked.auth == "k:s");
    BOOST_TEST(asked.channel_data == R"({"x":1})");
  }
}

BOOST_AUTO_TEST_CASE(absent_and_null_fields_of_a_subscription_read_as_empty) {
  const auto message = read_client_message(
      R"({"event":"pusher:subscribe","data":{"channel":"c","auth":null,"more":[1]}})");
  BOOST_REQUIRE(message.has_value());
  BOOST_TEST(std::get<net::wire::subscribe>(*message).auth.empty());
  BOOST_TEST(std::get<net::wire::subscribe>(*message).channel_data.empty());
}

BOOST_AUTO_TEST_CASE(each_event_that_clients_send_is_known) {
  BOOST_TEST(
      std::holds_alternative<net::wire::ping>(*read_client_message(R"({"event":"pusher:ping"})")));
  BOOST_TEST(std::holds_alternative<net::wire::pong>(
      *read_client_message(R"({"event":"pusher:pong","data":{}})")));
  BOOST_TEST(std::get<net::wire::unsubscribe>(
                 *read_client_message(R"({"event":"pusher:unsubscribe","data":{"channel":"c"}})"))
                 .channel == "c");
  const auto whisper = std::get<net::wire::client_event>(
      *read_client_message(R"({"event":"client-typing","channel":"c","data":"x"})"));
  BOOST_TEST(whisper.name == "client-typing");
  BOOST_TEST(whisper.channel == "c");
  BOOST_TEST(std::holds_alternative<net::wire::unknown_event>(
      *read_client_message(R"({"event":"anything"})")));
}

const std::vector<std::string> malformed_messages{
    "",
    " ",
    "no JSON",
    "[]",
    "null",
    "1",
    R"("text")",
    "{}",
    R"({"event":""})",
    R"({"event":7})",
    R"({"event":null})",
    R"({"event":"pusher:ping"} )"
    "x",
    R"({"event":"pusher:subscribe"})",
    R"({"event":"pusher:subscribe","data":7})",
    R"({"event":"pusher:subscribe","data":"no JSON"})",
    R"({"event":"pusher:subscribe","data":"[1]"})",
    R"({"event":"pusher:subscribe","data":{"channel":7}})",
    R"({"event":"pusher:subscribe","data":{"channel":""}})",
    R"({"event":"pusher:subscribe","data":{"channel":"c","auth":{}}})",
    R"({"event":"pusher:subscribe","data":{"channel":"c","channel_data":{"user_id":1}}})",
    R"({"event":"pusher:unsubscribe","data":{}})",
    R"({"event":"pusher:signin","data":{}})",
    R"({"event":"pusher:connection_established"})",
    R"({"event":"pusher_internal:member_added","channel":"c"})",
    R"({"event":"client-typing"})",
    R"({"event":"client-typing","channel":["c"]})",
    std::string{"{\"event\":\"pusher:ping\",\"x\":\"\xFF\"}"},
    std::string(5'000, '['),
};

BOOST_DATA_TEST_CASE(a_malformed_message_is_refused, malformed_messages) {
  const auto message = read_client_message(sample);
  BOOST_REQUIRE(message.has_error());
  BOOST_TEST((message.error().code == domain::errc::malformed));
}

BOOST_AUTO_TEST_CASE(escaping_survives_a_round_trip_for_every_byte_of_ascii) {
  std::string text;
  for (int c = 0; c < 128; ++c) text += static_cast<char>(c);
  text += "ä€👋\u2028";
  std::string quoted;
  net::wire::append_quoted(quoted, text);
  BOOST_TEST((json::parse(quoted).as_string() == text));
}

BOOST_AUTO_TEST_CASE(channel_data_is_read_as_it_was_written) {
  domain::member ada{samples::workspace,      samples::ada.id,   samples::session,
                     "Ada \"the\" Lindqvist", "ada@example.com", domain::role::owner};
  const auto member = net::wire::read_channel_data(
      net::realtime::member_channel_data(ada, samples::at, samples::later));
  BOOST_REQUIRE(member.has_value());
  const auto& who = std::get<domain::member>(member->who);
  BOOST_TEST((who.user == ada.user));
  BOOST_TEST((who.session == ada.session));
  BOOST_TEST((who.workspace == ada.workspace));
  BOOST_TEST(who.name == ada.name);
  BOOST_TEST((member->issued_at == samples::at));
  BOOST_TEST((member->expires_at == samples::later));

  const domain::visitor_identity mia{samples::workspace, samples::agent, samples::visitor,
                                     samples::conversation};
  const auto visitor =
      net::wire::read_channel_data(net::realtime::visitor_channel_data(mia, "", samples::at));
  BOOST_REQUIRE(visitor.has_value());
  const auto& claim = std::get<net::wire::named_visitor>(visitor->who).who;
  BOOST_TEST((claim.visitor == mia.visitor));
  BOOST_TEST((claim.conversation == mia.conversation));
  BOOST_TEST((claim.agent == mia.agent));
  BOOST_TEST((claim.workspace == mia.workspace));
  BOOST_TEST((visitor->issued_at == samples::at));
  BOOST_TEST(!visitor->expires_at.has_value());
}

const std::vector<std::string> malformed_identities{
    "",
    "{}",
    "[]",
    R"({"kind":"member"})",
    R"({"kind":"robot","user_id":"01JDB6T5XG000000000000ADA0"})",
    R"({"user_id":10,"user_info":{"name":"Mr. Channels"}})",
    R"({"kind":"member","user_id":"01JDB6T5XG000000000000ADA0","session_id":"short","workspace_id":"01JDB6T5XG00000000000000W0"})",
    R"({"kind":"member","user_id":7,"session_id":"01JDB6T5XG0000000000005E55","workspace_id":"01JDB6T5XG00000000000000W0"})",
    R"({"kind":"visitor","user_id":"01JDB6T5XG0000000000004K7Q"})",
    // without an end of the session, without its own time, and with a time that is none
    R"({"kind":"member","user_id":"01JDB6T5XG000000000000ADA0","session_id":"01JDB6T5XG0000000000005E55","workspace_id":"01JDB6T5XG00000000000000W0","issued_ms":1795339800125})",
    R"({"kind":"member","user_id":"01JDB6T5XG000000000000ADA0","session_id":"01JDB6T5XG0000000000005E55","workspace_id":"01JDB6T5XG00000000000000W0","expires_ms":1795339860000})",
    R"({"kind":"member","user_id":"01JDB6T5XG000000000000ADA0","session_id":"01JDB6T5XG0000000000005E55","workspace_id":"01JDB6T5XG00000000000000W0","issued_ms":"now","expires_ms":1795339860000})",
};

BOOST_DATA_TEST_CASE(channel_data_that_names_nobody_is_refused, malformed_identities) {
  BOOST_TEST(net::wire::read_channel_data(sample).has_error());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(realtime_signature)

const net::realtime::signer documented{"278d425bdf160c739803", "7ad3773142a6692b25b8"};

BOOST_AUTO_TEST_CASE(signatures_are_those_of_the_documentation) {
  BOOST_TEST(
      documented.sign("1234.1234", "private-foobar", "") ==
      "278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4");
  BOOST_TEST(
      documented.sign("1234.1234", "presence-foobar",
                      R"({"user_id":10,"user_info":{"name":"Mr. Channels"}})") ==
      "278d425bdf160c739803:31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80");
}

BOOST_AUTO_TEST_CASE(only_the_whole_signature_of_the_same_text_is_accepted) {
  const auto auth = documented.sign("1.2", "private-a", "{}");
  BOOST_TEST(documented.accepts(auth, "1.2", "private-a", "{}"));
  BOOST_TEST(!documented.accepts(auth, "1.3", "private-a", "{}"));
  BOOST_TEST(!documented.accepts(auth, "1.2", "private-b", "{}"));
  BOOST_TEST(!documented.accepts(auth, "1.2", "private-a", "{} "));
  BOOST_TEST(!documented.accepts(auth, "1.2", "private-a", ""));
  BOOST_TEST(!documented.accepts("", "1.2", "private-a", "{}"));
  BOOST_TEST(!documented.accepts(auth + "0", "1.2", "private-a", "{}"));
  BOOST_TEST(!documented.accepts(auth.substr(0, auth.size() - 1), "1.2", "private-a", "{}"));
  auto other_key = auth;
  other_key.replace(0, 20, 20, 'z');
  BOOST_TEST(!documented.accepts(other_key, "1.2", "private-a", "{}"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(realtime_channel_name)

using net::realtime::channel_name;
using net::realtime::parse_channel;

BOOST_AUTO_TEST_CASE(every_kind_of_channel_is_read_as_it_is_written) {
  using actors::channel_kind;
  for (const auto kind : {channel_kind::conversation, channel_kind::workspace,
                          channel_kind::workspace_presence, channel_kind::conversation_presence}) {
    const actors::channel channel{kind, samples::conversation.value()};
    const auto read = parse_channel(channel_name(channel));
    BOOST_REQUIRE(read.has_value());
    BOOST_TEST((*read == channel));
  }
  BOOST_TEST(channel_name(samples::on_conversation) ==
             "private-conversation.01JDB6T5XG000000000000C0V0");
}

const std::vector<std::string> other_names{
    "",
    "private-conversation.",
    "private-conversation",
    "private-conversation.1",
    "private-conversation.01JDB6T5XG000000000000C0V",
    "private-conversation.01JDB6T5XG000000000000C0V00",
    "private-conversation.01jdb6t5xg000000000000c0v0",
    "private-conversation.01JDB6T5XG000000000000C0VU",
    "private-conversation.01JDB6T5XG000000000000C0V0 ",
    "Private-conversation.01JDB6T5XG000000000000C0V0",
    "conversation.01JDB6T5XG000000000000C0V0",
    "private-encrypted-conversation.01JDB6T5XG000000000000C0V0",
    "private-lead.01JDB6T5XG000000000000C0V0",
    "presence-user.01JDB6T5XG000000000000C0V0",
    "#server-to-user-01JDB6T5XG000000000000C0V0",
};

BOOST_DATA_TEST_CASE(any_other_name_is_no_channel_of_the_product, other_names) {
  BOOST_TEST(!parse_channel(sample).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
