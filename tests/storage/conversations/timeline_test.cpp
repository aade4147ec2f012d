#include <boost/test/unit_test.hpp>

#include "storage/conversations/conversations.hpp"
#include "storage/conversations/timeline.hpp"
#include "tests/storage/workspace_fixture.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;

namespace {

/// Ten entries: 1–3 messages, 4 note, 5 claimed, 6 reply, 7 note, 8 note, 9 message, 10 note.
struct timeline_fixture : workspace_fixture {
  timeline_fixture() : chat(given_conversation()) {
    chat.say(rows(), 3);
    run(domain::post_note{ada, "n1", "a note"});
    run(domain::take_over{ada});
    run(domain::post_reply{ada, "r1", "hello"});
    run(domain::post_note{ada, "n2", "a note"});
    run(domain::post_note{bob, "n3", "a note"});
    chat.say(rows());
    run(domain::post_note{bob, "n4", "a note"});
  }
  void run(const domain::command& wanted) { BOOST_REQUIRE(stored(chat.run(rows(), wanted))); }
  timeline_page page(timeline_audience audience, std::optional<domain::seq_t> after,
                     std::optional<domain::seq_t> before, int limit) {
    return read(rows(), [&](reader& from) {
      return storage::timeline::page(from, {chat.id(), audience, after, before, limit});
    });
  }
  static std::string seqs(const timeline_page& page) {
    std::string text;
    for (const auto& e : page.entries) text += (text.empty() ? "" : " ") + std::to_string(e.seq);
    return text + (page.more ? " …" : "");
  }

