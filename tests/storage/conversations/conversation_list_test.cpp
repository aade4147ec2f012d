#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>

#include "storage/audit/audit.hpp"
#include "storage/conversations/conversation_list.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/leads/leads.hpp"
#include "storage/people/workspaces.hpp"
#include "storage/sql/db_errors.hpp"
#include "tests/storage/workspace_fixture.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;
using domain::errc;

namespace {

using ids_in_order = std::vector<domain::conversation_id>;

const std::map<std::string, conversation_filter> filters{
    {"all", conversation_filter::all},
    {"engaged", conversation_filter::engaged},
    {"empty", conversation_filter::empty},
    {"live", conversation_filter::live},
    {"needs_human", conversation_filter::needs_human},
    {"mine", conversation_filter::mine},
};

/// 24 conversations, three at a time with the same activity: empty ones, engaged ones, some that
/// wait for a human, some that Ada holds. And some of another workspace, which no list may show.
struct list_fixture : workspace_fixture {
  static constexpr int many = 24;

  list_fixture() {
    for (int n = 0; n < many; ++n) {
      auto& chat = chats.emplace_back(given_conversation_of(
          agent, at(n / 3 * 10), "https://shop.example/page/" + std::to_string(n)));
      if (n % 4 == 0) {
        if (n % 8 == 0) online.push_back(chat.id());
        continue;
      }
      chat.say(rows());
      if (n % 4 == 2) run(chat, domain::ask_for_human{"handoff"});
      if (n % 4 == 3) run(chat, domain::take_over{ada});
      if (n % 4 == 1 && n < 12) online.push_back(chat.id());
    }
    const auto ours = workspace;
    workspace = ids.make<domain::workspace_id>(at(0));
    write(rows(), [&](writer& to) {
      storage::people::create_workspace(to, {workspace, "Other"}, at(0));
    });
    const auto strange_agent = given_agent("Robin");
    for (int n = 0; n < 4; ++n) {
      auto chat = given_conversation_of(strange_agent, at(n * 10));
      if (n > 0) chat.say(rows());
      if (n == 2) run(chat, domain::ask_for_human{"handoff"});
      if (n == 3) run(chat, domain::take_over{ada});
      online.push_back(chat.id());
    }
    workspace = ours;
  }
  void run(talk& chat, const domain::command& wanted) {
    BOOST_REQUIRE(stored(chat.run(rows(), wanted)));
  }

  conversation_query asking(conversation_filter filter, int limit, std::string text = {}) {
    conversation_query query;
    query.workspace = workspace;
    query.filter = filter;
    query.asked_by = ada.user;
    query.text = std::move(text);
    query.visitors_online = online;
    query.live_since = at(50);
    query.limit = limit;
    return query;
  }
  domain::result<page<domain::conversation_view>> ask(const conversation_query& query) {
    return read(rows(),
                [&](reader& from) { return storage::conversation_list::page(from, query); });
  }
  /// All pages, one after another; `between` runs after each with what it showed.
  ids_in_order pages(
      conversation_query query,
      const std::function<void(const page<domain::conversation_view>&)>& between = [](const auto&) {
      }) {
    ids_in_order seen;
    do {
      const auto one = ask(query).value();
      BOOST_TEST_REQUIRE(one.items.size() <= static_cast<std::size_t>(query.limit));
      BOOST_TEST_REQUIRE(
          (one.next_cursor.empty() || one.items.size() == static_cast<std::size_t>(query.limit)));
      for (const auto& view : one.items) seen.push_back(view.state.id);
      between(one);
      query.cursor = one.next_cursor;
    } while (!query.cursor.empty());
    return seen;
  }
  /// What the filter means, told from the rows one by one.
  std::set<domain::conversation_id> meant(conversation_filter filter) {
    std::set<domain::conversation_id> found;
    for (const auto& chat : chats) {
      const auto now = state(chat.id());
      const bool is_online = std::find(online.begin(), online.end(), now.id) != online.end();
      const bool fits =
          filter == conversation_filter::all ||
          (filter == conversation_filter::engaged && now.engaged()) ||
          (filter == conversation_filter::empty && !now.engaged()) ||
          (filter == conversation_filter::live && now.engaged() &&
           (is_online || now.visitor_wrote_at > at(50))) ||
          (filter == conversation_filter::needs_human &&
           now.controller == domain::controller::queued) ||
          (filter == conversation_filter::mine && now.claim && now.claim->holder.id == ada.user);
      if (fits) found.insert(now.id);
    }
    return found;
  }

