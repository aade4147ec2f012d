#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "storage/conversations/conversation_change.hpp"
#include "storage/leads/lead_scripts.hpp"
#include "storage/leads/leads.hpp"
#include "tests/storage/workspace_fixture.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;
using domain::lead_status;

namespace {

/// 20 leads of one conversation each; every third is qualified; all have the same last activity.
struct lead_list_fixture : workspace_fixture {
  lead_list_fixture() {
    for (int n = 0; n < 20; ++n) {
      auto chat = given_conversation();
      const auto outcome = chat.leave_lead(rows(), "lead" + std::to_string(n) + "@example.com",
                                           {"Lead " + std::to_string(n), "", "", {}});
      leads.push_back(std::get<committed>(outcome).lead.value().id);
      if (n % 3 == 0)
        write(rows(), [&](writer& to) {
          storage::leads::set_status(to, ada, leads.back(), lead_status::qualified, at(0)).value();
        });
      chats.push_back(chat);
    }
  }
  lead_query asking(std::optional<lead_status> status, int limit, std::string text = {}) {
    return {workspace, status, std::move(text), {}, limit};
  }
  std::vector<domain::lead_id> pages(
      lead_query query,
      const std::function<void(const page<domain::lead_view>&)>& between = [](const auto&) {}) {
    std::vector<domain::lead_id> seen;
    do {
      const auto one =
          read(rows(), [&](reader& from) { return storage::leads::list(from, query); }).value();
      for (const auto& view : one.items) seen.push_back(view.record.id);
      between(one);
      query.cursor = one.next_cursor;
    } while (!query.cursor.empty());
    return seen;
  }
  std::int64_t count(const lead_query& query) {
    return read(rows(), [&](reader& from) { return storage::leads::count(from, query); });
  }

  std::vector<domain::lead_id> leads;
  std::vector<talk> chats;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(lead_lists, lead_list_fixture)

BOOST_AUTO_TEST_CASE(pages_of_any_size_show_every_lead_once) {
  for (const auto status : {std::optional<lead_status>{}, std::optional{lead_status::incoming},
                            std::optional{lead_status::qualified}}) {
    const auto whole = pages(asking(status, 200));
    for (const int limit : {1, 3, 19, 20}) BOOST_TEST((pages(asking(status, limit)) == whole));
    BOOST_TEST(count(asking(status, 1)) == static_cast<std::int64_t>(whole.size()));
  }
  auto all = pages(asking({}, 7));
  std::sort(all.begin(), all.end());
  auto expected = leads;
  std::sort(expected.begin(), expected.end());
  BOOST_TEST((all == expected));
  BOOST_TEST(pages(asking(lead_status::qualified, 2)).size() == 7);
  BOOST_TEST(pages(asking(lead_status::won, 2)).empty());
}

BOOST_AUTO_TEST_CASE(a_lead_that_becomes_active_while_others_page_is_not_shown_again) {
  const auto before = pages(asking({}, 3));

  const auto seen = pages(asking({}, 3), [&](const auto& shown) {
    const auto at_front =
        std::find(leads.begin(), leads.end(), shown.items.front().record.id) - leads.begin();
    chats[static_cast<std::size_t>(at_front)].say(rows());
  });

  BOOST_TEST((seen == before));
  BOOST_TEST((pages(asking({}, 3)) != before));
}

BOOST_AUTO_TEST_CASE(a_search_takes_every_sign_as_itself) {
  auto odd = given_conversation();
  (void)odd.leave_lead(rows(), "odd_one@example.com", {"100% Odd", "", "+49", {}});

  BOOST_TEST(pages(asking({}, 2, "LEAD 1")).size() == 11);
  BOOST_TEST(count(asking({}, 2, "lead 1")) == 11);
  BOOST_TEST(pages(asking({}, 2, "%")).size() == 1);
  BOOST_TEST(pages(asking({}, 2, "_")).size() == 1);
  BOOST_TEST(pages(asking({}, 2, "+49")).size() == 1);
  BOOST_TEST(pages(asking({}, 2, "'; DROP TABLE leads; --")).empty());
  BOOST_TEST(pages(asking(lead_status::qualified, 2, "odd")).empty());
}

BOOST_AUTO_TEST_CASE(leads_are_not_listed_in_another_workspace) {
  auto query = asking({}, 50);
  query.workspace = ids.make<domain::workspace_id>(at(0));

  BOOST_TEST(pages(query).empty());
  BOOST_TEST(count(query) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
