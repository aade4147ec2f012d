/// The channels behind the courier, as far as they go without a network.
#include <boost/test/unit_test.hpp>
#include <future>

#include "net/outbound/outbound_courier.hpp"
#include "tests/net/wire/wire_samples.hpp"

namespace takeover::net::outbound {
namespace {

using fate = domain::attempt::fate;

storage::claimed_job mail_job_to(std::string to) {
  storage::lead_mail about;
  about.to = std::move(to);
  about.lead.fields.name = "Lou";
  about.workspace_name = "Northline";
  storage::claimed_job job;
  job.id = samples::make_id<domain::job_id>("70B0");
  job.created_at = samples::at;
  job.what = std::move(about);
  return job;
}

storage::claimed_job given_post(std::string url) {
  storage::webhook_post about;
  about.hook.url = std::move(url);
  about.hook.secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  storage::claimed_job job;
  job.id = samples::make_id<domain::job_id>("70B1");
  job.created_at = samples::at;
  job.what = std::move(about);
  return job;
}

struct courier_fixture {
  courier_fixture() {
    options.mail_from = {"Takeover", "chat@shop.example"};
    options.base_url = "https://chat.example";
  }
  domain::result<domain::attempt> deliver(storage::claimed_job job) {
    outbound_courier courier{options, ids, clock};
    std::promise<domain::result<domain::attempt>> answer;
    courier.deliver(std::move(job),
                    domain::promise<domain::attempt>{[&](domain::result<domain::attempt> outcome) {
                      answer.set_value(std::move(outcome));
                    }});
    return answer.get_future().get();
  }

  domain::manual_clock clock{samples::at};
  domain::random_ids ids;
  courier_options options;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(delivery_channels, courier_fixture)

BOOST_AUTO_TEST_CASE(mail_channel_renders_a_job_as_a_whole_message) {
  const mail_channel channel{
      {nullptr, options.mail_from, options.mail_limits, options.base_url, options.mail_threads}};
  const auto message = channel.render(mail_job_to("olga@shop.example"));
  BOOST_TEST(message.id == samples::make_id<domain::job_id>("70B0").str());
  BOOST_TEST(message.to == "olga@shop.example");
  BOOST_TEST(message.secret.empty());
  BOOST_TEST(message.body.find("Subject: New lead: Lou\r\n") != std::string::npos);
  BOOST_TEST(message.body.find("Message-ID: <" + message.id + "@shop.example>\r\n") !=
             std::string::npos);
  BOOST_TEST(channel.limits().threads == 2U);
}

BOOST_AUTO_TEST_CASE(webhook_channel_renders_a_job_as_signed_json) {
  const webhook_channel channel{{options.webhook_limits, options.webhook_threads}, clock};
  const auto message = channel.render(given_post("https://crm.example.com/hooks"));
  BOOST_TEST(message.id == samples::make_id<domain::job_id>("70B1").str());
  BOOST_TEST(message.to == "https://crm.example.com/hooks");
  BOOST_TEST(message.secret == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  BOOST_TEST(message.body.starts_with("{"));
  BOOST_TEST(channel.limits().threads == 4U);
}

BOOST_AUTO_TEST_CASE(courier_hands_each_job_to_the_channel_of_its_kind) {
  const auto mail = deliver(mail_job_to("not an address"));
  BOOST_REQUIRE(mail.has_value());
  BOOST_TEST((mail->outcome == fate::permanent_failure));
  BOOST_TEST(mail->detail == "The recipient's address is not a valid email address.");

  const auto post = deliver(given_post("http://127.0.0.1:9/"));
  BOOST_REQUIRE(post.has_value());
  BOOST_TEST((post->outcome == fate::permanent_failure));
  BOOST_TEST(
      post->detail ==
      "The host name points to a private address, which the server's settings do not allow.");
}

BOOST_AUTO_TEST_CASE(stopped_courier_refuses_jobs) {
  outbound_courier courier{options, ids, clock};
  courier.stop();
  std::optional<domain::result<domain::attempt>> answer;
  courier.deliver(mail_job_to("olga@shop.example"),
                  domain::promise<domain::attempt>{[&](domain::result<domain::attempt> outcome) {
                    answer = std::move(outcome);
                  }});
  BOOST_REQUIRE(answer.has_value());
  BOOST_TEST((answer->error() == domain::errc::overloaded));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace takeover::net::outbound
