#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <future>
#include <mutex>
#include <thread>

#include "storage/conversations/conversation_change.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/conversations/deletion.hpp"
#include "storage/leads/lead_scripts.hpp"
#include "storage/leads/leads.hpp"
#include "storage/people/memberships.hpp"
#include "storage/people/workspaces.hpp"
#include "tests/storage/workspace_fixture.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;
using domain::errc;

namespace {

struct lead_capture_fixture : workspace_fixture {
  std::optional<domain::lead_view> lead(domain::lead_id id) {
    return read(rows(), [&](reader& from) { return storage::leads::view(from, workspace, id); });
  }
  static const committed& done(const commit_outcome& outcome) {
    BOOST_REQUIRE(stored(outcome));
    return std::get<committed>(outcome);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(lead_capture, lead_capture_fixture)

BOOST_AUTO_TEST_CASE(a_new_lead_is_stored_with_its_entry_its_feed_number_and_its_jobs) {
  auto chat = given_conversation();

  const auto outcome = chat.leave_lead(rows(), "lou@example.com",
                                       {"Lou", "", "+49 30 1", {{"company", "Lou & Söhne"}}});

  BOOST_TEST(done(outcome).lead_is_new);
  const auto& told = done(outcome).lead.value();
  const auto kept = lead(told.id).value();
  BOOST_TEST((kept.record.fields == told.fields));
  BOOST_TEST(kept.record.fields.extra.at("company") == "Lou & Söhne");
  BOOST_TEST((kept.record.status == domain::lead_status::incoming));
  BOOST_TEST((kept.record.conversation == chat.id()));
  BOOST_TEST(kept.record.feed_seq == 1);
  BOOST_TEST((timeline(chat.id()).front().meta.lead == told.id));
  // A mail to the admin, and one to the owner.
  BOOST_TEST(number("SELECT count(*) FROM jobs WHERE kind = 'mail' AND payload LIKE '%" +
                    told.id.str() + "%' AND workspace_id = '" + workspace.str() + "'") == 2);
  BOOST_TEST(number("SELECT count(*) FROM jobs WHERE payload LIKE '%example%'") == 0);
}

BOOST_AUTO_TEST_CASE(the_visitor_and_the_list_of_conversations_show_who_it_is) {
  auto chat = given_conversation();
  const auto outcome = chat.leave_lead(rows(), "lou@example.com", {"Lou", "", "", {}});
  (void)chat.leave_lead(rows(), "lou@example.com");  // without a name: the known one stays

  const auto view = read(rows(), [&](reader& from) {
                      return storage::conversations::view(from, chat.id());
                    }).value();

  BOOST_TEST(view.visitor_name == "Lou");
  BOOST_TEST(view.visitor_email == "lou@example.com");
  BOOST_REQUIRE(view.captured.has_value());
  BOOST_TEST((view.captured->id == done(outcome).lead->id));
}

BOOST_AUTO_TEST_CASE(who_left_the_lead_first_corrects_it_and_nobody_is_told_again) {
  auto chat = given_conversation();
  const auto made = *done(chat.leave_lead(rows(), "lou@example.com",
                                          {"Lou", "", "1", {{"company", "Old"}, {"city", "Bonn"}}}))
                         .lead;
  write(rows(), [&](writer& to) {
    storage::leads::set_status(to, ada, made.id, domain::lead_status::qualified, at(50)).value();
  });

  const auto outcome =
      chat.leave_lead(rows(), "lou@example.com", {"Lou Reed", "", "", {{"company", "New"}}});

  BOOST_TEST(!done(outcome).lead_is_new);
  const auto kept = lead(made.id).value().record;
  BOOST_TEST((done(outcome).lead->id == made.id));
  BOOST_TEST(kept.fields.name == "Lou Reed");
  BOOST_TEST(kept.fields.phone == "1");
  BOOST_TEST(kept.fields.extra.at("company") == "New");
  BOOST_TEST(kept.fields.extra.at("city") == "Bonn");
  BOOST_TEST(kept.others.empty());
  BOOST_TEST((kept.status == domain::lead_status::qualified));
  BOOST_TEST(kept.feed_seq == made.feed_seq);
  BOOST_TEST((kept.captured_at == made.captured_at));
  BOOST_TEST((timeline(chat.id()).back().meta.lead == made.id));
  BOOST_TEST(number("SELECT count(*) FROM leads") == 1);
  BOOST_TEST(number("SELECT count(*) FROM jobs") == 2);
  BOOST_TEST(number("SELECT lead_seq FROM workspaces") == 1);
}

BOOST_AUTO_TEST_CASE(anyone_else_changes_nothing_of_it_and_what_they_gave_is_kept_beside_it) {
  auto first = given_conversation();
  auto later = given_conversation_of(agent, at(100));
  const auto made =
      *done(first.leave_lead(rows(), "lou@example.com", {"Lou", "", "1", {{"city", "Bonn"}}})).lead;

  const domain::lead_fields other{"Mallory", "", "666", {{"city", "Bonn"}, {"note", "Call me"}}};
  const auto outcome = later.leave_lead(rows(), "lou@example.com", other);
  (void)later.leave_lead(rows(), "lou@example.com", other);  // word for word: not kept twice

  BOOST_TEST(!done(outcome).lead_is_new);
  const auto kept = lead(made.id).value().record;
  BOOST_TEST((kept.fields == made.fields));
  BOOST_TEST((kept.conversation == first.id()));
  BOOST_TEST(kept.feed_seq == made.feed_seq);
  BOOST_REQUIRE(kept.others.size() == 1);
  const auto& beside = kept.others.front();
  BOOST_TEST(beside.name == "Mallory");
  BOOST_TEST(beside.phone == "666");
  BOOST_TEST((beside.extra == std::map<std::string, std::string>{{"note", "Call me"}}));
  BOOST_TEST((beside.conversation == later.id()));
  BOOST_TEST((beside.given_at == at(101)));
  BOOST_TEST((kept.other_conversations == std::vector{later.id()}));
  const auto entry = timeline(later.id()).front();
  BOOST_TEST((entry.meta.lead == made.id));
  BOOST_TEST(entry.meta.receipt.has_value());
  BOOST_TEST((entry.meta.receipt != made.id));
  BOOST_TEST(number("SELECT count(*) FROM leads") == 1);
  BOOST_TEST(number("SELECT count(*) FROM jobs") == 2);
}

BOOST_AUTO_TEST_CASE(a_conversation_that_gave_the_email_alone_is_listed_with_the_lead) {
  auto first = given_conversation();
  auto later = given_conversation_of(agent, at(100));
  const auto made = *done(first.leave_lead(rows(), "lou@example.com", {"Lou", "", "", {}})).lead;

  (void)later.leave_lead(rows(), "lou@example.com");

  const auto kept = lead(made.id).value().record;
  BOOST_TEST(kept.others.empty());
  BOOST_TEST((kept.other_conversations == std::vector{later.id()}));
}

BOOST_AUTO_TEST_CASE(a_deleted_lead_leaves_nothing_of_the_person_and_its_conversations_stay) {
  auto first = given_conversation();
  auto later = given_conversation_of(agent, at(100));
  const auto made =
      *done(first.leave_lead(rows(), "lou@example.com", {"Lou Marker", "", "1", {}})).lead;
  (void)later.leave_lead(rows(), "lou@example.com", {"Other Marker", "", "2", {}});

  write(rows(), [&](writer& to) {
    BOOST_TEST((storage::leads::remove(to, ada, made.id, at(200)).error() == errc::forbidden));
  });
  deleted_lead gone;
  write(rows(), [&](writer& to) {
    gone = storage::leads::remove(to, bob, made.id, at(200)).value();
    BOOST_TEST((storage::leads::remove(to, bob, made.id, at(200)).error() == errc::not_found));
  });

  BOOST_TEST(gone.conversations.size() == 2);
  BOOST_TEST(!lead(made.id).has_value());
  for (const auto& chat : {first.id(), later.id()}) {
    const auto entry = timeline(chat).front();
    BOOST_TEST((entry.kind == domain::entry_kind::lead_captured));
    BOOST_TEST(entry.meta.name.empty());
    BOOST_TEST(entry.meta.email.empty());
  }
  BOOST_TEST(number("SELECT count(*) FROM visitors WHERE name <> '' OR email <> ''") == 0);
  BOOST_TEST(number("SELECT count(*) FROM lead_values") == 0);
  BOOST_TEST(number("SELECT count(*) FROM jobs") == 0);
  BOOST_TEST(number("SELECT count(*) FROM audit_logs WHERE action = 'lead.delete'") == 1);
}

BOOST_AUTO_TEST_CASE(the_same_e_mail_at_another_agent_is_another_lead) {
  auto here = given_conversation();
  auto there = given_conversation_of(given_agent("Robin"), at(0));

  const auto first = done(here.leave_lead(rows(), "lou@example.com")).lead->feed_seq;
  const auto second = done(there.leave_lead(rows(), "lou@example.com"));

  BOOST_TEST(first == 1);
  BOOST_TEST(second.lead_is_new);
  BOOST_TEST(second.lead->feed_seq == 2);
}

BOOST_AUTO_TEST_CASE(feed_numbers_have_no_holes_and_stand_in_the_order_of_the_commits) {
  constexpr int visitors = 6;
  constexpr int each = 20;
  std::vector<talk> chats;
  for (int n = 0; n < visitors; ++n) chats.push_back(given_conversation());
  std::mutex mutex;
  std::vector<std::int64_t>
      in_order;  // `done` is called on the writer's thread, in the order of the commits

  std::vector<std::thread> threads;
  for (int who = 0; who < visitors; ++who)
    threads.emplace_back([&, who] {
      auto& chat = chats[static_cast<std::size_t>(who)];
      for (int n = 0; n < each; ++n) {
        const auto email = "v" + std::to_string(who) + "-" + std::to_string(n) + "@example.com";
        const auto capture = chat.deciding(domain::capture_lead{
            "l" + std::to_string(n), domain::lead_source::form, {"", email, "", {}}});
        auto late = capture;
        late.expected_epoch = 99;  // takes no number
        rows().submit(late, [](auto) {});
        auto answered = std::make_shared<std::promise<void>>();
        rows().submit(capture, [&, answered](const commit_outcome& outcome) {
          {
            const std::lock_guard lock{mutex};
            in_order.push_back(std::get<committed>(outcome).lead->feed_seq);
          }
          answered->set_value();
        });
        answered->get_future().wait();
        chat.follow(capture);
      }
    });
  for (auto& thread : threads) thread.join();

  BOOST_TEST_REQUIRE(in_order.size() == static_cast<std::size_t>(visitors * each));
  for (std::size_t n = 0; n < in_order.size(); ++n)
    BOOST_TEST(in_order[n] == static_cast<std::int64_t>(n) + 1);
  BOOST_TEST(number("SELECT lead_seq FROM workspaces") == visitors * each);
}

BOOST_AUTO_TEST_CASE(each_workspace_counts_its_own_feed) {
  auto here = given_conversation();
  (void)here.leave_lead(rows(), "lou@example.com");
  const auto ours = workspace;
  workspace = ids.make<domain::workspace_id>(at(0));
  write(rows(), [&](writer& to) {
    storage::people::create_workspace(to, {workspace, "Other"}, at(0));
  });
  auto there = given_conversation_of(given_agent("Robin"), at(0));

  const auto second = done(there.leave_lead(rows(), "lou@example.com")).lead;

  BOOST_TEST(second->feed_seq == 1);
  BOOST_TEST(!read(rows(), [&](reader& from) {
    return storage::leads::view(from, ours, second->id).has_value();
  }));
}

BOOST_AUTO_TEST_CASE(a_lead_outlives_its_conversation_without_the_transcript) {
  auto chat = given_conversation();
  chat.say(rows(), 3);
  const auto made = *done(chat.leave_lead(rows(), "lou@example.com", {"Lou", "", "", {}})).lead;
  BOOST_TEST(lead(made.id)->last->snippet == "question 3");

  write(rows(),
        [&](writer& to) { storage::conversations::remove(to, chat.id(), olga, at(9)).value(); });

  const auto kept = lead(made.id).value();
  BOOST_TEST(kept.record.fields.name == "Lou");
  BOOST_TEST(!kept.record.conversation.has_value());
  BOOST_TEST(!kept.last.has_value());
  BOOST_TEST(!kept.controlled_by.has_value());
  BOOST_TEST(number("SELECT count(*) FROM timeline_entries") == 0);
}

BOOST_AUTO_TEST_CASE(what_happens_in_the_conversation_is_activity_of_the_lead) {
  auto chat = given_conversation();
  const auto made = *done(chat.leave_lead(rows(), "lou@example.com")).lead;

  chat.say(rows());
  BOOST_REQUIRE(stored(chat.run(rows(), domain::take_over{ada})));

  const auto kept = lead(made.id).value();
  BOOST_TEST((kept.record.last_activity_at == chat.now().last_activity_at));
  BOOST_TEST((kept.controlled_by == domain::controller::human));
  BOOST_TEST(kept.holder.value().name == "Ada");
}

BOOST_AUTO_TEST_CASE(what_members_do_is_no_activity_of_the_lead) {
  auto chat = given_conversation();
  const auto made = *done(chat.leave_lead(rows(), "lou@example.com")).lead;
  const auto before = lead(made.id).value().record.last_activity_at;
  BOOST_REQUIRE(stored(chat.run(rows(), domain::take_over{ada})));
  BOOST_REQUIRE(stored(chat.run(rows(), domain::release{ada})));
  write(rows(), [&](writer& to) {
    storage::leads::set_status(to, ada, made.id, domain::lead_status::lost, at(5'000)).value();
  });
  const auto kept = lead(made.id).value().record;
  BOOST_TEST((kept.status == domain::lead_status::lost));
  BOOST_TEST((kept.last_activity_at == before));
  BOOST_TEST((state(chat.id()).last_activity_at == before));
  BOOST_REQUIRE(stored(chat.run(rows(), domain::post_note{ada, "n1", "Called back"})));
  BOOST_TEST((lead(made.id).value().record.last_activity_at > before));
}

BOOST_AUTO_TEST_CASE(the_status_of_a_lead_changes_only_in_its_own_workspace) {
  auto chat = given_conversation();
  const auto made = *done(chat.leave_lead(rows(), "lou@example.com")).lead;
  auto stranger = ada;
  stranger.workspace = ids.make<domain::workspace_id>(at(0));
  write(rows(), [&](writer& to) {
    storage::people::create_workspace(to, {stranger.workspace, "Other"}, at(0));
    storage::people::put_membership(to, stranger.workspace, stranger.user, domain::role::owner,
                                    at(0));
  });
  const auto change = [&](const domain::member& by, domain::lead_id id) {
    return write_and_wait(rows(), [&](writer& to) -> domain::result<void> {
      const auto changed = storage::leads::set_status(to, by, id, domain::lead_status::won, at(60));
      return changed ? domain::result<void>{} : changed.error();
    });
  };

  BOOST_TEST((change(stranger, made.id).error() == errc::not_found));
  BOOST_TEST((change(ada, ids.make<domain::lead_id>(at(0))).error() == errc::not_found));
  BOOST_TEST((lead(made.id)->record.status == domain::lead_status::incoming));
  BOOST_TEST(change(ada, made.id).has_value());
  BOOST_TEST((lead(made.id)->record.status == domain::lead_status::won));
}

BOOST_AUTO_TEST_CASE(the_feed_gives_each_lead_once_in_the_order_of_capture) {
  const auto asked = [&](std::optional<std::int64_t> after, int limit = 50) {
    return read(rows(),
                [&](reader& from) { return storage::leads::feed(from, workspace, after, limit); });
  };
  BOOST_TEST(asked(std::nullopt).position == 0);
  std::vector<talk> chats;
  for (int n = 0; n < 5; ++n) {
    (void)chats.emplace_back(given_conversation())
        .leave_lead(rows(), "lead" + std::to_string(n) + "@example.com");
    if (n == 1)
      (void)chats[0].leave_lead(rows(), "lead0@example.com",
                                {"Again", "", "", {}});  // known already: no news
  }

  const auto nothing = asked(std::nullopt);
  BOOST_TEST(nothing.leads.empty());
  BOOST_TEST(nothing.position == 5);
  std::vector<std::string> seen;
  auto page = asked(0, 2);
  for (; !page.leads.empty(); page = asked(page.position, 2)) {
    for (const auto& one : page.leads) seen.push_back(one.record.fields.email);
    BOOST_TEST(page.more == (page.position < 5));
  }
  BOOST_TEST((seen == std::vector<std::string>{"lead0@example.com", "lead1@example.com",
                                               "lead2@example.com", "lead3@example.com",
                                               "lead4@example.com"}));
  BOOST_TEST(page.position == 5);
  // A number of another time, as after an older database was put back: from now on.
  BOOST_TEST(asked(77).leads.empty());
  BOOST_TEST(asked(77).position == 5);
  BOOST_TEST(read(rows(), [&](reader& from) {
               return storage::leads::feed(from, ids.make<domain::workspace_id>(at(0)), 0, 50);
             }).leads.empty());
}

BOOST_AUTO_TEST_SUITE_END()
