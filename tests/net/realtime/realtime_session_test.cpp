#include <boost/asio/write.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <regex>

#include "net/realtime/pusher/channel_name.hpp"
#include "net/realtime/pusher/pusher_socket.hpp"
#include "tests/net/realtime/client_frame.hpp"
#include "tests/net/realtime/realtime_fixture.hpp"

using namespace takeover;
using namespace takeover::net::realtime;
using namespace realtime_tests;
using std::chrono::hours;
using std::chrono::seconds;

namespace {

const domain::member ada{samples::workspace, samples::ada.id,   samples::session,
                         samples::ada.name,  "ada@example.com", domain::role::owner};
const domain::visitor_identity mia{samples::workspace, samples::agent, samples::visitor,
                                   samples::conversation};

/// A client that has connected.
struct socket_fixture : realtime_fixture {
  socket_fixture() { connect(); }

  void connect() {
    wire.emplace(*this);
    const auto socket = std::make_shared<pusher_socket>(hub, std::move(wire->server),
                                                        net::http::accounts::holder{});
    hub.add(socket);
    hub.socket_opened();
    socket->open("HTTP/1.1 101 Switching Protocols\r\n\r\n", {"key", "7", "", ""}, {});
    BOOST_REQUIRE(hears("connection_established"));
    std::smatch found;
    BOOST_REQUIRE(
        std::regex_search(wire->heard, found, std::regex{R"(socket_id[^0-9]*(\d+\.\d+))"}));
    socket_id = found[1];
  }

  [[nodiscard]] bool hears(std::string_view what) {
    return run_until([&] {
      wire->read();
      return wire->heard.find(what) != std::string::npos;
    });
  }
  [[nodiscard]] std::string of_member() const {
    return member_channel_data(ada, clock.now(), clock.now() + hours{1});
  }

  /// Sends a subscription that is signed for this socket.
  void subscribe(const std::string& channel_data) {
    const auto channel = channel_name(samples::on_conversation);
    boost::json::object data{{"channel", channel},
                             {"auth", shared->signing.sign(socket_id, channel, channel_data)},
                             {"channel_data", channel_data}};
    const auto frame = client::masked(
        client::op_text,
        boost::json::serialize(boost::json::object{{"event", "pusher:subscribe"}, {"data", data}}));
    boost::asio::write(wire->client, boost::asio::buffer(frame));
  }
  [[nodiscard]] bool is_let_in() {
    return run_until([&] { return conversations.count<actors::join_request>() > 0; });
  }
  [[nodiscard]] bool is_refused() {
    return hears("pusher:subscription_error") && conversations.count<actors::join_request>() == 0;
  }

  std::optional<loopback_connection> wire;
  std::string socket_id;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(realtime_session)

BOOST_FIXTURE_TEST_CASE(fresh_signature_is_accepted, socket_fixture) {
  subscribe(of_member());
  BOOST_TEST(is_let_in());
}

BOOST_FIXTURE_TEST_CASE(a_socket_without_a_subscription_is_closed_after_a_while, socket_fixture) {
  pass(seconds{29});
  BOOST_TEST(wire->read());
  BOOST_TEST(wire->heard.find("4202") == std::string::npos);
  pass(seconds{2});
  BOOST_TEST(hears("4202"));
}

BOOST_FIXTURE_TEST_CASE(signature_is_accepted_until_its_lifetime_ends, socket_fixture) {
  const auto data = of_member();
  clock.advance(seconds{60});
  subscribe(data);
  BOOST_TEST(is_let_in());
}

BOOST_FIXTURE_TEST_CASE(expired_signature_of_a_member_is_refused, socket_fixture) {
  const auto data = of_member();
  clock.advance(seconds{61});
  subscribe(data);
  BOOST_TEST(is_refused());
}

BOOST_FIXTURE_TEST_CASE(expired_signature_of_a_visitor_is_refused, socket_fixture) {
  const auto data = visitor_channel_data(mia, "Mia", clock.now());
  clock.advance(seconds{61});
  subscribe(data);
  BOOST_TEST(is_refused());
}

BOOST_FIXTURE_TEST_CASE(signature_from_the_future_is_refused, socket_fixture) {
  subscribe(member_channel_data(ada, clock.now() + seconds{61}, clock.now() + hours{1}));
  BOOST_TEST(is_refused());
}

BOOST_FIXTURE_TEST_CASE(a_signature_is_refused_after_its_session_was_ended, socket_fixture) {
  const auto data = of_member();
  hub.end_session(ada.session);
  subscribe(data);
  BOOST_TEST(is_refused());
}

BOOST_FIXTURE_TEST_CASE(an_ended_session_is_remembered_longer_than_its_signatures_live,
                        socket_fixture) {
  hub.end_session(ada.session);
  pass(seconds{60});
  clock.advance(seconds{60});
  connect();
  subscribe(of_member());  // signed by a call that was under way
  BOOST_TEST(is_refused());
}

BOOST_FIXTURE_TEST_CASE(a_signature_is_refused_after_its_session_expired, socket_fixture) {
  const auto data = member_channel_data(ada, clock.now(), clock.now() + seconds{10});
  clock.advance(seconds{10});
  subscribe(data);
  BOOST_TEST(is_refused());
}

BOOST_FIXTURE_TEST_CASE(a_members_socket_is_closed_when_the_session_expires, socket_fixture) {
  subscribe(member_channel_data(ada, clock.now(), clock.now() + seconds{90}));
  BOOST_REQUIRE(is_let_in());
  clock.advance(seconds{89});
  pass(seconds{1});
  BOOST_TEST(presence.connections == 1);
  clock.advance(seconds{1});
  pass(seconds{1});
  BOOST_TEST(hears("The session has ended"));
  BOOST_TEST(hears("\x0F\xA9"));  // 4009
  BOOST_TEST(presence.connections == 0);
  BOOST_TEST(conversations.count<actors::leave_request>() == 1U);
}

BOOST_FIXTURE_TEST_CASE(visitor_subscription_outlives_its_signature, socket_fixture) {
  subscribe(visitor_channel_data(mia, "Mia", clock.now()));
  BOOST_REQUIRE(is_let_in());
  clock.advance(hours{24});
  pass(seconds{1});
  wire->read();
  BOOST_TEST(wire->heard.find("The session has ended") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(ended_sessions_are_forgotten_in_their_order_and_at_the_bound) {
  ended_sessions ended;
  const ended_sessions::steady_time start{};
  const auto other = samples::make_id<domain::session_id>("07E2");
  ended.add(samples::session, start);
  ended.add(other, start + seconds{1});
  ended.add(samples::session, start + seconds{2});
  ended.forget_before(start + seconds{1});
  BOOST_TEST(!ended.contains(samples::session));
  BOOST_TEST(ended.contains(other));

  domain::random_ids ids;
  for (std::size_t i = 0; i < ended_sessions::max_size; ++i)
    ended.add(ids.make<domain::session_id>(samples::at), start + seconds{3});
  BOOST_TEST(ended.size() == ended_sessions::max_size);
  BOOST_TEST(!ended.contains(other));
}

BOOST_AUTO_TEST_SUITE_END()
