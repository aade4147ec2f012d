/// The demo's mail server: what it keeps, and what it is handed.
#include <boost/test/unit_test.hpp>
#include <future>
#include <set>

#include "net/outbound/mail/mail_catcher.hpp"
#include "net/outbound/outbound_courier.hpp"
#include "tests/net/wire/wire_samples.hpp"

namespace takeover::net::outbound {
namespace {

using fate = domain::attempt::fate;

struct catcher_fixture {
  fate give(std::string_view message) {
    const auto attempt =
        catcher->send({"chat@shop.example", "olga@shop.example"}, message, {}, never);
    return attempt.value().outcome;
  }

  std::shared_ptr<mail_catcher> catcher = std::make_shared<mail_catcher>("run");
  const std::atomic<bool> never = false;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(mail_catchers, catcher_fixture)

BOOST_AUTO_TEST_CASE(newest_mail_is_first) {
  BOOST_TEST(catcher->all().messages.empty());
  BOOST_TEST((give("first") == fate::delivered));
  BOOST_TEST((give("second") == fate::delivered));
  const auto messages = catcher->all().messages;
  BOOST_REQUIRE(messages.size() == 2U);
  BOOST_TEST(messages.front() == "second");
  BOOST_TEST(messages.back() == "first");
}

BOOST_AUTO_TEST_CASE(full_list_drops_the_oldest) {
  for (std::size_t i = 0; i < mail_catcher::most_kept + 3; ++i) give(std::to_string(i));
  const auto messages = catcher->all().messages;
  BOOST_REQUIRE(messages.size() == mail_catcher::most_kept);
  BOOST_TEST(messages.front() == std::to_string(mail_catcher::most_kept + 2));
  BOOST_TEST(messages.back() == "3");
}

BOOST_AUTO_TEST_CASE(version_differs_after_every_mail_and_every_start) {
  std::set<std::string> versions{catcher->version(), mail_catcher{"another run"}.version()};
  for (std::size_t i = 0; i < mail_catcher::most_kept + 3; ++i) {
    give("the same");
    versions.insert(catcher->version());
  }
  BOOST_TEST(versions.size() == mail_catcher::most_kept + 5);
  BOOST_TEST(catcher->all().version == catcher->version());
}

BOOST_AUTO_TEST_CASE(courier_hands_it_the_whole_message_of_a_job) {
  courier_options options;
  options.mailer = catcher;
  options.mail_from = {"Takeover", "chat@shop.example"};
  options.base_url = "https://chat.example";
  domain::manual_clock clock{samples::at};
  domain::random_ids ids;
  outbound_courier courier{options, ids, clock};
  BOOST_TEST(courier.has_mailer());
  storage::lead_mail about;
  about.to = "olga@shop.example";
  about.lead.fields.name = "Lou";
  about.workspace_name = "Northline";
  storage::claimed_job job;
  job.id = samples::make_id<domain::job_id>("70B0");
  job.created_at = samples::at;
  job.what = about;
  const auto expected =
      mail_channel{{catcher, options.mail_from, {}, options.base_url, 1}}.render(job);

  std::promise<domain::result<domain::attempt>> answer;
  courier.deliver(job,
                  domain::promise<domain::attempt>{[&](domain::result<domain::attempt> outcome) {
                    answer.set_value(std::move(outcome));
                  }});

  BOOST_TEST((answer.get_future().get().value().outcome == fate::delivered));
  const auto messages = catcher->all().messages;
  BOOST_REQUIRE(messages.size() == 1U);
  BOOST_TEST(messages.front() == expected.body);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace takeover::net::outbound
