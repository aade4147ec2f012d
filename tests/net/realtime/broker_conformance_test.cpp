/// What every implementation of the broker port promises (net/realtime/broker.hpp). A second one
/// joins by its line in `implementations`.
#include <sys/socket.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <tuple>

#include "net/realtime/memory_broker.hpp"
#include "net/realtime/shard_hub.hpp"
#include "tests/net/realtime/realtime_fixture.hpp"

using namespace takeover;
using namespace takeover::net::realtime;
using namespace realtime_tests;
using actors::listener_kind;

namespace {

struct in_memory {
  static std::unique_ptr<broker> make(const local_hubs& hubs) { return make_memory_broker(hubs); }
  /// Waits until what was published has come back to the shards' inboxes.
  static void settle() {}
};
using implementations = std::tuple<in_memory>;

/// A subscriber that writes to a pipe, so that the test reads what a client would.
class piped_connection final : public connection {
 public:
  explicit piped_connection(shard_hub& hub) : connection(hub, hub.next_number(), 1'000'000) {
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_) == 0);
  }
  ~piped_connection() override {
    for (const int end : ends_) ::close(end);
  }
  piped_connection(const piped_connection&) = delete;
  piped_connection& operator=(const piped_connection&) = delete;

  [[nodiscard]] std::string heard() {
    char room[4'096];
    for (;;) {
      const auto count = ::recv(ends_[1], room, sizeof room, MSG_DONTWAIT);
      if (count <= 0) return heard_;
      heard_.append(room, static_cast<std::size_t>(count));
    }
  }
  int ended_sessions = 0;

  void flush() override { write_to(ends_[0]); }
  void admitted(const actors::channel&, listener_kind, const shared_frame&,
                const shared_frame&) override {}
  void refused(const actors::channel&, const domain::error&) override {}
  void told(const actors::channel&, const shared_frame& what) override { send(what); }
  void channel_ended(const actors::channel& channel, actors::announcer::ending) override {
    hub().unsubscribe(*this, channel);
  }
  void session_ended(const domain::session_id&) override { ++ended_sessions; }
  void detach() override {}

 private:
  [[nodiscard]] int writable_socket() noexcept override { return -1; }

  int ends_[2] = {-1, -1};
  std::string heard_;
};

const actors::channel other_channel{actors::channel_kind::conversation,
                                    samples::make_id<domain::conversation_id>("0THER").value()};

/// Two shards of one process, run by the test, with the broker before them.
template <class Implementation>
struct broker_fixture {
  broker_fixture() {
    context->conversations = &conversations;
    context->presence = &presence;
    for (auto* shard : {&first, &second})
      hubs.push_back(std::make_shared<shard_hub>(*shard, context));
    broker = Implementation::make(hubs);
  }
  ~broker_fixture() {
    for (const auto& hub : hubs) hub->detach_all();
  }
  broker_fixture(const broker_fixture&) = delete;
  broker_fixture& operator=(const broker_fixture&) = delete;

  std::shared_ptr<piped_connection> given_subscriber(
      std::size_t shard, listener_kind kind = listener_kind::member,
      const actors::channel& channel = samples::on_conversation) {
    auto made = std::make_shared<piped_connection>(*hubs[shard]);
    hubs[shard]->add(made);
    hubs[shard]->subscribe_with_snapshot(*made, channel, kind, nullptr, nullptr);
    return made;
  }
  /// To all shards, for members and visitors alike.
  broadcast text(std::string bytes) {
    broadcast message;
    message.channel = samples::on_conversation;
    message.frames[static_cast<std::size_t>(listener_kind::member)] = plain_frame(bytes);
    message.frames[static_cast<std::size_t>(listener_kind::visitor)] =
        plain_frame(std::move(bytes));
    message.local_shards = 3;
    return message;
  }
  broadcast delta(std::string bytes, domain::epoch_t epoch) {
    auto message = text({});
    for (auto& made : message.frames)
      if (made)
        made = std::make_shared<const frame>(
            frame{bytes, delta_mark{samples::on_conversation.id, epoch}});
    return message;
  }
  void publish(broadcast message) {
    broker->publish(std::make_shared<const broadcast>(std::move(message)));
  }
  static void run(net::io_shard& shard) {
    while (shard.context().poll() > 0) continue;
  }
  void run() {
    Implementation::settle();
    run(first);
    run(second);
  }