  talk chat;
};

constexpr auto member = timeline_audience::member;
constexpr auto visitor = timeline_audience::visitor;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(timeline_pages, timeline_fixture)

BOOST_AUTO_TEST_CASE(without_a_bound_the_newest_come_in_ascending_order) {
  BOOST_TEST(seqs(page(member, {}, {}, 50)) == "1 2 3 4 5 6 7 8 9 10");
  BOOST_TEST(seqs(page(member, {}, {}, 10)) == "1 2 3 4 5 6 7 8 9 10");
  BOOST_TEST(seqs(page(member, {}, {}, 9)) == "2 3 4 5 6 7 8 9 10 …");
  BOOST_TEST(seqs(page(member, {}, {}, 1)) == "10 …");
}

BOOST_AUTO_TEST_CASE(after_goes_forward_and_before_goes_back) {
  BOOST_TEST(seqs(page(member, 0, {}, 4)) == "1 2 3 4 …");
  BOOST_TEST(seqs(page(member, 6, {}, 4)) == "7 8 9 10");
  BOOST_TEST(seqs(page(member, 6, {}, 3)) == "7 8 9 …");
  BOOST_TEST(seqs(page(member, 10, {}, 3)) == "");
  BOOST_TEST(seqs(page(member, 99, {}, 3)) == "");
  BOOST_TEST(seqs(page(member, {}, 5, 3)) == "2 3 4 …");
  BOOST_TEST(seqs(page(member, {}, 5, 4)) == "1 2 3 4");
  BOOST_TEST(seqs(page(member, {}, 1, 4)) == "");
  BOOST_TEST(seqs(page(member, {}, 99, 2)) == "9 10 …");
  BOOST_TEST(seqs(page(member, -5, {}, 2)) == "1 2 …");
}

BOOST_AUTO_TEST_CASE(a_visitor_sees_no_note_in_any_direction_and_full_pages_all_the_same) {
  BOOST_TEST(seqs(page(visitor, {}, {}, 50)) == "1 2 3 5 6 9");
  BOOST_TEST(seqs(page(visitor, {}, {}, 2)) == "6 9 …");
  BOOST_TEST(seqs(page(visitor, 3, {}, 2)) == "5 6 …");
  BOOST_TEST(seqs(page(visitor, 6, {}, 2)) == "9");
  BOOST_TEST(seqs(page(visitor, 9, {}, 2)) == "");
  BOOST_TEST(seqs(page(visitor, {}, 9, 2)) == "5 6 …");
  BOOST_TEST(seqs(page(visitor, {}, 3, 2)) == "1 2");
}

BOOST_AUTO_TEST_CASE(the_last_seq_is_the_last_one_that_the_audience_may_see) {
  BOOST_TEST(page(member, {}, {}, 1).last_seq == 10);
  BOOST_TEST(page(visitor, {}, {}, 1).last_seq == 9);
  BOOST_TEST(page(visitor, 9, {}, 1).last_seq == 9);
}

BOOST_AUTO_TEST_CASE(an_unknown_conversation_has_an_empty_timeline) {
  const auto unknown = ids.make<domain::conversation_id>(at(0));
  const auto nothing = read(rows(), [&](reader& from) {
    return storage::timeline::page(from, {unknown, member, {}, {}, 5});
  });

  BOOST_TEST(nothing.entries.empty());
  BOOST_TEST(nothing.last_seq == 0);
  BOOST_TEST(!nothing.more);
}

BOOST_AUTO_TEST_CASE(the_last_message_of_a_conversation_is_no_note) {
  const auto view = read(rows(), [&](reader& from) {
                      return storage::conversations::view(from, chat.id());
                    }).value();

  BOOST_TEST(view.last.value().snippet == "question 4");
  BOOST_TEST((view.last->role == domain::message_role::visitor));
}

BOOST_AUTO_TEST_CASE(messages_are_counted_by_who_wrote_them_without_notes) {
  const auto counts = read(
      rows(), [&](reader& from) { return storage::timeline::count_messages(from, chat.id()); });
  const auto all = page(visitor, {}, {}, 50);

  BOOST_TEST(counts.visitor == 4);
  BOOST_TEST(counts.agent == 0);
  BOOST_TEST(counts.member == 1);
  BOOST_TEST((counts.first_at == all.entries.front().created_at));
  BOOST_TEST((counts.last_at == all.entries.back().created_at));
}

BOOST_AUTO_TEST_CASE(an_entry_comes_back_as_it_was_stored) {
  auto change = chat.deciding(domain::post_reply{ada, "odd", "x"});
  auto& e = change.decision.entries.front();
  using namespace std::string_literals;
  e.body = "Grüße \"'%_\\ \xF0\x9F\x98\x80 \n\t a\0b"s;
  e.meta.interrupted = e.meta.offer_human = e.meta.failed = true;
  e.meta.citations = {{1, "A \"page\"", "https://shop.example/?a=1&b=2"}, {2, "None", ""}};
  e.meta.confidence = 0.625;
  e.meta.generation = 9'007'199'254'740'993;
  e.meta.epoch = 3;
  e.meta.forced_from = domain::person{bob.user, "Bób"};
  e.meta.transferred_by = domain::person{olga.user, "Olga"};
  e.meta.transferred_from = domain::person{ada.user, "Ada"};
  e.meta.reason = "phrase";
  e.meta.availability = "nobody";
  e.meta.told = false;
  e.meta.opens_at = at(9);
  e.meta.lead = ids.make<domain::lead_id>(at(0));
  e.meta.source = "form";
  e.meta.name = "Lou";
  e.meta.email = "lou@example.com";

  BOOST_REQUIRE(stored(submitted(rows(), change)));

  const auto back = read(rows(), [&](reader& from) {
    return storage::timeline::by_client_id(from, chat.id(), "odd");
  });
  BOOST_REQUIRE(back.has_value());
  auto expected = e;
  // PostgreSQL has no null character in a text.
  if (tested() == dialect::postgresql)
    expected.body.replace(expected.body.find('\0'), 1, "\xEF\xBF\xBD");
  BOOST_TEST((*back == expected));
}

BOOST_AUTO_TEST_CASE(a_client_id_is_found_in_its_own_conversation_only) {
  const auto other = given_conversation();

  BOOST_TEST(!read(rows(), [&](reader& from) {
    return storage::timeline::by_client_id(from, other.id(), "c1").has_value();
  }));
  BOOST_TEST(!read(rows(), [&](reader& from) {
    return storage::timeline::by_client_id(from, chat.id(), "").has_value();
  }));
  BOOST_TEST(read(rows(), [&](reader& from) {
    return storage::timeline::by_client_id(from, chat.id(), "c1").has_value();
  }));
}

BOOST_AUTO_TEST_CASE(a_page_ends_at_its_bytes_and_says_that_there_is_more) {
  // In JSON each quote is two bytes, so the second of these does not fit beside the first.
  for (const auto* id : {"b1", "b2", "b3"})
    run(domain::post_note{ada, id, std::string(65'536, '"')});
  BOOST_TEST(seqs(page(member, 10, {}, 50)) == "11 …");
  BOOST_TEST(seqs(page(member, 11, {}, 50)) == "12 …");
  BOOST_TEST(seqs(page(member, 12, {}, 50)) == "13");
  BOOST_TEST(seqs(page(member, {}, {}, 50)) == "13 …");
  BOOST_TEST(seqs(page(member, {}, 13, 50)) == "12 …");
  BOOST_TEST(seqs(page(member, {}, 12, 50)) == "1 2 3 4 5 6 7 8 9 10 11");
}

BOOST_AUTO_TEST_SUITE_END()
