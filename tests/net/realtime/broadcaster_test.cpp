/// What the broadcaster hands to its broker.
#include <boost/test/unit_test.hpp>

#include "net/realtime/broadcaster.hpp"
#include "tests/net/wire/wire_samples.hpp"

using namespace takeover;
using namespace takeover::net::realtime;
using actors::listener_kind;

namespace {

using published = std::vector<shared_broadcast>;

/// Keeps what is published.
class recording_broker final : public broker {
 public:
  recording_broker(scope how_far, published& to) : broker(how_far), published_(to) {}
  void publish(shared_broadcast message) override { published_.push_back(std::move(message)); }
  void close(const actors::channel&, actors::announcer::ending) override {}
  void end_session(domain::session_id) override {}

 private:
  published& published_;
};

struct broadcaster_fixture {
  std::unique_ptr<broadcaster> make(broker::scope how_far) {
    net::io_shard* const shards[] = {&shard};
    return broadcaster::make(shards, "key", "secret", {}, clock, [&](const local_hubs&) {
      return std::make_unique<recording_broker>(how_far, messages);
    });
  }
  [[nodiscard]] bool has_frame(listener_kind kind) const {
    return messages.at(0)->frames[static_cast<std::size_t>(kind)] != nullptr;
  }

  domain::manual_clock clock{samples::at};
  net::io_shard shard{0};
  published messages;
  const actors::answer_delta piece{1, 1, 0, "Hello"};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(broadcasters, broadcaster_fixture)

BOOST_AUTO_TEST_CASE(announcement_is_rendered_for_the_kinds_that_listen) {
  const auto made = make(broker::scope::process);
  actors::reach to;
  to.shards[static_cast<std::size_t>(listener_kind::visitor)] = 1;
  made->announce(samples::on_conversation, piece, to);
  BOOST_REQUIRE(messages.size() == 1U);
  BOOST_TEST(has_frame(listener_kind::visitor));
  BOOST_TEST(!has_frame(listener_kind::member));
  BOOST_TEST(messages[0]->local_shards == 1U);
}

BOOST_AUTO_TEST_CASE(announcement_that_nobody_hears_is_not_published_in_one_process) {
  const auto made = make(broker::scope::process);
  made->announce(samples::on_conversation, piece, {});
  BOOST_TEST(messages.empty());
}

BOOST_AUTO_TEST_CASE(announcement_goes_to_a_cluster_in_every_kind) {
  const auto made = make(broker::scope::cluster);
  made->announce(samples::on_conversation, piece, {});
  BOOST_REQUIRE(messages.size() == 1U);
  for (const auto kind :
       {listener_kind::member, listener_kind::visitor, listener_kind::visitor_stream})
    BOOST_TEST(has_frame(kind));
  BOOST_TEST(messages[0]->local_shards == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