  domain::manual_clock clock{samples::at};
  recorded_conversations conversations;
  nobody_online presence;
  std::shared_ptr<realtime_context> context =
      std::make_shared<realtime_context>(realtime_context{signer{"key", "secret"}, {}, clock});
  net::io_shard first{0};
  net::io_shard second{1};
  local_hubs hubs;
  std::unique_ptr<net::realtime::broker> broker;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(broker_conformance)

BOOST_AUTO_TEST_CASE_TEMPLATE(broadcasts_of_a_channel_keep_their_order_on_every_shard,
                              implementation, implementations) {
  broker_fixture<implementation> on;
  const auto near = on.given_subscriber(0);
  const auto far = on.given_subscriber(1);
  std::string all;
  for (int i = 0; i < 200; ++i) {
    all += std::to_string(i) + ' ';
    on.publish(on.text(std::to_string(i) + ' '));
  }
  on.run();
  BOOST_TEST(near->heard() == all);
  BOOST_TEST(far->heard() == all);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(subscriber_gets_a_broadcast_once, implementation, implementations) {
  broker_fixture<implementation> on;
  const auto member = on.given_subscriber(0);
  const auto visitor = on.given_subscriber(1, listener_kind::visitor);
  const auto elsewhere = on.given_subscriber(1, listener_kind::member, other_channel);
  on.hubs[0]->subscribe_with_snapshot(*member, samples::on_conversation, listener_kind::member,
                                      nullptr, nullptr);
  on.publish(on.text("a"));
  on.run();
  BOOST_TEST(member->heard() == "a");
  BOOST_TEST(visitor->heard() == "a");
  BOOST_TEST(elsewhere->heard() == "");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(frames_go_to_their_kind_and_not_to_the_excepted_listener,
                              implementation, implementations) {
  broker_fixture<implementation> on;
  const auto sender = on.given_subscriber(0);
  const auto reader = on.given_subscriber(0);
  const auto visitor = on.given_subscriber(0, listener_kind::visitor);
  auto message = on.text("for members");
  message.frames[static_cast<std::size_t>(listener_kind::visitor)] = nullptr;
  message.except = sender->id();
  on.publish(std::move(message));
  on.run();
  BOOST_TEST(sender->heard() == "");
  BOOST_TEST(reader->heard() == "for members");
  BOOST_TEST(visitor->heard() == "");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nothing_of_a_channel_passes_after_its_close, implementation,
                              implementations) {
  broker_fixture<implementation> on;
  const auto near = on.given_subscriber(0);
  const auto far = on.given_subscriber(1);
  on.publish(on.text("before"));
  on.broker->close(samples::on_conversation, actors::announcer::ending::gone);
  on.publish(on.text("after"));
  on.run();
  BOOST_TEST(near->heard() == "before");
  BOOST_TEST(far->heard() == "before");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(flush_token_is_released_after_the_last_shard_wrote_the_frames,
                              implementation, implementations) {
  broker_fixture<implementation> on;
  const auto near = on.given_subscriber(0);
  const auto far = on.given_subscriber(1);
  auto message = on.text("claimed");
  message.flush_token = std::make_shared<int>();
  const std::weak_ptr<void> token = message.flush_token;
  on.publish(std::move(message));
  implementation::settle();
  BOOST_TEST(!token.expired());
  on.run(on.first);
  BOOST_TEST(near->heard() == "claimed");
  BOOST_TEST(!token.expired());
  on.run(on.second);
  BOOST_TEST(far->heard() == "claimed");
  BOOST_TEST(token.expired());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(flush_token_is_released_when_nobody_listens, implementation,
                              implementations) {
  broker_fixture<implementation> on;
  auto message = on.text("claimed");
  message.flush_token = std::make_shared<int>();
  const std::weak_ptr<void> token = message.flush_token;
  on.publish(std::move(message));
  on.run();
  BOOST_TEST(token.expired());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(delta_of_an_older_epoch_does_not_pass, implementation,
                              implementations) {
  broker_fixture<implementation> on;
  const auto near = on.given_subscriber(0);
  const auto far = on.given_subscriber(1);
  auto claim = on.text("claimed ");
  claim.begins_epoch = 2;
  on.publish(std::move(claim));
  on.publish(on.delta("old ", 1));
  on.publish(on.delta("new ", 2));
  on.run();
  BOOST_TEST(near->heard() == "claimed new ");
  BOOST_TEST(far->heard() == "claimed new ");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(epoch_holds_for_a_subscriber_that_comes_later, implementation,
                              implementations) {
  broker_fixture<implementation> on;
  auto claim = on.text("claimed ");
  claim.begins_epoch = 2;
  on.publish(std::move(claim));
  on.run();
  const auto late = on.given_subscriber(1);
  on.publish(on.delta("old ", 1));
  on.publish(on.delta("new ", 2));
  on.run();
  BOOST_TEST(late->heard() == "new ");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(ended_session_is_known_on_every_shard, implementation,
                              implementations) {
  broker_fixture<implementation> on;
  const auto near = on.given_subscriber(0);
  const auto far = on.given_subscriber(1);
  on.broker->end_session(samples::session);
  on.run();
  for (const auto& hub : on.hubs) BOOST_TEST(hub->has_ended(samples::session));
  BOOST_TEST(near->ended_sessions == 1);
  BOOST_TEST(far->ended_sessions == 1);
}

BOOST_AUTO_TEST_SUITE_END()