  std::vector<talk> chats;
  ids_in_order online;
};

std::set<domain::conversation_id> as_set(const ids_in_order& list) {
  return {list.begin(), list.end()};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(conversation_lists, list_fixture)

BOOST_AUTO_TEST_CASE(each_filter_shows_what_it_means_once_whatever_the_size_of_the_page) {
  for (const auto& [name, filter] : filters) BOOST_TEST_CONTEXT(name) {
      const auto whole = pages(asking(filter, 200));
      BOOST_TEST(!whole.empty());
      BOOST_TEST(as_set(whole).size() == whole.size());
      BOOST_TEST((as_set(whole) == meant(filter)));
      for (const int limit :
           {1, 2, 3, 5, static_cast<int>(whole.size()), static_cast<int>(whole.size()) - 1})
        BOOST_TEST((pages(asking(filter, limit)) == whole));
    }
}

BOOST_AUTO_TEST_CASE(damaged_rows_are_left_out_and_shorten_no_page) {
  std::set<domain::conversation_id> damaged;
  for (std::size_t n = 1; n < chats.size(); n += 2) damaged.insert(chats[n].id());
  std::map<std::string, ids_in_order> sound;
  for (const auto& [name, filter] : filters) sound[name] = pages(asking(filter, 200));

  std::string script = tested() == dialect::sqlite ? "PRAGMA foreign_keys = OFF;"
                                                   : "SET session_replication_role = replica;";
  for (const auto id : damaged)
    script += "UPDATE conversations SET lead_id = 'no id' WHERE id = '" + id.str() + "';";
  tamper(script);

  for (const auto& [name, filter] : filters) BOOST_TEST_CONTEXT(name) {
      const auto all = sound[name].size();
      std::erase_if(sound[name], [&](const auto id) { return damaged.contains(id); });
      BOOST_TEST(ask(asking(filter, 200)).value().damaged == all - sound[name].size());
      for (const int limit : {1, 2, 3, 200})
        BOOST_TEST((pages(asking(filter, limit)) == sound[name]));
    }
  for (const auto id : damaged)
    BOOST_CHECK_EXCEPTION((void)state(id), db_error,
                          [](const db_error& e) { return e.problem() == db_problem::unreadable; });
}

BOOST_AUTO_TEST_CASE(lists_are_sorted_by_activity_and_the_queue_by_the_longest_wait) {
  for (const auto& [name, filter] : filters) BOOST_TEST_CONTEXT(name) {
      const auto all = ask(asking(filter, 200)).value().items;
      const auto in_order = [&, by = filter](const auto& a, const auto& b) {
        return by == conversation_filter::needs_human
                   ? std::pair{a.state.queued_at, a.state.id} <
                         std::pair{b.state.queued_at, b.state.id}
                   : std::pair{a.state.last_activity_at, a.state.id} >
                         std::pair{b.state.last_activity_at, b.state.id};
      };
      BOOST_TEST(std::is_sorted(all.begin(), all.end(), in_order));
    }
}

BOOST_AUTO_TEST_CASE(visitors_who_left_come_after_all_who_are_there) {
  auto query = asking(conversation_filter::needs_human, 200);
  const auto all = pages(query);
  BOOST_TEST_REQUIRE(all.size() > 4U);
  query.visitors_left = {all[3], all[0], chats.front().id()};
  ids_in_order expected;
  for (const auto& id : all)
    if (id != all[0] && id != all[3]) expected.push_back(id);
  expected.insert(expected.end(), {all[0], all[3]});
  for (const int limit : {1, 2, 3, 200}) {
    query.limit = limit;
    BOOST_TEST((pages(query) == expected));
  }
}

BOOST_AUTO_TEST_CASE(what_stays_where_it_is_is_shown_once_while_other_rows_change) {
  int later = 10'000;
  for (const auto& [name, filter] : filters) BOOST_TEST_CONTEXT(name) {
      auto query = asking(filter, 2);
      const auto before = pages(query);
      // After each page its first row becomes the most recent one, and a new conversation begins.
      const auto seen = pages(query, [&](const auto& shown) {
        if (shown.items.empty()) return;
        auto moved = talk{state(shown.items.front().state.id), ids};
        run(moved,
            domain::post_visitor_message{"again-" + std::to_string(moved.now().last_seq), "again"});
        (void)given_conversation_of(agent, at(++later));
      });
      BOOST_TEST((seen == before));
    }
}

BOOST_AUTO_TEST_CASE(a_forged_cursor_is_malformed) {
  const auto id = ids.make<domain::conversation_id>(at(0)).str();
  for (const std::string& cursor :
       {std::string{"x"}, std::string{"1"}, std::string{"."}, "." + id, "1." + id + "0", "1" + id,
        " 1." + id, "1.5." + id, "0x1." + id, "99999999999999999999." + id,
        std::string{"1.ZZZZZZZZZZZZZZZZZZZZZZZZZZ"}, std::string{"1.' OR 1=1 --             "},
        "1." + id.substr(1), std::string(100'000, '9')}) {
    auto query = asking(conversation_filter::all, 5);
    query.cursor = cursor;
    BOOST_TEST_CONTEXT(cursor.substr(0, 60)) {
      const auto outcome = ask(query);
      BOOST_TEST((!outcome && outcome.error() == errc::malformed));
      lead_query leads{workspace, {}, {}, cursor, 5};
      const auto of_leads =
          read(rows(), [&](reader& from) { return storage::leads::list(from, leads); });
      BOOST_TEST((!of_leads && of_leads.error() == errc::malformed));
      audit_query audits{workspace, {}, {}, {}, cursor, 5};
      const auto of_audits =
          read(rows(), [&](reader& from) { return storage::audit::list(from, audits); });
      BOOST_TEST((!of_audits && of_audits.error() == errc::malformed));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_numbers_beside_the_filters_are_those_of_their_lists) {
  const auto counts = read(rows(), [&](reader& from) {
    return storage::conversation_list::counts(from, asking(conversation_filter::all, 50));
  });

  BOOST_TEST(counts.live == static_cast<std::int64_t>(meant(conversation_filter::live).size()));
  BOOST_TEST(counts.needs_human ==
             static_cast<std::int64_t>(meant(conversation_filter::needs_human).size()));
  BOOST_TEST(counts.mine == static_cast<std::int64_t>(meant(conversation_filter::mine).size()));
  BOOST_TEST(counts.engaged ==
             static_cast<std::int64_t>(meant(conversation_filter::engaged).size()));
  BOOST_TEST(counts.empty == static_cast<std::int64_t>(meant(conversation_filter::empty).size()));
}

BOOST_AUTO_TEST_CASE(a_search_finds_names_e_mails_and_pages_and_takes_every_sign_as_itself) {
  (void)chats[1].leave_lead(rows(), "lou_100@example.com", {"Lou 100% Reed", "", "", {}});
  (void)chats[5].leave_lead(rows(), "lou1100@example.com", {"Lou 100 Reed \\", "", "", {}});
  const auto found = [&](const std::string& text) {
    BOOST_TEST((pages(asking(conversation_filter::all, 1, text)) ==
                pages(asking(conversation_filter::engaged, 50, text))));
    return as_set(pages(asking(conversation_filter::all, 50, text)));
  };
  using set = std::set<domain::conversation_id>;

  BOOST_TEST((found("lou") == set{chats[1].id(), chats[5].id()}));
  BOOST_TEST((found("REED") == set{chats[1].id(), chats[5].id()}));
  BOOST_TEST((found("100%") == set{chats[1].id()}));
  BOOST_TEST((found("%") == set{chats[1].id()}));
  BOOST_TEST((found("lou_100") == set{chats[1].id()}));
  BOOST_TEST((found("\\") == set{chats[5].id()}));
  BOOST_TEST((found("/page/17") == set{chats[17].id()}));
  BOOST_TEST(found("' OR '1'='1").empty());
  BOOST_TEST(found("nobody").empty());
}

BOOST_AUTO_TEST_CASE(a_row_of_the_list_carries_the_names_around_it) {
  (void)chats[3].leave_lead(rows(), "lou@example.com", {"Lou", "", "", {}});

  const auto mine = ask(asking(conversation_filter::mine, 50, "lou@")).value().items;

  BOOST_TEST_REQUIRE(mine.size() == 1);
  BOOST_TEST(mine[0].agent_name == "Wren");
  BOOST_TEST(mine[0].visitor_name == "Lou");
  BOOST_TEST(mine[0].state.claim.value().holder.name == "Ada");
  BOOST_TEST(mine[0].captured.value().fields.email == "lou@example.com");
  BOOST_TEST(mine[0].last.value().snippet == "question 1");
  const auto others = ask(asking(conversation_filter::engaged, 50)).value().items;
  for (const auto& view : others)
    BOOST_TEST(view.captured.has_value() == (view.state.id == chats[3].id()));
}

BOOST_AUTO_TEST_CASE(the_last_message_is_signed_by_the_agent_who_wrote_it) {
  auto& chat = chats[1];
  run(chat,
      domain::finish_answer{1, chat.now().epoch, chat.now().last_question_seq, "an answer", {}});

  const auto view = read(rows(), [&](reader& from) {
                      return storage::conversations::view(from, chat.id());
                    }).value();

  BOOST_TEST(view.last.value().snippet == "an answer");
  BOOST_TEST(view.last.value().author_name == "Wren");
}

BOOST_AUTO_TEST_CASE(empty_conversations_are_counted_up_to_a_bound) {
  write(rows(), [&](writer& to) {
    for (int n = 0; n < 1'100; ++n) {
      const auto visitor = ids.make<domain::visitor_id>(at(0));
      storage::conversations::create(to, {ids.make<domain::conversation_id>(at(0)),
                                          {visitor, agent, visitor.str(), {}, {}},
                                          workspace,
                                          "",
                                          at(n)});
    }
  });
  const auto counts = read(rows(), [&](reader& from) {
    return storage::conversation_list::counts(from, asking(conversation_filter::all, 50));
  });
  BOOST_TEST(counts.empty == conversation_counts::most);
}

BOOST_AUTO_TEST_SUITE_END()
